import type { FacetCount, FacetCounts, KindCounts, Manifest } from '../manifest.ts'
import type { Product } from '../product.ts'
import { amountsOf } from '../product-prices.ts'
import { categoryPath } from '../records.ts'
import { MEDIA_RECORD_KINDS, recordRefsOf, type RecordKind } from '../record-keys.ts'

/** What a write took out of a catalogue and what it put in; a changed product is in both. */
export interface CountChange {
  readonly removed: readonly Product[]
  readonly added: readonly Product[]
}

const MAX_LISTED = 200
const KINDS: readonly RecordKind[] = ['text', 'image', ...MEDIA_RECORD_KINDS]

/** The manifest after a change, without reading the whole catalogue: its next ingest counts anew. */
export function countedManifest (manifest: Manifest, { removed, added }: CountChange): Manifest {
  const { products, kinds, facets } = manifest
  const changed = KINDS.map((kind) => [kind, recordCount(added, kind) - recordCount(removed, kind)] as const)
  return {
    ...manifest,
    products: Math.max(0, products + added.length - removed.length),
    views: Math.max(0, changed.reduce((sum, [, count]) => sum + count, manifest.views)),
    ...(kinds && { kinds: shifted(kinds, changed) }),
    facets: countedFacets(facets, { removed, added })
  }
}

/** A kind that neither was nor is there stays unnamed. */
function shifted (kinds: KindCounts, changed: ReadonlyArray<readonly [RecordKind, number]>): KindCounts {
  const counts: Record<string, number> = { ...kinds }
  for (const [kind, count] of changed) {
    if (count !== 0) counts[kind] = Math.max(0, (counts[kind] ?? 0) + count)
  }
  return counts as unknown as KindCounts
}

function countedFacets (facets: FacetCounts, { removed, added }: CountChange): FacetCounts {
  const shifted = (counts: readonly FacetCount[], valuesOf: (product: Product) => readonly string[]) =>
    shift(
      counts,
      removed.flatMap((product) => [...new Set(valuesOf(product))]),
      added.flatMap((product) => [...new Set(valuesOf(product))])
    )
  return {
    ...facets,
    categories: shifted(facets.categories, ({ category }) => (category ? categoryPath(category) : [])),
    brands: shifted(facets.brands, ({ brand }) => (brand ? [brand] : [])),
    colors: shifted(facets.colors, ({ colors }) => colors),
    tags: shifted(facets.tags, ({ tags }) => tags),
    ...widened(facets.price, added)
  }
}

function shift (
  counts: readonly FacetCount[],
  removed: readonly string[],
  added: readonly string[]
): readonly FacetCount[] {
  const known = new Map(counts.map(({ value, count }) => [value, count]))
  const totals = new Map(known)
  for (const value of added) totals.set(value, (totals.get(value) ?? 0) + 1)
  for (const value of removed) if (totals.has(value)) totals.set(value, totals.get(value)! - 1)
  // The list is cut: a value that it lacks may have more products than were changed here.
  if ([...totals].every(([value, count]) => known.get(value) === count)) return counts
  return [...totals]
    .filter(([, count]) => count > 0)
    .sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1))
    .slice(0, MAX_LISTED)
    .map(([value, count]) => ({ value, count }))
}

/** Whether the range could be narrower, only the whole catalogue tells. */
function widened (span: FacetCounts['price'], added: readonly Product[]): Pick<FacetCounts, 'price'> {
  const currency = span?.currency ?? added.find(({ price }) => price)?.price?.currency
  const priced = added.filter(({ price }) => price !== undefined && price.currency === currency)
  const amounts = priced.flatMap(amountsOf)
  if (amounts.length === 0) return span ? { price: span } : {}
  return {
    price: {
      min: Math.min(...amounts, span?.min ?? Infinity),
      max: Math.max(...amounts, span?.max ?? -Infinity),
      currency
    }
  }
}

function recordCount (products: readonly Product[], kind: RecordKind): number {
  return products.reduce((sum, product) => sum + recordRefsOf(product).filter((ref) => ref.kind === kind).length, 0)
}
