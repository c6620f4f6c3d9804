// npx tsx bench/media-cost.ts [rounds]: what the reading of clips, documents and sounds costs a search by words over
// HTTP where no product has any, as a ratio to the same service with a model of words and photos alone, in turns.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Pool } from 'undici'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { WORDS_AND_PHOTOS, type Embedder } from '../src/embedding/embedder.ts'
import { composeServices } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { searchInTurns } from './in-turns.ts'
import { fillShop } from './made-shop.ts'
import { machineLine, markdownTable } from './report.ts'

const ROUNDS = Number(process.argv[2] ?? 400)
const COUNTS = [2000, 10_000]

const rows = []
for (const products of COUNTS) rows.push(await compare(products))
console.log(machineLine())
console.log(markdownTable(rows))
process.exit(0)

async function compare (products: number) {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
  const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: '1024', RATE_LIMIT: '0', CACHE_MAX_ENTRIES: '1' })
  const [embedder, store] = [await createEmbedder(config), await createVectorStore(config)]
  await fillShop(store, { dimension: 1024, products, model: embedder.model })
  const serve = async (model: Embedder): Promise<Pool> => {
    const services = composeServices(config, { embedder: model, store })
    const app = await buildApp({ config, services, logger: pino({ level: 'silent' }) })
    return new Pool(await app.listen({ port: 0 }))
  }
  const found = await searchInTurns({
    baseline: await serve(withoutMedia(embedder)),
    subject: await serve(embedder),
    rounds: ROUNDS
  })
  await rm(folder, { recursive: true })
  return { products, ...found }
}

function withoutMedia (embedder: Embedder): Embedder {
  const bare = { media: undefined, capabilities: WORDS_AND_PHOTOS }
  return new Proxy(embedder, {
    get: (target, name) => {
      if (name in bare) return bare[name as keyof typeof bare]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}
