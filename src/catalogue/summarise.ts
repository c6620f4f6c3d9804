import { Readable } from 'node:stream'
import { truncate, type Embedder, type Purpose } from '../embedding/embedder.ts'
import { asQuestion } from '../embedding/photo-shaper.ts'
import type { CallOptions, Metadata, VectorIndex } from '../vectors/vector-store.ts'
import { ATTRIBUTE_KEY } from './attributes.ts'
import { calibrate, type CalibrationProduct } from './calibrate.ts'
import { CommonAttributes, isCrowded } from './common-attributes.ts'
import { cutText } from '../shared/cut-text.ts'
import { FacetCounter } from './facet-counter.ts'
import { IdSet } from '../shared/id-set.ts'
import type { FacetCounts, KindCounts, Manifest } from './manifest.ts'
import { queryPurpose } from './query-purpose.ts'
import { toProduct } from './product-of-record.ts'
import { kindOf, RESERVED_KEY_PREFIX, type RecordKind } from './record-keys.ts'
import { RecordSample, type SampledProduct } from './record-sample.ts'

/** A record holds 40 KB on Amazon S3 Vectors; the rest is room for the manifest's other keys. */
const MAX_MANIFEST_BYTES = 38_000

/** The calls of a hosted model take their time; the built-in model keeps its own queue. */
const TITLES_AT_ONCE = 4

/** What a catalogue holds, in any of its dimensions. */
export interface Summary extends Pick<Manifest, 'products' | 'views' | 'facets' | 'commonAttributes'> {
  readonly kinds: KindCounts
  /** Whether some product has more to filter by than its records have room for. */
  readonly isCrowded: boolean
  /** At the dimension of the index that was read. */
  readonly sample: readonly CalibrationProduct[]
}

/** Counts what an index holds, in one pass and bounded memory; without a model, takes no sample. */
export async function summarise (index: VectorIndex, embedder: Embedder | undefined): Promise<Summary> {
  const ids = new IdSet()
  const facets = new FacetCounter()
  const sample = new RecordSample()
  const common = new CommonAttributes()
  let crowded = false
  const kinds: Partial<Record<RecordKind, number>> & Record<'text' | 'image', number> = { text: 0, image: 0 }
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const product = toProduct(metadata)
    const kind = kindOf(metadata)
    kinds[kind] = (kinds[kind] ?? 0) + 1
    // Every record of a product carries the same facets.
    if (ids.add(product.id) === undefined) {
      facets.add(product, storedValuesOf(metadata))
      common.add(product)
      crowded ||= isCrowded(product, storedValuesOf(metadata) ?? [])
    }
    sample.add(product, { key, kind })
  }
  return {
    products: ids.size,
    views: Object.values(kinds).reduce((sum, count) => sum + count, 0),
    kinds,
    facets: facets.counts(),
    isCrowded: crowded,
    commonAttributes: common.order(),
    sample: embedder
      ? await withEmbeddings(sample.products(), { index, embedder, purpose: queryPurpose({ kinds }) })
      : []
  }
}

/** The manifest of an index with these products cut to `dimension`, which is not above that of the summary. */
export function manifestOf (
  { sample, isCrowded, ...summary }: Summary,
  dimension: number,
  embedder: Embedder
): Manifest {
  const calibration = calibrate(sample.map((product) => cut(product, dimension, embedder)))
  const { model } = embedder
  return withinLimit({ version: 1, model, ...summary, dimension, updatedAt: new Date().toISOString(), calibration })
}

/** Counts what products can be filtered by. */
export async function countFacets (index: VectorIndex, options?: CallOptions): Promise<FacetCounts> {
  const ids = new IdSet()
  const facets = new FacetCounter()
  for await (const { key, metadata } of index.listMetadata(options)) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const product = toProduct(metadata)
    if (ids.add(product.id) === undefined) facets.add(product, storedValuesOf(metadata))
  }
  return facets.counts()
}

/** Absent of records of before, and of products that have none. */
function storedValuesOf ({ [ATTRIBUTE_KEY]: values }: Metadata): readonly string[] | undefined {
  return Array.isArray(values) ? (values as string[]) : undefined
}

interface Sources {
  readonly index: VectorIndex
  readonly embedder: Embedder
  readonly purpose: Purpose
}

/** Records as they are stored, but for those that were deleted meanwhile, and titles as queries. */
async function withEmbeddings (
  products: readonly SampledProduct[],
  { index, embedder, purpose }: Sources
): Promise<CalibrationProduct[]> {
  const stored = await index.get(products.flatMap(({ records }) => records.map(({ key }) => key)))
  const embedded = async ({ title, records }: SampledProduct): Promise<CalibrationProduct> => {
    const text = title && cutText(title, embedder.maxTextLength)
    return {
      records: records.flatMap(({ key, kind }) =>
        stored.has(key) ? [{ kind, embedding: stored.get(key)!.embedding }] : []
      ),
      query: text ? await embedder.embed({ text }, { purpose }) : undefined
    }
  }
  return await Readable.from(products).map(embedded, { concurrency: TITLES_AT_ONCE }).toArray()
}

function cut (
  { records, query }: CalibrationProduct,
  dimension: number,
  embedder: Embedder
): CalibrationProduct {
  const short = records.map(({ kind, embedding }) => ({ kind, embedding: truncate(embedding, dimension) }))
  const photos = short.filter(({ kind }) => kind === 'image')
  return {
    records: short,
    questions: photos.map(({ embedding }) => asQuestion(embedder, embedding)),
    query: query && truncate(query, dimension)
  }
}

/** Cut to what a record holds. */
export function withinLimit (manifest: Manifest): Manifest {
  let fitting = manifest
  while (Buffer.byteLength(JSON.stringify(fitting)) > MAX_MANIFEST_BYTES) {
    fitting = { ...fitting, facets: halved(fitting.facets) }
  }
  return fitting
}

/** The least frequent values go; they can still be filtered by. */
function halved ({ categories, brands, colors, tags, attributes, price }: FacetCounts): FacetCounts {
  const half = <T>(counts: readonly T[]) => counts.slice(0, Math.floor(counts.length / 2))
  return {
    categories: half(categories),
    brands: half(brands),
    colors: half(colors),
    tags: half(tags),
    ...(attributes && { attributes: half(attributes) }),
    ...(price && { price })
  }
}
