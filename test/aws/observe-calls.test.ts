import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { propagation } from '@opentelemetry/api'
import t, { type Test } from 'tap'
import { clientSettings } from '../../src/aws/client-settings.ts'
import { observed } from '../../src/aws/observe-calls.ts'
import { listen, type Observation } from '../../src/shared/observations.ts'

const SETTINGS = {
  region: 'us-east-1',
  maxAttempts: 3,
  connectTimeoutMs: 1000,
  requestTimeoutMs: 1000,
  callTimeoutMs: 5000,
  maxSockets: 4
}

/** A client of a service that answers with these statuses, one after the other, and what is seen of it. */
async function watched (t: Test, statuses: number[]) {
  const headers: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    headers.push(request.headers)
    const status = statuses.shift() ?? 200
    request
      .resume()
      .on('end', () =>
        response
          .writeHead(status, {
            'content-type': 'application/json',
            ...(status === 429 && { 'x-amzn-errortype': 'ThrottlingException' })
          })
          .end('{}')
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const client = observed(new BedrockRuntimeClient({ ...clientSettings(SETTINGS), endpoint, credentials }))
  const told: Observation[] = []
  const stop = listen((observation) => told.push(observation))
  t.teardown(() => {
    stop()
    client.destroy()
    server.close()
  })
  return { call: async () => await client.send(new InvokeModelCommand({ modelId: 'm', body: '{}' })), told, headers }
}

t.test('a call is told of once, with its retries and what came of it', async (t) => {
  const { call, told } = await watched(t, [200, 503, 200, 400])
  await call()
  await call()
  await t.rejects(call())

  const call1 = { kind: 'aws', service: 'BedrockRuntime', operation: 'InvokeModel' }
  t.match(told, [
    { ...call1, outcome: 'ok', retries: 0, seconds: Number },
    { ...call1, outcome: 'ok', retries: 1 },
    { ...call1, outcome: String, retries: 0 }
  ])
  t.equal(told.length, 3)
  t.not((told[2] as { outcome: string }).outcome, 'ok')
})

t.test('the trace goes along, within what is signed', async (t) => {
  propagation.setGlobalPropagator({
    inject: (_context, carrier, setter) => setter.set(carrier, 'traceparent', 'a-trace'),
    extract: (context) => context,
    fields: () => []
  })
  t.teardown(() => propagation.disable())
  const { call, headers } = await watched(t, [])
  await call()

  t.equal(headers[0]!['traceparent'], 'a-trace')
  t.match(headers[0]!.authorization, /SignedHeaders=[^,]*;traceparent/)
})

t.test('without a tracer nothing is added to a call', async (t) => {
  const { call, headers } = await watched(t, [])
  await call()

  t.notOk('traceparent' in headers[0]!)
})
