import path from 'node:path'
import { CatalogueService } from '../src/catalogue/catalogue-service.ts'
import { IngestService } from '../src/catalogue/ingest/ingest-service.ts'
import { BulkTagger } from '../src/tagging/bulk/bulk-tagger.ts'
import { TagLog } from '../src/tagging/bulk/tag-log.ts'
import { WriteBack } from '../src/tagging/write-back.ts'
import { Taxonomy } from '../src/taxonomy/taxonomy.ts'
import { LanceDbVectorStore } from '../src/vectors/lancedb/lancedb-vector-store.ts'
import { FakeEmbedder } from '../test/fixtures/fake-embedder.ts'
import type { IngestArguments, TagArguments } from './kill-points-child.ts'
import { watchIndexes } from './kill-points-indexes.ts'
import { DIMENSIONS, IMAGES, MODEL, tagsOf } from './kill-points-work.ts'

export async function ingest (dataDir: string, { file, recreate }: IngestArguments): Promise<void> {
  await withStore(dataDir, async (store) => {
    const service = new IngestService({
      embedder: new FakeEmbedder(MODEL),
      store,
      catalogue: 'shop',
      dimensions: DIMENSIONS,
      dataDir,
      images: IMAGES
    })
    // Rows without an id would hold the deletion back.
    await service.run({ file, recreate, deleteMissing: true, yes: true })
  })
}

export async function tag (dataDir: string, { file, taxonomy: taxonomyFile }: TagArguments): Promise<void> {
  await withStore(dataDir, async (store) => {
    const catalogue = new CatalogueService({
      store,
      embedder: new FakeEmbedder(MODEL),
      name: 'shop',
      dimensions: DIMENSIONS
    })
    const taxonomy = await Taxonomy.read(taxonomyFile)
    const { name, version: taxonomyVersion } = taxonomy
    const stamp = { model: MODEL, taxonomy: name, taxonomyVersion }
    const autoTag = {
      tagImage: async (_image: unknown, { productId = '' }: { productId?: string | undefined }) =>
        tagsOf(productId, stamp)
    }
    const log = await TagLog.open(path.join(dataDir, 'shop.tags.jsonl'), stamp)
    try {
      await new BulkTagger({
        autoTag,
        taxonomy,
        model: MODEL,
        images: IMAGES,
        writeBack: new WriteBack(catalogue)
      }).run({ source: file, log, onlyMissing: false })
    } finally {
      await log.close()
    }
  })
}

async function withStore (dataDir: string, task: (store: LanceDbVectorStore) => Promise<void>): Promise<void> {
  watchIndexes()
  const store = await LanceDbVectorStore.open({ dataDir })
  try {
    await task(store)
  } finally {
    await store.close()
  }
}
