import type { FacetCounts } from '../catalogue/manifest.ts'
import { foldValue } from '../shared/fold-value.ts'
import type { Filter } from '../vectors/filter.ts'
import { MAX_VALUES, toFilter, type ProductFilter } from './product-filter.ts'

/** Facets count the spellings of a value as one, so a filter by one of them has to find all. */
const FOLDED = { category: 'categories', brand: 'brands', color: 'colors', tags: 'tags' } as const

type Folded = keyof typeof FOLDED
/** Every spelling of a value that the catalogue's facets know, by the spelling that stands for all. */
type Spellings = Readonly<Record<Folded, ReadonlyMap<string, readonly string[]>>>

const known = new WeakMap<FacetCounts, Spellings>()

/** The filter on the records of an index, in all spellings that its facets know. */
export function filterOf (wanted: ProductFilter, facets: FacetCounts): Filter | undefined {
  return toFilter(withSpellings(wanted, facets))
}

/** The filter with the other spellings of its values, as far as the catalogue's facets know them. */
function withSpellings (filter: ProductFilter, facets: FacetCounts): ProductFilter {
  const spellings = spellingsOf(facets)
  const spelled = spellConditions(filter, spellings)
  return filter.not ? { ...spelled, not: spellConditions(filter.not, spellings) } : spelled
}

function spellConditions (filter: ProductFilter, spellings: Spellings): ProductFilter {
  const lists = (Object.keys(FOLDED) as Folded[]).flatMap((key) => {
    const values = filter[key]
    return values ? [[key, allSpellings(values, spellings[key])] as const] : []
  })
  return { ...filter, ...Object.fromEntries(lists) }
}

/** Those asked for first: a filter has a limit. */
function allSpellings (values: readonly string[], spellings: ReadonlyMap<string, readonly string[]>): string[] {
  const others = values.flatMap((value) => spellings.get(foldValue(value)) ?? [])
  return [...new Set([...values, ...others])].slice(0, Math.max(values.length, MAX_VALUES))
}

function spellingsOf (facets: FacetCounts): Spellings {
  const made =
    known.get(facets) ??
    (Object.fromEntries(
      Object.entries(FOLDED).map(([key, facet]) => [key, grouped(facets[facet].map(({ value }) => value))])
    ) as unknown as Spellings)
  known.set(facets, made)
  return made
}

function grouped (values: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const value of values) groups.set(foldValue(value), [...(groups.get(foldValue(value)) ?? []), value])
  return groups
}
