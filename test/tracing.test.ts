import { context, propagation, trace } from '@opentelemetry/api'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { provision } from '../src/commands/provision.ts'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { createServices } from '../src/services.ts'
import { startTracing } from '../src/tracing.ts'
import { awsEnvironment, FakeTerminal, ingest } from './fixtures/aws-environment.ts'
import { otlpReceiver, type OtlpReceiver, type ReceivedSpan } from './fixtures/otlp-receiver.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

/** Tracers are of the process: they are given back with the test. */
async function traced (t: Test, receiver: OtlpReceiver) {
  const tracing = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/` }, pino({ level: 'silent' }))
  t.teardown(() => {
    receiver.close()
    for (const api of [trace, context, propagation]) api.disable()
  })
  return tracing!
}

function byName (spans: readonly ReceivedSpan[], name: string): ReceivedSpan {
  const found = spans.find((span) => span.name === name)
  if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`)
  return found
}

t.test('without an endpoint nothing is traced, and nothing loaded', async (t) => {
  t.equal(await startTracing(loadConfig({}), pino({ level: 'silent' })), undefined)
  t.equal(trace.getTracer('any').startSpan('any').isRecording(), false)
})

t.test('a trace goes from the request through fields and phases to AWS, and holds no question', async (t) => {
  const installation = await awsEnvironment(t)
  await provision(installation.config, { yes: true }, new FakeTerminal())
  await ingest(installation)
  const receiver = await otlpReceiver()
  const tracing = await traced(t, receiver)
  const config = { ...installation.config, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, PORT: 0 }
  const app = await buildApp({ config, services: await createServices(config), logger: pino({ level: 'silent' }) })
  const url = await app.listen({ port: 0 })
  const headers = {
    'content-type': 'application/json',
    traceparent: `00-${TRACE}-${PARENT}-01`,
    'x-request-id': 'traced-1'
  }
  for (const topK of [5, 500]) {
    const body = JSON.stringify({
      query: `{ mine: search(text: "odd words", topK: ${topK}) { items { product { id } } } }`
    })
    await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).text()
  }
  await app.close()
  await tracing.stop()

  const { spans } = receiver
  const root = byName(spans, 'POST /graphql')
  t.match(root, { traceId: TRACE, parentSpanId: PARENT })
  t.match(root.attributes, [
    { key: 'http.request.method' },
    { key: 'http.route' },
    { key: 'vitrine.request_id', value: { stringValue: 'traced-1' } },
    { key: 'http.response.status_code' }
  ])
  const fields = spans.filter(({ name }) => name === 'graphql search')
  t.equal(fields[0]!.parentSpanId, root.spanId)
  t.same(
    fields.map(({ status }) => status.message ?? 'OK'),
    ['OK', 'BAD_USER_INPUT']
  )
  const [embed, model, invoke] = ['embed', 'model', 'BedrockRuntime.InvokeModel'].map((name) => byName(spans, name))
  t.equal(invoke!.parentSpanId, model!.spanId)
  t.equal(model!.parentSpanId, embed!.spanId)
  t.ok(fields.some(({ spanId }) => spanId === embed!.parentSpanId))
  t.equal(byName(spans, 'S3Vectors.QueryVectors').parentSpanId, byName(spans, 'store').spanId)
  t.same(new Set(spans.map(({ traceId }) => traceId)), new Set([TRACE]))
  t.match(receiver.resources[0], [{ key: 'service.name' }])
  t.notMatch(JSON.stringify([spans, receiver.resources]), /odd|words|mine/)
})

t.test('a collector that does not answer costs no search, and the log is told', async (t) => {
  const lines: string[] = []
  const receiver = await otlpReceiver()
  receiver.close()
  const tracing = await startTracing(
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    pino(
      { level: 'warn' },
      {
        write: (line: string) => {
          lines.push(line)
        }
      }
    )
  )
  t.teardown(() => {
    for (const api of [trace, context, propagation]) api.disable()
  })
  trace.getTracer('test').startSpan('lost').end()

  await tracing!.stop()
  t.match(lines.join(''), /traces: /)
})
