// npx tsx bench/peer.ts [--weaviate http://127.0.0.1:8080] [--qdrant http://127.0.0.1:6333] [--count 10000]
// [--dimension 1024] [--seconds 4]: the same searches by this service and by servers that run already, in turn. Fills a
// class or collection of its own in them, VitrineBench.
import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { recall } from '../test/fixtures/clustered-vectors.ts'
import { peerData, truthOf } from './peer-data.ts'
import { qdrant, vitrine, weaviate, type Target } from './peer-targets.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const { values: options } = parseArgs({
  options: {
    weaviate: { type: 'string' },
    qdrant: { type: 'string' },
    count: { type: 'string', default: '10000' },
    dimension: { type: 'string', default: '1024' },
    seconds: { type: 'string', default: '4' }
  }
})
const [count, dimension, seconds] = [Number(options.count), Number(options.dimension), Number(options.seconds)]
const QUERIES = 100
const CLIENTS = [1, 8, 16, 32]
const ROUNDS = 3
const WRITES = 5

const data = peerData(count, dimension, QUERIES)
const child = fork(join(import.meta.dirname, `peer-server${extname(import.meta.url)}`), [count, dimension, QUERIES].map(String))
const { port } = await told<{ port: number }>(child)
const targets: Target[] = [
  vitrine(`http://127.0.0.1:${port}`, async (write, vector) => {
    child.send({ write, vector: [...vector] })
    await told(child)
  }),
  ...(options.weaviate ? [weaviate(options.weaviate)] : []),
  ...(options.qdrant ? [qdrant(options.qdrant)] : [])
]
try {
  for (const target of targets) await target.load(data)
  await warm()
  console.log(`${machineLine()}; ${count.toLocaleString('en')} x ${dimension}, ten answers`)
  const rows = [...(await recalls()), ...(await loads()), ...(await freshness())]
  console.log(markdownTable(rows.map(([what, ...figures]) => ({ what, ...byName(figures) }))))
  child.send('stats')
  const { loopP99, rss } = await told<{ loopP99: number; rss: number }>(child)
  console.log(`Vitrine: event loop delay p99 ${loopP99.toFixed(1)} ms, ${rss.toFixed(0)} MB resident`)
} finally {
  child.disconnect()
  await once(child, 'exit')
}

type Row = readonly [what: string, ...figures: string[]]

function byName (figures: readonly string[]): Record<string, string> {
  return Object.fromEntries(targets.map(({ name }, i) => [name, figures[i]!]))
}

async function told<T> (process: ChildProcess): Promise<T> {
  const [message] = (await once(process, 'message')) as [T]
  return message
}

/** Until every query was asked for once and this service has its rows in memory: others have warmed up by loading. */
async function warm (): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const target of targets) {
      const pool = new Pool(target.url)
      for (let query = 0; query < QUERIES; query++) await ask(pool, target, query, query % 2 === 1)
      await pool.close()
    }
    await sleep(2000 + count / 20)
  }
}

async function ask (pool: Pool, target: Target, query: number, isFiltered: boolean): Promise<number[]> {
  const { path, body } = target.search(data, query, isFiltered)
  const response = await pool.request({ path, method: 'POST', body, headers: { 'content-type': 'application/json' } })
  const answer = await response.body.json()
  assert.equal(response.statusCode, 200, JSON.stringify(answer))
  return target.found(answer)
}

async function recalls (): Promise<Row[]> {
  const rows: Row[] = []
  for (const isFiltered of [false, true]) {
    const truth = truthOf(data, isFiltered)
    const figures: string[] = []
    for (const target of targets) {
      const pool = new Pool(target.url)
      let sum = 0
      for (let query = 0; query < QUERIES; query++) {
        const found = await ask(pool, target, query, isFiltered)
        sum += recall(found.map(String), truth[query]!.map(String))
      }
      await pool.close()
      figures.push((sum / QUERIES).toFixed(3))
    }
    rows.push([isFiltered ? 'recall@10, filter keeps 1 %' : 'recall@10', ...figures])
  }
  return rows
}

/** The best of the rounds of each, taken in turn: others may use the machine. */
async function loads (): Promise<Row[]> {
  const rows: Row[] = []
  for (const clients of CLIENTS) {
    const best = targets.map(() => ({ rate: 0, times: [] as number[] }))
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, target] of targets.entries()) {
        const measured = await load(target, clients)
        if (measured.rate > best[i]!.rate) best[i] = measured
      }
    }
    const [one, two, three] = [0.5, 0.95, 0.99].map((share) => best.map(({ times }) => percentile(times, share)))
    rows.push([
      `p50 / p95 / p99 ms, ${clients} client${clients === 1 ? '' : 's'}`,
      ...best.map((_one, i) => [one, two, three].map((all) => all![i]!.toFixed(1)).join(' / '))
    ])
    rows.push([`requests/s, ${clients}`, ...best.map(({ rate }) => rate.toFixed(0))])
  }
  return rows
}

async function load (target: Target, clients: number): Promise<{ rate: number; times: number[] }> {
  const pool = new Pool(target.url, { connections: clients })
  const calls = data.queries.map((_query, i) => target.search(data, i, false))
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  let next = 0
  const client = async () => {
    while (performance.now() < end) {
      const { path, body } = calls[next++ % calls.length]!
      const start = performance.now()
      const headers = { 'content-type': 'application/json' }
      const response = await pool.request({ path, method: 'POST', body, headers })
      const text = await response.body.text()
      times.push(performance.now() - start)
      assert.equal(response.statusCode, 200, text)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  await pool.close()
  return { rate: times.length / seconds, times }
}

/** From the end of a write until a search finds it. */
async function freshness (): Promise<Row[]> {
  const figures: string[] = []
  for (const target of targets) {
    const pool = new Pool(target.url)
    const times: number[] = []
    for (let i = 0; i < WRITES; i++) {
      const start = performance.now()
      await target.write(count + i, data.queries[i]!)
      while ((await ask(pool, target, i, false))[0] !== count + i) await sleep(1)
      times.push(performance.now() - start)
    }
    await pool.close()
    figures.push(percentile(times, 0.5).toFixed(0))
  }
  return [['ms from write to found', ...figures]]
}
