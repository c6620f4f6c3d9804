// npx tsx bench/query-flood.ts [queries] [times]: memory of a service with a heap of 512 MB that gets as many distinct
// queries, each of the largest size that is answered, so many times over; and the longest that its event loop stood
// still.
import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { Pool } from 'undici'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { fixedServices } from './fixed-services.ts'
import { machineLine, markdownTable } from './report.ts'

const QUERIES = Number(process.argv[2] ?? 2000)
const TIMES = Number(process.argv[3] ?? 3)
const HEAP_MB = 512
const CONNECTIONS = 4

interface State {
  readonly rss: number
  readonly longestMs: number
}

/** Fields of a search that the fixed services answer, many times under other names. */
const ITEM = 'product { id title brand price { amount currency } images } score relevance match { kind imageUrl }'

const SHAPES: Readonly<Record<string, (i: number) => string>> = {
  'small, to compare with': (i) => `{ q${i}: __typename }`,
  'many tokens in an argument': (i) =>
    `{ q${i}: search(text: "a", filter: { brand: [${list(1850, (j) => `"${(i * 7 + j) % 1000}"`)}] }) { items { score } } }`,
  'many aliases': (i) => `{ q${i}: search(text: "a") { items { ${list(49, (j) => `a${j}_${i}: relevance`)} } } }`,
  'many fields, short enough to compile': (i) =>
    `{ ${list(4, (j) => `q${i}_${j}: search(text: "a") { items { ${ITEM} ${list(10, (k) => `b${k}: score`)} } pageInfo { hasNextPage endCursor } facets { scope categories { value count } } query { id model dimension } }`)} }`,
  '900 aliases, refused': (i) => `{ ${list(900, (j) => `q${i}_${j}: __typename`)} }`,
  'unknown fields, refused': (i) => `{ ${list(590, (j) => `u${i}_${j}`)} }`
}

if (process.send) await serve()
else await flood()

async function serve (): Promise<void> {
  const app = await buildApp({
    config: loadConfig({ LOG_LEVEL: 'silent' }),
    services: fixedServices,
    logger: pino({ level: 'silent' })
  })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  process.on('message', () => {
    process.send!({ rss: process.memoryUsage().rss, longestMs: delay.max / 1e6 } satisfies State)
    delay.reset()
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  delay.enable()
  process.send!({ origin })
}

async function flood (): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MB}`]
  })
  try {
    const [{ origin }] = (await once(child, 'message')) as [{ origin: string }]
    const pool = new Pool(origin, { connections: CONNECTIONS })
    const rows = [{ queries: 'none', ...describe(await stateOf(child)) }]
    for (const [queries, write] of Object.entries(SHAPES)) {
      const statuses = await send(pool, write)
      rows.push({
        queries: `${queries} (${write(0).length} characters): ${statuses}`,
        ...describe(await stateOf(child))
      })
    }
    await pool.close()
    console.log(machineLine())
    console.log(
      `${QUERIES} distinct queries of each kind, each sent ${TIMES} times, to one process with a heap of ${HEAP_MB} MB`
    )
    console.log(markdownTable(rows))
  } finally {
    child.kill()
  }
}

async function send (pool: Pool, write: (i: number) => string): Promise<string> {
  const counts = new Map<number, number>()
  let next = 0
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let i = next++; i < QUERIES; i = next++) {
        const body = JSON.stringify({ query: write(i) })
        for (let time = 0; time < TIMES; time++) {
          const { statusCode, body: answer } = await pool.request({
            path: '/graphql',
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body
          })
          await answer.dump()
          counts.set(statusCode, (counts.get(statusCode) ?? 0) + 1)
        }
      }
    })
  )
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ')
}

async function stateOf (child: ChildProcess): Promise<State> {
  assert.equal(child.exitCode, null, 'the service has ended')
  child.send('state')
  const [state] = (await once(child, 'message')) as [State]
  return state
}

function describe ({ rss, longestMs }: State): Record<string, string> {
  return { 'resident MB': (rss / 1e6).toFixed(0), 'longest stop of the event loop, ms': longestMs.toFixed(0) }
}

function list (length: number, write: (j: number) => string): string {
  return Array.from({ length }, (_, j) => write(j)).join(' ')
}
