// npx tsx training/fit-words.ts: how much exact words count beside the vector, and where relevance is 0.5, on the
// tuning half.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { indexName } from '../src/catalogue/generations.ts'
import { readManifest } from '../src/catalogue/manifest.ts'
import { toProduct } from '../src/catalogue/product-of-record.ts'
import { kindOf, RESERVED_KEY_PREFIX } from '../src/catalogue/record-keys.ts'
import type { Config } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { dot, truncate } from '../src/embedding/embedder.ts'
import { englishWords } from '../src/search/text/english-words.ts'
import { MiniSearchTextIndex } from '../src/search/text/minisearch-text-index.ts'
import { Speller } from '../src/search/text/speller.ts'
import { Vocabulary } from '../src/search/text/vocabulary.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import type { VectorRecord } from '../src/vectors/vector-store.ts'
import { markdownTable } from '../bench/report.ts'
import { withTypo } from '../src/evaluation/search/with-typo.ts'
import { readJudged, type JudgedQuery } from './judged.ts'
import { openShops } from './judged-shops.ts'

/** A product as a query sees it: deviations above unrelated views, and the share of exact words. */
interface Seen {
  readonly title: string
  readonly z: number
  readonly share: number
  readonly isNamed: boolean
}
interface Asked {
  readonly query: JudgedQuery
  readonly typed: string
  readonly seen: readonly Seen[]
}

const given = process.env['JUDGED_DIR']
const folder = given ?? (await mkdtemp(join(tmpdir(), 'vitrine-judged-')))
const shops = await openShops(folder)
const judged = await readJudged('tuning')
const clean: Asked[] = []
const typed: Asked[] = []
for (const [name, config] of shops) {
  await ask(
    config,
    judged.filter(({ catalogue }) => catalogue === name)
  )
}
console.log(`${clean.length} queries`)
sweep()
if (given === undefined) await rm(folder, { recursive: true })

async function ask (config: Config, queries: readonly JudgedQuery[]): Promise<void> {
  const [embedder, store] = [await createEmbedder(config), await createVectorStore(config)]
  const index = (await store.openIndex(indexName(config.CATALOGUE, 1024)))!
  const statistics = (await readManifest(index))!.calibration!.text
  const views: VectorRecord[] = []
  for await (const record of index.list()) if (!record.key.startsWith(RESERVED_KEY_PREFIX)) views.push(record)
  const words = new MiniSearchTextIndex()
  const vocabulary = new Vocabulary()
  const ids = new Set<string>()
  for (const product of views.map(({ metadata }) => toProduct(metadata))) {
    if (ids.has(product.id)) continue
    ids.add(product.id)
    words.add(product)
    vocabulary.add(product)
  }
  const speller = new Speller(vocabulary, englishWords())
  const look = async (query: JudgedQuery, typed: string): Promise<Asked> => {
    const text = speller.correct(typed) ?? typed
    const vector = truncate(await embedder.embed({ text }, { purpose: 'query' }), 1024)
    const shares = await (await words.find(text)).best(0, Infinity)
    const named = new Set((await words.named(text)).titled)
    const best = new Map<string, Seen>()
    for (const { embedding, metadata } of views) {
      const { id, title = id } = toProduct(metadata)
      const { mean, deviation } = statistics[kindOf(metadata)] ?? statistics.image
      const z = (dot(vector, embedding) - mean) / deviation
      if (z > (best.get(id)?.z ?? -Infinity)) {
        best.set(id, { title, z, share: shares.get(id)?.share ?? 0, isNamed: named.has(id) })
      }
    }
    return { query, typed, seen: [...best.values()] }
  }
  for (const query of queries) {
    clean.push(await look(query, query.text))
    typed.push(await look(query, withTypo(query.text)))
  }
  await Promise.all([store.close(), embedder.close()])
}

function sweep (): void {
  const rows = []
  for (const weight of [0, 1, 2, 3, 4, 5, 6, 8, 10]) {
    const { a, b } = fit([...clean, ...typed], weight)
    const p = (seen: Seen) => 1 / (1 + Math.exp(-(a * (seen.z + weight * seen.share) + b)))
    rows.push({
      weight,
      a: a.toFixed(2),
      middle: (-b / a).toFixed(2),
      ...figures(clean, weight, p, ''),
      ...figures(typed, weight, p, ' typo')
    })
  }
  console.log(markdownTable(rows))
  const weight = 4
  console.log(
    markdownTable(
      [2.2, 2.4, 2.6, 2.8, 3, 3.2, 3.4, 3.6, 3.8, 4].map((middle) => {
        const p = (seen: Seen) => 1 / (1 + Math.exp(middle - seen.z - weight * seen.share))
        return { middle, ...figures(clean, weight, p, ''), ...figures(typed, weight, p, ' typo') }
      })
    )
  )
}

function order (seen: readonly Seen[], weight: number): Seen[] {
  return [...seen].sort(
    (a, b) => Number(b.isNamed) - Number(a.isNamed) || b.z + weight * b.share - (a.z + weight * a.share)
  )
}

function figures (all: readonly Asked[], weight: number, p: (seen: Seen) => number, suffix: string) {
  const tops = all.map(({ query, seen }) => ({ query, top: order(seen, weight)[0]! }))
  const mean = (list: readonly boolean[]) => (list.filter(Boolean).length / list.length).toFixed(3)
  const legit = tops.filter(({ query }) => query.right.length > 0)
  return {
    [`first${suffix}`]: mean(legit.map(({ query, top }) => query.right.includes(top.title))),
    [`refused${suffix}`]: mean(legit.map(({ top }) => !top.isNamed && p(top) < 0.5)),
    [`honest${suffix}`]: mean(tops.filter(({ query }) => query.right.length === 0).map(({ top }) => p(top) < 0.5))
  }
}

/** Logistic regression of "the first product is right" on its sum, by Newton's method. */
function fit (all: readonly Asked[], weight: number): { a: number; b: number } {
  const points = all.flatMap(({ query, seen }) =>
    order(seen, weight)
      .slice(0, 1)
      .filter(({ isNamed }) => !isNamed)
      .map((top) => ({ x: top.z + weight * top.share, y: Number(query.right.includes(top.title)) }))
  )
  let [a, b] = [1, -2]
  for (let i = 0; i < 300; i++) {
    let [ga, gb, haa, hab, hbb] = [1e-3 * a, 0, 1e-3, 0, 1e-6]
    for (const { x, y } of points) {
      const p = 1 / (1 + Math.exp(-(a * x + b)))
      const w = p * (1 - p)
      ga += (p - y) * x
      gb += p - y
      haa += w * x * x
      hab += w * x
      hbb += w
    }
    const det = haa * hbb - hab * hab
    a -= Math.max(-0.3, Math.min(0.3, (hbb * ga - hab * gb) / det))
    b -= Math.max(-0.3, Math.min(0.3, (haa * gb - hab * ga) / det))
  }
  return { a, b }
}
