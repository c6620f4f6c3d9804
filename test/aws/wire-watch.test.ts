import { once } from 'node:events'
import { createServer, request, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { WireWatch } from '../../src/aws/wire-watch.ts'

const signedFor = (region: string, service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261125/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`

/** A server that tells this time, and a way to ask it. */
async function clockServer (t: Test) {
  const server = createServer((_request, response) => {
    response.sendDate = false
    if (state.date) response.setHeader('date', state.date)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const state = {
    date: new Date().toUTCString(),
    origin: `http://127.0.0.1:${port}`,
    ask: async (headers: OutgoingHttpHeaders) => {
      const sent = request({ host: '127.0.0.1', port, headers, agent: false }).end()
      const [response] = await once(sent, 'response')
      response.resume()
      await once(response, 'end')
    }
  }
  return state
}

function watching (t: Test): WireWatch {
  const watch = new WireWatch()
  t.teardown(() => watch.close())
  return watch
}

t.test('signed requests are seen with service, region and endpoint, all others are not', async (t) => {
  const server = await clockServer(t)
  const watch = watching(t)
  await server.ask({ authorization: signedFor('eu-west-1', 's3vectors') })
  await server.ask({ authorization: 'Bearer key' })
  for (const authorization of ['Basic YW5uOg==', 'AWS4-HMAC-SHA256 Credential=odd']) {
    await server.ask({ authorization })
  }
  await server.ask({})

  t.match(watch.exchanges, [
    { service: 's3vectors', region: 'eu-west-1', endpoint: server.origin },
    { service: 'bedrock', region: undefined, endpoint: server.origin }
  ])
  t.equal(watch.exchanges.length, 2)
})

t.test('the clock of the other side is told from its answer, where it says', async (t) => {
  const server = await clockServer(t)
  const watch = watching(t)
  for (const date of [new Date(Date.now() + 3_600_000).toUTCString(), '', 'soon']) {
    server.date = date
    await server.ask({ authorization: signedFor('us-east-1', 'bedrock') })
  }

  const [ahead, ...unknown] = watch.exchanges.map(({ skewMs }) => skewMs)
  t.ok(Math.abs(ahead! - 3_600_000) < 60_000)
  t.same(unknown, [undefined, undefined])
})

t.test('a watch that is closed sees no more, another goes on', async (t) => {
  const server = await clockServer(t)
  const [closed, open] = [watching(t), watching(t)]
  closed.close()
  await server.ask({ authorization: 'Bearer key' })

  t.same([closed.exchanges.length, open.exchanges.length], [0, 1])
})
