// DATABASE_URL=… npx tsx bench/words-postgres.ts [products]: what PostgreSQL takes to find products by their words, as
// a ratio to the index in memory, which the same products are put into.
import { indexSpec } from '../src/catalogue/index-spec.ts'
import { textKey } from '../src/catalogue/record-keys.ts'
import { toRecord } from '../src/catalogue/records.ts'
import { loadConfig } from '../src/config/config.ts'
import { withTypo } from '../src/evaluation/search/with-typo.ts'
import { englishWords } from '../src/search/text/english-words.ts'
import type { KnownWords } from '../src/search/text/known-words.ts'
import { MiniSearchTextIndex } from '../src/search/text/minisearch-text-index.ts'
import { Speller } from '../src/search/text/speller.ts'
import { StoredWords } from '../src/search/text/stored-words.ts'
import { Vocabulary } from '../src/search/text/vocabulary.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { isProvisionable } from '../src/vectors/provisionable-store.ts'
import { readJudged } from '../training/judged.ts'
import { wordedProducts } from './made-shop.ts'
import { generator, machineLine, markdownTable, percentile, timePaired } from './report.ts'

const PRODUCTS = Number(process.argv[2] ?? 100_000)
const [DIMENSION, BATCH, ROUNDS, CANDIDATES] = [8, 250, 200, 200]
const signal = new AbortController().signal
const random = generator(1)
const productOf = await wordedProducts()
const queries = (await readJudged('tuning')).map(({ text }) => text)
const config = loadConfig({ ...process.env, VECTOR_STORE: 'postgres', DATABASE_SCHEMA: 'bench_words' })
const store = await createVectorStore(config, 'ingest')
if (isProvisionable(store)) await store.createBucket()

console.log(machineLine())
const memory = await fill()
const index = (await store.openIndex(indexSpec('bench', DIMENSION).name))!
const stored = await new StoredWords().of(index.texts!, 'bench', signal)
const ids = Array.from({ length: CANDIDATES }, () => `p${Math.floor(random() * PRODUCTS)}`)
const rows = []
for (const [name, ask] of Object.entries({
  'products with half of the words, the best 250': async ({ index }: KnownWords, text: string) =>
    await (await index.find(text, { signal })).best(0.5, 250),
  'shares of 200 products': async ({ index }: KnownWords, text: string) => await (await index.find(text, { signal })).of(ids),
  'a whole text as a name': async ({ index }: KnownWords, text: string) => await index.named(text, { signal })
})) rows.push({ ask: name, ...(await compare(ask, queries)) })
const correct = async (words: KnownWords, text: string) => {
  const own = words === stored ? await new StoredWords().of(index.texts!, 'bench', signal) : words
  return await own.spell(text, (speller) => speller.correct(text))
}
rows.push({ ask: 'spelling of a right text', ...(await compare(correct, queries)) })
rows.push({ ask: 'spelling of a text with a typo', ...(await compare(correct, queries.map(withTypo))) })
console.log(markdownTable(rows))
await store.deleteIndex(index.spec.name)
await store.close()

async function fill (): Promise<KnownWords> {
  const spec = indexSpec('bench', DIMENSION)
  await store.deleteIndex(spec.name)
  const index = await store.createIndex(spec)
  const [words, vocabulary] = [new MiniSearchTextIndex(), new Vocabulary()]
  for (let from = 0; from < PRODUCTS; from += BATCH) {
    const products = Array.from({ length: Math.min(BATCH, PRODUCTS - from) }, (_, i) => productOf(from + i))
    for (const product of products) {
      words.add(product)
      vocabulary.add(product)
    }
    await index.upsert(products.map((product) => {
      const view = { key: textKey(product.id), kind: 'text' } as const
      return toRecord(product, view, Float32Array.from({ length: DIMENSION }, random), 'hash')
    }))
  }
  // Counts the rows for the planner, as the end of an ingest does.
  await (index as unknown as { settle (): Promise<void> }).settle()
  const speller = new Speller(vocabulary, englishWords())
  return { index: words, spell: async (_text, ask) => ask(speller) }
}

async function compare (ask: (words: KnownWords, text: string) => Promise<unknown>, texts: readonly string[]) {
  const textAt = (i: number) => texts[i % texts.length]!
  const { baseline, subject } = await timePaired(
    ROUNDS,
    async (i) => await ask(memory, textAt(i)),
    async (i) => await ask(stored, textAt(i))
  )
  const of = (times: readonly number[], share: number) => percentile(times, share).toFixed(2)
  return {
    'memory p50, ms': of(baseline, 0.5),
    'memory p95, ms': of(baseline, 0.95),
    'PostgreSQL p50, ms': of(subject, 0.5),
    'PostgreSQL p95, ms': of(subject, 0.95)
  }
}
