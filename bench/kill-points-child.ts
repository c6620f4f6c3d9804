// What is killed: an ingest, a reviewer or a tagging with write-back, each on the real store and with a model that costs
// nothing. node kill-points-child <program> <data folder> <arguments as JSON> [order as JSON]
import { writeSync } from 'node:fs'
import path from 'node:path'
import { CatalogueService } from '../src/catalogue/catalogue-service.ts'
import { IngestService } from '../src/catalogue/ingest/ingest-service.ts'
import { isCodedError } from '../src/errors.ts'
import { ReviewLog } from '../src/review/review-log.ts'
import { BulkTagger } from '../src/tagging/bulk/bulk-tagger.ts'
import { TagLog } from '../src/tagging/bulk/tag-log.ts'
import { WriteBack } from '../src/tagging/write-back.ts'
import { Taxonomy } from '../src/taxonomy/taxonomy.ts'
import { LanceDbVectorStore } from '../src/vectors/lancedb/lancedb-vector-store.ts'
import { FakeEmbedder } from '../test/fixtures/fake-embedder.ts'
import { passed, watchPoints, type Order } from './kill-points-hook.ts'
import { DIMENSIONS, draftOf, IMAGES, MODEL, tagsOf } from './kill-points-work.ts'

export interface IngestArguments { readonly file: string, readonly recreate: boolean }
export interface ReviewArguments { readonly first: number, readonly reviews: number }
export interface TagArguments { readonly file: string, readonly taxonomy: string }

const [, , program = '', dataDir = '', given = '{}', order] = process.argv

const programs: Readonly<Record<string, () => Promise<void>>> = {
  ingest: async () => await ingest(JSON.parse(given) as IngestArguments),
  review: async () => await review(JSON.parse(given) as ReviewArguments),
  tag: async () => await tag(JSON.parse(given) as TagArguments)
}

await watchPoints(order === undefined ? undefined : JSON.parse(order) as Order)
try {
  await programs[program]!()
  say('passed', Object.fromEntries(passed))
} catch (error) {
  say('failed', isCodedError(error) ? `${error.code}: ${error.message}` : `UNCODED ${String(error)}`)
  process.exitCode = 1
}

/** Written at once: what is said before a kill has been heard. */
function say (what: string, value: unknown): void {
  writeSync(1, `${what} ${JSON.stringify(value)}\n`)
}

async function ingest ({ file, recreate }: IngestArguments): Promise<void> {
  await withStore(async (store) => {
    const service = new IngestService({ embedder: new FakeEmbedder(MODEL), store, catalogue: 'shop', dimensions: DIMENSIONS, dataDir, images: IMAGES })
    await service.run({ file, recreate, deleteMissing: true })
  })
}

/** One review after the other, of one to three decisions, each told once it is confirmed. */
async function review ({ first, reviews }: ReviewArguments): Promise<void> {
  const log = new ReviewLog(path.join(dataDir, 'reviews', 'shop.jsonl'))
  for (let i = first; i < first + reviews; i++) {
    const added = await log.append(() => Array.from({ length: 1 + i % 3 }, (_, part) => draftOf(i, part)))
    say('confirmed', added)
  }
}

async function tag ({ file, taxonomy: taxonomyFile }: TagArguments): Promise<void> {
  await withStore(async (store) => {
    const catalogue = new CatalogueService({ store, embedder: new FakeEmbedder(MODEL), name: 'shop', dimensions: DIMENSIONS })
    const taxonomy = await Taxonomy.read(taxonomyFile)
    const { name, version: taxonomyVersion } = taxonomy
    const stamp = { model: MODEL, taxonomy: name, taxonomyVersion }
    const autoTag = { tagImage: async (_image: unknown, { productId = '' }: { productId?: string | undefined }) => tagsOf(productId, stamp) }
    const log = await TagLog.open(path.join(dataDir, 'shop.tags.jsonl'), stamp)
    try {
      await new BulkTagger({ autoTag, taxonomy, model: MODEL, images: IMAGES, writeBack: new WriteBack(catalogue) }).run({ source: file, log, onlyMissing: false })
    } finally {
      await log.close()
    }
  })
}

async function withStore (task: (store: LanceDbVectorStore) => Promise<void>): Promise<void> {
  const store = await LanceDbVectorStore.open({ dataDir })
  try {
    await task(store)
  } finally {
    await store.close()
  }
}
