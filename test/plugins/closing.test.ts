import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { testApp } from '../fixtures/app.ts'
import { gate } from '../fixtures/gate.ts'

async function search (
  port: number,
  agent: Agent,
  words: string
): Promise<{ connection: string | undefined; body: unknown }> {
  const request = httpRequest({
    port,
    agent,
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json' }
  })
  const answered = once(request, 'response') as Promise<[IncomingMessage]>
  request.end(JSON.stringify({ query: `{ search(text: "${words}", topK: 1) { items { product { id } } } }` }))
  const [response] = await answered
  return { connection: response.headers.connection, body: JSON.parse(await text(response)) }
}

t.test(
  'an answer that was under way when the service closed ends its connection, though its client would keep it',
  async (t) => {
    const { app, model } = await testApp(t)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const agent = new Agent({ keepAlive: true })
    t.teardown(() => {
      agent.destroy()
    })
    const { promise, open } = gate()

    t.match(await search(port, agent, 'dress'), { connection: 'keep-alive' })
    model.gate = promise
    const asked = once(app.server, 'request')
    const late = search(port, agent, 'red dress')
    await asked
    const closed = app.close()
    open()

    t.match(await late, { connection: 'close', body: { data: { search: { items: [{}] } } } })
    await closed
  }
)
