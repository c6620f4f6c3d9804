import { foldText } from '../catalogue/attributes.ts'
import { textsOf } from '../catalogue/listing/listed-product.ts'
import type { AttributeCounts } from '../catalogue/manifest.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import type { FacetGroup, FacetKind, FacetValue } from './facet-group.ts'
import { countAttributes } from './facets.ts'
import { foldValue } from '../shared/fold-value.ts'
import { priceGroup } from './price-buckets.ts'
import type { ProductFilter } from './product-filter.ts'

/** Something to filter by: how it is counted, chosen, and left out of a filter. */
interface GroupSource {
  readonly isChosen: (filter: ProductFilter) => boolean
  readonly without: (filter: ProductFilter) => ProductFilter
  readonly count: (products: readonly Metadata[], filter: ProductFilter) => FacetGroup
}

const MAX_SHOWN = 50

/** In the order in which they are shown; those of attributes follow. */
const SOURCES: readonly GroupSource[] = [
  listSource('category', 'Category', 'PATH'),
  listSource('brand', 'Brand', 'VALUE'),
  listSource('color', 'Color', 'VALUE'),
  {
    isChosen: ({ price }) => price !== undefined,
    without: ({ price, ...rest }) => rest,
    count: (products, { price }) => priceGroup(products, price)
  },
  listSource('tags', 'Tags', 'VALUE')
]

/**
 * Groups of values to filter by. Each is counted over the products that `found` gives for the filter without the
 * group's own choice, so that a second value of a group shows what it would add. Groups without values are left out.
 */
export async function facetGroups (
  found: (filter: ProductFilter) => Promise<readonly Metadata[]>,
  filter: ProductFilter
): Promise<FacetGroup[]> {
  const groups = await Promise.all(
    SOURCES.map(async ({ isChosen, without, count }) =>
      count(await found(isChosen(filter) ? without(filter) : filter), filter)
    )
  )
  return [...groups, ...(await attributeGroups(found, filter))].filter(({ values }) => values.length > 0)
}

/** Attributes that are chosen by first, then those of most products. */
async function attributeGroups (
  found: (filter: ProductFilter) => Promise<readonly Metadata[]>,
  filter: ProductFilter
): Promise<FacetGroup[]> {
  const { attributes = [] } = filter
  const chosen = new Map(attributes.map(({ name, values }) => [foldText(name), { name, values }]))
  const counts = countAttributes(await found(filter))
  const open = counts.filter(({ name }) => !chosen.has(foldText(name)))
  const own = await Promise.all(
    [...chosen].map(async ([fold, { name, values }]) => {
      const others = attributes.filter((attribute) => foldText(attribute.name) !== fold)
      const counted = countAttributes(await found({ ...filter, attributes: others.length > 0 ? others : undefined }))
      return attributeGroup(counted.find((one) => foldText(one.name) === fold) ?? { name, values: [] }, values)
    })
  )
  return [...own, ...open.map((counted) => attributeGroup(counted, []))]
}

function attributeGroup ({ name, values }: AttributeCounts, chosen: readonly string[]): FacetGroup {
  const counted = new Map(values.map(({ value, count }) => [foldText(value), { value, count }]))
  const selected = new Set(chosen.map(foldText))
  const absent = chosen.filter((value) => !counted.has(foldText(value))).map((value) => ({ value, count: 0 }))
  return {
    id: `attributes.${foldText(name)}`,
    attribute: name,
    label: name,
    kind: 'VALUE',
    values: [...counted.values(), ...absent].map(({ value, count }) => ({
      value,
      label: value,
      count,
      selected: selected.has(foldText(value))
    }))
  }
}

type ListKey = 'category' | 'brand' | 'color' | 'tags'

function listSource (key: ListKey, label: string, kind: FacetKind): GroupSource {
  return {
    isChosen: (filter) => filter[key] !== undefined,
    without: ({ [key]: _chosen, ...rest }) => rest,
    count: (products, filter) => ({ id: key, label, kind, values: countValues(products, key, filter[key] ?? []) })
  }
}

interface Counted {
  count: number
  readonly spellings: Map<string, number>
}

/** The most frequent values, those chosen among them in any case; each in its most frequent spelling. */
function countValues (products: readonly Metadata[], key: ListKey, chosen: readonly string[]): FacetValue[] {
  const selected = new Set(chosen.map(foldValue))
  const counted = new Map<string, Counted>(
    chosen.map((value) => [foldValue(value), { count: 0, spellings: new Map([[value, 0]]) }])
  )
  const folded = new Map<string, string>()
  for (const metadata of products) addValues(counted, textsOf(metadata[key]), folded)
  const values = [...counted].map(([fold, { count, spellings }]) => {
    const value = [...spellings].sort(byCount)[0]![0]
    return { value, label: value.slice(value.lastIndexOf('/') + 1), count, selected: selected.has(fold) }
  })
  values.sort((a, b) => byCount([a.value, a.count], [b.value, b.count]))
  return values.filter(({ selected }, i) => selected || i < MAX_SHOWN)
}

function addValues (counted: Map<string, Counted>, values: readonly string[], folded: Map<string, string>): void {
  const own = new Set<string>()
  for (const value of values) {
    let fold = folded.get(value)
    if (fold === undefined) folded.set(value, (fold = foldValue(value)))
    let known = counted.get(fold)
    if (!known) counted.set(fold, (known = { count: 0, spellings: new Map() }))
    known.spellings.set(value, (known.spellings.get(value) ?? 0) + 1)
    if (!own.has(fold)) known.count++
    own.add(fold)
  }
}

function byCount ([a, aCount]: readonly [string, number], [b, bCount]: readonly [string, number]): number {
  return bCount - aCount || (a < b ? -1 : 1)
}
