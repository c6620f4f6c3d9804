import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'
import { ServerBusyError } from '../../src/errors.ts'
import { testApp, type TestApp } from '../fixtures/app.ts'
import { parseMetrics } from '../fixtures/exposition.ts'
import { photo, WordEmbedder } from '../fixtures/word-embedder.ts'

const SEARCH =
  'query ($text: String, $photo: Upload) { search(text: $text, imageUpload: $photo) { items { product { id } } } }'

async function read ({ app }: TestApp) {
  const response = await app.inject('/metrics')
  return parseMetrics(response.body)
}

/** Rows of the table of metrics: name and labels. */
function documented (): Array<[string, string]> {
  const text = readFileSync(path.join(packageRoot, 'docs', 'operations.md'), 'utf8')
    .split('\n## Metrics\n')[1]!
    .split('\n## ')[0]!
  const rows = [...text.matchAll(/^\| `([a-z][a-z_0-9]+)` \| ([^|]*) \|/gm)]
  return rows.map(([, name, labels]) => [name!, labels!.replaceAll('`', '').trim()])
}

t.test('every metric is documented with its labels, and what is documented is served', async (t) => {
  const service = await testApp(t)
  await service.ask(SEARCH, { text: 'red dress' })

  const { families, samples } = await read(service)
  const known = new Map(documented())
  const ours = (names: Iterable<string>) => [...names].filter((name) => name.startsWith('vitrine_')).sort()
  t.same(ours(families.keys()), ours(known.keys()))
  // Of the process itself some are told on Linux only.
  t.same(
    [...families.keys()].filter((name) => !known.has(name)),
    []
  )
  for (const { family, labels } of samples) {
    const allowed = ['le', 'quantile', ...known.get(family)!.split(', ')]
    t.same(
      Object.keys(labels).filter((name) => !allowed.includes(name)),
      [],
      family
    )
  }
})

t.test('a search counts by field, outcome, phase, cache and model call', async (t) => {
  const service = await testApp(t)
  await service.ask(SEARCH, { text: 'red dress' })
  await service.ask(SEARCH, { text: 'red dress' })
  await service.ask(SEARCH, { photo: `data:image/png;base64,${Buffer.from(await photo('red')).toString('base64')}` })

  const { value } = await read(service)
  t.equal(value('vitrine_operations_total', { operation: 'search', code: 'OK' }), 3)
  t.equal(value('vitrine_operation_duration_seconds_count', { operation: 'search' }), 3)
  t.same(
    ['hit', 'miss', 'join'].map((outcome) => value('vitrine_cache_requests_total', { outcome })),
    [1, 2, 0]
  )
  t.same(
    ['embed', 'store', 'rank'].map((phase) => value('vitrine_phase_duration_seconds_count', { phase })),
    // The nearest, then the metadata of those that are shown.
    [3, 6, 3]
  )
  t.same(
    ['text', 'image'].map((modality) => value('vitrine_model_call_duration_seconds_count', { modality })),
    [1, 1]
  )
  t.equal(value('vitrine_http_requests_total', { route: '/graphql', status: '200' }), 3)
  t.same(
    ['words', 'photos', 'stored'].map((lane) => value('vitrine_lane_refused_total', { lane })),
    [0, 0, 0]
  )
  t.equal(value('vitrine_queue_length', { queue: 'lane words', state: 'running' }), 0)
  t.equal(value('vitrine_catalogue_products'), 5)
  t.equal(value('vitrine_catalogue_readable'), 1)
  t.ok(value('vitrine_cache_bytes')! > 0)
})

t.test('searches that share a call are told apart from those that had it in memory', async (t) => {
  const service = await testApp(t)
  let open = () => {}
  service.model.gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const asked = [service.ask(SEARCH, { text: 'lamp' }), service.ask(SEARCH, { text: 'lamp' })]
  while (service.services.embedder.counters.joins === 0) await new Promise(setImmediate)
  open()
  await Promise.all(asked)

  const { value } = await read(service)
  t.same(
    ['hit', 'miss', 'join'].map((outcome) => value('vitrine_cache_requests_total', { outcome })),
    [0, 1, 1]
  )
})

t.test(
  'failures count by code, work that is refused by its reason, and calls that failed by their kind',
  async (t) => {
    const model = new WordEmbedder()
    const service = await testApp(t, { model })
    model.problem = new ServerBusyError('a test')
    await service.ask(SEARCH, { text: 'blue dress' })
    await service.ask('{ search(text: "red", topK: 1000) { items { score } } }')

    const { value } = await read(service)
    t.equal(value('vitrine_operations_total', { operation: 'search', code: 'SERVER_BUSY' }), 1)
    t.equal(value('vitrine_operations_total', { operation: 'search', code: 'BAD_USER_INPUT' }), 1)
    t.equal(value('vitrine_errors_total', { code: 'SERVER_BUSY' }), 1)
    t.equal(value('vitrine_refused_total', { reason: 'busy' }), 1)
    t.equal(value('vitrine_refused_total', { reason: 'limited' }), 0)
    t.equal(value('vitrine_model_call_failures_total', { modality: 'text' }), 1)
  }
)

t.test('nothing that a caller writes becomes a label', async (t) => {
  const service = await testApp(t)
  await service.ask('query Mine { strange: search(text: "odd words") { items { score } } }')
  await service.ask('{ nonsense }')
  await service.app.inject('/odd/path?key=secret')
  await service.app.inject({
    method: 'POST',
    url: '/graphql',
    payload: 'odd',
    headers: { 'content-type': 'odd/type' }
  })

  const { samples, value } = await read(service)
  t.notMatch(JSON.stringify(samples), /Mine|strange|odd|nonsense|secret/)
  t.equal(value('vitrine_operations_total', { operation: 'search', code: 'OK' }), 1)
  t.equal(value('vitrine_operations_total', { operation: 'none', code: 'GRAPHQL_VALIDATION_FAILED' }), 1)
  t.equal(value('vitrine_http_requests_total', { route: 'none', status: '404' }), 1)
})

t.test('without keys this machine may read metrics, and nobody through a proxy', async (t) => {
  const { app } = await testApp(t)

  t.equal((await app.inject('/metrics')).statusCode, 200)
  t.match((await app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '1.2.3.4' } })).json(), {
    statusCode: 403,
    message: /--scope metrics/
  })
  t.equal((await app.inject({ url: '/metrics', remoteAddress: '10.0.0.7' })).statusCode, 403)
})

t.test('where there are keys, one with the scope is needed, unless metrics are open or off', async (t) => {
  const digest = createHash('sha256').update('key-of-prom').digest('hex')
  const API_KEYS = `prom:metrics:${digest},anna:review:${createHash('sha256').update('key-of-anna').digest('hex')}`
  const ask = async (env: Record<string, string>, key = '') => {
    const { app } = await testApp(t, { env, products: [] })
    return (await app.inject({ url: '/metrics', headers: key ? { authorization: `Bearer ${key}` } : {} })).statusCode
  }

  t.equal(await ask({ API_KEYS }), 401)
  t.equal(await ask({ API_KEYS }, 'key-of-anna'), 403)
  t.equal(await ask({ API_KEYS }, 'key-of-prom'), 200)
  t.equal(await ask({ API_KEYS, METRICS: 'open' }), 200)
  t.equal(await ask({ METRICS: 'off' }), 404)
})

t.test('a store that cannot be read leaves the other metrics readable', async (t) => {
  const service = await testApp(t, { products: [] })

  const { value } = await read(service)
  t.equal(value('vitrine_catalogue_readable'), 0)
  t.ok(value('process_resident_memory_bytes')! > 0)
})
