import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { FILTERED_BRAND, peerData } from '../../bench/peer-data.ts'
import { qdrant, weaviate, type Target } from '../../bench/peer-targets.ts'

const DATA = peerData(3, 4, 2)

interface Sent {
  readonly call: string
  readonly body: unknown
}

/** A server that keeps what it is sent and answers by path; no real one is at hand where tests run. */
async function fake (t: Test, answerOf: (call: string) => unknown): Promise<{ url: string, sent: Sent[] }> {
  const sent: Sent[] = []
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const [body, call] = [await text(request), `${request.method} ${request.url}`]
    sent.push({ call, body: body === '' ? undefined : (JSON.parse(body) as unknown) })
    return answerOf(call)
  }
  const listener: RequestListener = (request, response) => {
    answer(request).then(
      (value) => response.end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(500).end(String(error))
    )
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent }
}

function searched (target: Target, isFiltered: boolean): { path: string, body: Record<string, unknown> } {
  const { path, body } = target.search(DATA, 1, isFiltered)
  return { path, body: JSON.parse(body) as Record<string, unknown> }
}

t.test('Weaviate is filled by its REST interface and asked in GraphQL', async (t) => {
  const { url, sent } = await fake(t, (call) => (call === 'POST /v1/batch/objects' ? [{ result: {} }] : {}))
  const target = weaviate(url)
  await target.load(DATA)

  t.same(
    sent.map(({ call }) => call),
    ['DELETE /v1/schema/VitrineBench', 'POST /v1/schema', 'POST /v1/batch/objects']
  )
  t.match(sent[2]!.body, {
    objects: [{ class: 'VitrineBench', properties: { position: 0, brand: 'brand 0' }, vector: [...DATA.vectors[0]!] }]
  })
  const { path, body } = searched(target, true)
  t.equal(path, '/v1/graphql')
  t.match(body['query'], `nearVector: { vector: [${DATA.queries[1]!.join(',')}] }`)
  t.match(body['query'], `where: { path: ["brand"], operator: Equal, valueText: "${FILTERED_BRAND}" }`)
  t.notMatch(searched(target, false).body['query'], 'where')
  t.same(target.found({ data: { Get: { VitrineBench: [{ position: 2 }, { position: 0 }] } } }), [2, 0])
})

t.test('an object that Weaviate refuses ends the bench', async (t) => {
  const { url } = await fake(t, () => [{ result: { errors: { error: [{ message: 'no' }] } } }])
  await t.rejects(weaviate(url).write(3, DATA.queries[0]!))
})

t.test('Qdrant is filled and asked by its REST interface', async (t) => {
  const { url, sent } = await fake(t, () => ({ status: 'ok' }))
  const target = qdrant(url)
  await target.load(DATA)

  t.same(
    sent.map(({ call }) => call),
    [
      'DELETE /collections/vitrine-bench',
      'PUT /collections/vitrine-bench',
      'PUT /collections/vitrine-bench/index?wait=true',
      'PUT /collections/vitrine-bench/points?wait=true'
    ]
  )
  t.match(sent[1]!.body, { vectors: { size: 4, distance: 'Cosine' } })
  t.match(searched(target, true).body, { limit: 10, filter: { must: [{ key: 'brand' }] } })
  t.same(target.found({ result: [{ id: 1 }, { id: 0 }] }), [1, 0])
})
