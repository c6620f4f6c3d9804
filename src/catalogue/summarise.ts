import type { VectorIndex } from '../vectors/vector-store.ts'
import { calibrate } from './calibrate.ts'
import { FacetCounter } from './facet-counter.ts'
import { IdSet } from './id-set.ts'
import type { FacetCounts, Manifest } from './manifest.ts'
import { kindOf, RESERVED_KEY_PREFIX, toProduct } from './records.ts'
import { ViewSample } from './view-sample.ts'

/** A record holds 40 KB on Amazon S3 Vectors; the rest is room for the manifest's other keys. */
const MAX_MANIFEST_BYTES = 38_000

/** Counts and calibrates what an index holds, in one pass and bounded memory. */
export async function summarise (index: VectorIndex, model: string): Promise<Manifest> {
  const ids = new IdSet()
  const facets = new FacetCounter()
  const sample = new ViewSample()
  let views = 0
  for await (const { key, metadata, embedding } of index.list()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const product = toProduct(metadata)
    views++
    // Every view of a product carries the same facets.
    if (ids.add(product.id) === undefined) facets.add(product)
    sample.add(product.id, { key, kind: kindOf(metadata), embedding })
  }
  return withinLimit({
    version: 1,
    model,
    dimension: index.spec.dimension,
    products: ids.size,
    views,
    updatedAt: new Date().toISOString(),
    calibration: calibrate(sample.products()),
    facets: facets.counts()
  })
}

function withinLimit (manifest: Manifest): Manifest {
  let fitting = manifest
  while (Buffer.byteLength(JSON.stringify(fitting)) > MAX_MANIFEST_BYTES) fitting = { ...fitting, facets: halved(fitting.facets) }
  return fitting
}

/** The least frequent values go; they can still be filtered by. */
function halved ({ categories, brands, colors, tags, price }: FacetCounts): FacetCounts {
  const half = <T>(counts: readonly T[]) => counts.slice(0, Math.floor(counts.length / 2))
  return { categories: half(categories), brands: half(brands), colors: half(colors), tags: half(tags), ...(price && { price }) }
}
