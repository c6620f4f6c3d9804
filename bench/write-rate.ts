// The writing stage of an ingest alone, at the documented limit of Amazon S3 Vectors: products with vectors made up
// beforehand, in batches as an ingest makes them, into a local AWS that throttles above that limit. npx tsx
// bench/write-rate.ts [products]
import { CatalogueIndexes } from '../src/catalogue/catalogue-indexes.ts'
import type { Change } from '../src/catalogue/change.ts'
import { toRecord } from '../src/catalogue/records.ts'
import { recordRefsOf } from '../src/catalogue/record-keys.ts'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { normalise } from '../src/embedding/embedder.ts'
import { VECTORS_PER_SECOND } from '../src/vectors/s3/limits.ts'
import { openS3VectorStore } from '../src/vectors/s3/open-s3-vector-store.ts'
import { ForkedLocalAws } from '../local-aws/fork-local-aws.ts'
import { machineLine, markdownTable } from './report.ts'

/** As most products of Amazon Berkeley Objects: words and three photos; a batch of an ingest holds 200 views. */
const PHOTOS = ['a.jpg', 'b.jpg', 'c.jpg']
const BATCH_PRODUCTS = 50
const DIMENSION = 256
/** The first burst is spent after these. */
const WARM_UP_BATCHES = 10

const [products = '20000'] = process.argv.slice(2)
const aws = await ForkedLocalAws.start({ limits: { vectorsPerSecond: VECTORS_PER_SECOND } })
const config = loadConfig({ ...aws.env, EMBEDDER: 'bedrock', VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'write-rate' })
Object.assign(process.env, aws.env)
const embedder = await createEmbedder(config)
const store = openS3VectorStore(config)
try {
  await store.createBucket()
  const indexes = await CatalogueIndexes.open({
    store,
    embedder,
    catalogue: 'products',
    dimensions: [DIMENSION],
    generation: 1,
    recreate: false
  })
  let begun = 0
  let vectors = 0
  for (let batch = 0; batch * BATCH_PRODUCTS < Number(products); batch++) {
    if (batch === WARM_UP_BATCHES) [begun, vectors] = [performance.now(), 0]
    const changes = Array.from({ length: BATCH_PRODUCTS }, (_, i) => changeOf(batch * BATCH_PRODUCTS + i))
    await indexes.write(changes)
    vectors += changes.reduce((sum, { records }) => sum + records.length, 0)
  }
  const rate = (vectors / (performance.now() - begun)) * 1000
  const { byError } = await aws.stats()
  console.log(`${machineLine()}, dimension ${DIMENSION}\n`)
  console.log(
    markdownTable([
      {
        vectors,
        'limit, vectors/s': VECTORS_PER_SECOND,
        'vectors/s': rate.toFixed(0),
        ratio: (rate / VECTORS_PER_SECOND).toFixed(3),
        errors: JSON.stringify(byError)
      }
    ])
  )
} finally {
  await store.close()
  await embedder.close()
  await aws.close()
}

function changeOf (n: number): Change {
  const product = {
    id: `p${n}`,
    title: `Three-seater sofa number ${n}`,
    brand: `brand ${n % 40}`,
    category: 'Home/Furniture/Sofas',
    color: 'blue',
    colors: ['blue'],
    images: PHOTOS,
    locale: 'en-GB',
    tags: ['living room'],
    identifiers: [`sku-${n}`],
    attributes: { material: ['linen'] },
    variants: []
  }
  return {
    records: recordRefsOf(product).map((view, i) => toRecord(product, view, wave(n * 4 + i), `hash-${n}`)),
    stale: []
  }
}

function wave (seed: number): Float32Array {
  return normalise(Float32Array.from({ length: DIMENSION }, (_, j) => Math.sin(seed * 31 + j)))
}
