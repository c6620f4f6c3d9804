// npx tsx --expose-gc bench/words.ts [products]: what the words of a catalogue cost a search by words, and memory.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { englishWords } from '../src/search/text/english-words.ts'
import { MiniSearchTextIndex } from '../src/search/text/minisearch-text-index.ts'
import { Speller } from '../src/search/text/speller.ts'
import { Vocabulary } from '../src/search/text/vocabulary.ts'
import { composeServices } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { readJudged } from '../training/judged.ts'
import { fillShop, wordedProducts } from './made-shop.ts'
import { machineLine, markdownTable, percentile, timePaired } from './report.ts'

const PRODUCTS = Number(process.argv[2] ?? 10_000)
const MEMORY_PRODUCTS = 100_000
const ROUNDS = 150
const productOf = await wordedProducts()
const queries = (await readJudged('tuning')).map(({ text }) => text)

console.log(machineLine())
console.log(markdownTable([await costOfSearch()]))
console.log(markdownTable([await memory()]))

async function costOfSearch () {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
  const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: '1024', LOG_LEVEL: 'silent', CACHE_MAX_ENTRIES: '1' })
  const [embedder, store] = [await createEmbedder(config), await createVectorStore(config)]
  await fillShop(store, { dimension: 1024, products: PRODUCTS, model: embedder.model, productOf })
  const bare = composeServices({ ...config, TEXT_INDEX_PRODUCTS: 0 }, { embedder, store }).search
  const worded = composeServices(config, { embedder, store }).search
  const start = performance.now()
  await worded.search({ text: 'first of all' })
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const built = performance.now() - start
  await worded.search({ text: 'hammer' })
  // The same texts, which the small cache does not hold: each is embedded both times.
  const times = await timePaired(
    ROUNDS,
    async (i) => await bare.search({ text: `${queries[i % queries.length]} ${i}`, cutoff: false }),
    async (i) => await worded.search({ text: `${queries[i % queries.length]} ${i}`, cutoff: false })
  )
  await Promise.all([store.close(), embedder.close()])
  await rm(folder, { recursive: true })
  return {
    case: `search by words, ${PRODUCTS} products`,
    baseline: 'TEXT_INDEX_PRODUCTS=0',
    ...rowOf(times),
    'first search, s': ((built - 3000) / 1000).toFixed(2)
  }
}

function rowOf ({ baseline, subject }: Awaited<ReturnType<typeof timePaired>>) {
  const ratio = (share: number) => (percentile(subject, share) / percentile(baseline, share)).toFixed(2)
  return {
    'baseline p50, ms': percentile(baseline, 0.5).toFixed(2),
    'ratio p50': ratio(0.5),
    'ratio p95': ratio(0.95)
  }
}

async function memory () {
  englishWords()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const start = performance.now()
  const [index, vocabulary] = [new MiniSearchTextIndex(), new Vocabulary()]
  for (let i = 0; i < MEMORY_PRODUCTS; i++) {
    const product = productOf(i)
    index.add(product)
    vocabulary.add(product)
  }
  const speller = new Speller(vocabulary, englishWords())
  const seconds = (performance.now() - start) / 1000
  globalThis.gc?.()
  const bytes = process.memoryUsage().heapUsed - before
  const times: number[] = []
  const spelling: number[] = []
  for (const text of queries) {
    const from = performance.now()
    await index.find(text)
    times.push(performance.now() - from)
    const then = performance.now()
    speller.correct(`${text}x`)
    spelling.push(performance.now() - then)
  }
  return {
    products: MEMORY_PRODUCTS,
    'built, s': seconds.toFixed(1),
    'heap, MB': (bytes / 1e6).toFixed(0),
    'find p50, ms': percentile(times, 0.5).toFixed(2),
    'find p95, ms': percentile(times, 0.95).toFixed(2),
    'correct p95, ms': percentile(spelling, 0.95).toFixed(2)
  }
}
