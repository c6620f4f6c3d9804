import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { bedrockEmbedder, localAws, s3StoreWithoutBucket } from '../fixtures/aws-clients.ts'

const PAGE = '<html><body>Sign in to this network</body></html>'

/** What stands between the service and AWS, and answers in its place. */
async function proxy (t: Test, status: number, headers: Record<string, string>): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(PAGE))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('an answer that is not of AWS is told with its status, its type and the endpoint', async (t) => {
  const aws = await localAws(t)
  for (const [status, type] of [
    [200, 'text/html; charset=utf-8'],
    [502, 'text/html'],
    [403, 'text/html'],
    [302, 'text/plain']
  ] as const) {
    const endpoint = await proxy(t, status, { 'content-type': type })
    const message = new RegExp(
      `${endpoint} answered ${status} with ${type.split(';')[0]}, which is not the JSON of AWS.*AWS_ENDPOINT_URL`
    )
    const store = s3StoreWithoutBucket(aws, { endpoint, maxAttempts: 1 })
    await t.rejects(store.openIndex('products-4'), { code: 'STORE_UNAVAILABLE', message })
    await store.close()
    await t.rejects(
      bedrockEmbedder(t, aws, { endpoint, maxAttempts: 1 }).embed({ text: 'sofa' }, { purpose: 'query' }),
      { code: 'MODEL_UNAVAILABLE', message }
    )
  }
})

t.test('what stands between may throttle, too', async (t) => {
  const endpoint = await proxy(t, 429, { 'content-type': 'text/html' })
  const embedder = bedrockEmbedder(t, await localAws(t), { endpoint, maxAttempts: 2 })
  await t.rejects(embedder.embed({ text: 'sofa' }, { purpose: 'query' }), {
    code: 'MODEL_THROTTLED',
    cause: { name: 'UnreadableAnswerError' }
  })
})
