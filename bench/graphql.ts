// npx tsx bench/graphql.ts: requests per second of the whole HTTP and GraphQL layer against a bare Mercurius with jit,
// both answering the same payload; and by processor time, client included, which a busy machine disturbs less. npx tsx
// bench/graphql.ts [seconds a round = 8]
import assert from 'node:assert/strict'
import autocannon from 'autocannon'
import Fastify, { type FastifyInstance } from 'fastify'
import mercurius from 'mercurius'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { readSchema } from '../src/graphql/schema.ts'
import { fixedResult, fixedServices } from './fixed-services.ts'
import { machineLine, markdownTable } from './report.ts'

const SECONDS = Number(process.argv[2] ?? 8)
const QUERY =
  '{ search(text: "red summer dress") { items { product { id title brand price { amount currency } images } score relevance match { kind imageUrl } } pageInfo { hasNextPage endCursor } } }'

const config = loadConfig({ LOG_LEVEL: 'silent', RATE_LIMIT: '0' })
const vitrine = await buildApp({ config, services: fixedServices, logger: pino({ level: 'silent' }) })
const bare = Fastify()
await bare.register(mercurius, {
  schema: readSchema(),
  jit: 1,
  resolvers: {
    Query: { search: async () => fixedResult },
    SearchPayload: { pageInfo: () => ({ hasNextPage: false, endCursor: null }) }
  }
})

const urls = { vitrine: await start(vitrine), bare: await start(bare) }
assert.deepEqual((await answer(urls.vitrine)).data, (await answer(urls.bare)).data)
const rates = { vitrine: [] as number[], bare: [] as number[] }
const cpuMs = { vitrine: [] as number[], bare: [] as number[] }
for (let round = 0; round < 3; round++) {
  for (const name of ['bare', 'vitrine'] as const) {
    const { rate, ms } = await load(urls[name])
    rates[name].push(rate)
    cpuMs[name].push(ms)
  }
}
const [subject, baseline] = [Math.max(...rates.vitrine), Math.max(...rates.bare)]
console.log(machineLine())
console.log(
  markdownTable([
    {
      what: 'GraphQL layer, fixed search result',
      'requests/s': subject.toFixed(0),
      baseline: 'bare Mercurius with jit',
      'its requests/s': baseline.toFixed(0),
      ratio: (subject / baseline).toFixed(2),
      'by processor time': (Math.min(...cpuMs.bare) / Math.min(...cpuMs.vitrine)).toFixed(2)
    }
  ])
)
await Promise.all([vitrine.close(), bare.close()])

async function start (app: FastifyInstance): Promise<string> {
  return `${await app.listen({ port: 0 })}/graphql`
}

async function answer (url: string): Promise<{ data: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY })
  })
  return (await response.json()) as { data: unknown }
}

async function load (url: string): Promise<{ rate: number; ms: number }> {
  const before = process.cpuUsage()
  const { requests, errors, non2xx } = await autocannon({
    url,
    connections: 20,
    duration: SECONDS,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY })
  })
  assert.equal(errors + non2xx, 0)
  const { user, system } = process.cpuUsage(before)
  return { rate: requests.average, ms: (user + system) / 1000 / requests.total }
}
