import { foldText } from '../catalogue/attributes.ts'
import type { AttributeCounts } from '../catalogue/manifest.ts'
import type { FacetGroup, FacetKind, FacetValue } from './facet-group.ts'
import type { FacetAsk, ListKey, Tally, TallyProducts } from './facet-tally.ts'
import { isColorName } from '../shared/color-name.ts'
import { foldValue } from '../shared/fold-value.ts'
import { priceGroup } from './price-buckets.ts'
import type { ProductFilter } from './product-filter.ts'

/** Something to filter by: how it is counted, chosen, and left out of a filter. */
interface GroupDefinition {
  readonly of: FacetAsk['of']
  readonly isChosen: (filter: ProductFilter) => boolean
  readonly without: (filter: ProductFilter) => ProductFilter
  readonly toGroup: (tally: Tally, filter: ProductFilter) => FacetGroup
}

const MAX_SHOWN = 50

/** In the order in which they are shown; those of attributes follow. */
const GROUPS: readonly GroupDefinition[] = [
  listGroup('category', 'Category', 'PATH'),
  listGroup('brand', 'Brand', 'VALUE'),
  listGroup('color', 'Color', 'VALUE'),
  {
    of: 'prices',
    isChosen: ({ price }) => price !== undefined,
    without: ({ price, ...rest }) => rest,
    toGroup: ({ prices = [] }, { price }) => priceGroup(prices, price)
  },
  listGroup('tags', 'Tags', 'VALUE')
]

/**
 * Groups of values to filter by. Each is counted over the products that meet the filter without the group's own choice,
 * so that a second value of a group shows what it would add. Groups without values are left out.
 */
export async function facetGroups (count: TallyProducts, filter: ProductFilter): Promise<FacetGroup[]> {
  const chosen = chosenAttributes(filter)
  const asks: FacetAsk[] = [
    ...GROUPS.map(({ of, isChosen, without }) => ({ of, filter: isChosen(filter) ? without(filter) : filter })),
    ...[filter, ...chosen.map(({ others }) => others)].map((one) => ({ of: 'attributes' as const, filter: one }))
  ]
  const tallies = await count(asks)
  const groups = GROUPS.map(({ toGroup }, i) => toGroup(tallies[i]!, filter))
  const [all = [], ...own] = tallies.slice(GROUPS.length).map(({ attributes = [] }) => attributes)
  const attributes = attributeGroups(chosen, all, own).filter((group) => !groups.some((one) => says(one, group)))
  return [...groups, ...attributes].filter(({ values }) => values.length > 0)
}

/** Whether an attribute, such as `color` or `Farbe`, says what another group says already. */
function says (group: FacetGroup, { label, values }: FacetGroup): boolean {
  const isSame = foldValue(group.label) === foldValue(label) || (group.id === 'color' && isColorName(label))
  if (!isSame) return false
  const said = new Set(group.values.map(({ value }) => foldValue(value)))
  return values.every(({ value, selected }) => !selected && said.has(foldValue(value)))
}

interface ChosenAttribute {
  readonly fold: string
  readonly name: string
  readonly values: readonly string[]
  /** The filter without this choice. */
  readonly others: ProductFilter
}

function chosenAttributes (filter: ProductFilter): ChosenAttribute[] {
  const { attributes = [] } = filter
  const chosen = new Map(attributes.map(({ name, values }) => [foldText(name), { name, values }]))
  return [...chosen].map(([fold, { name, values }]) => {
    const others = attributes.filter((attribute) => foldText(attribute.name) !== fold)
    return { fold, name, values, others: { ...filter, attributes: others.length > 0 ? others : undefined } }
  })
}

/** Attributes that are chosen by first, then those of most products. */
function attributeGroups (
  chosen: readonly ChosenAttribute[],
  all: readonly AttributeCounts[],
  own: ReadonlyArray<readonly AttributeCounts[]>
): FacetGroup[] {
  const folds = new Set(chosen.map(({ fold }) => fold))
  const groups = chosen.map(({ fold, name, values }, i) => {
    const counted = own[i]!.find((one) => foldText(one.name) === fold)
    return attributeGroup(counted ?? { name, values: [] }, values)
  })
  const open = all.filter(({ name }) => !folds.has(foldText(name)))
  return [...groups, ...open.map((counted) => attributeGroup(counted, []))]
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

function listGroup (key: ListKey, label: string, kind: FacetKind): GroupDefinition {
  return {
    of: key,
    isChosen: (filter) => filter[key] !== undefined,
    without: ({ [key]: _chosen, ...rest }) => rest,
    toGroup: (tally, filter) => ({ id: key, label, kind, values: countValues(tally, filter[key] ?? []) })
  }
}

interface Counted {
  count: number
  readonly spellings: Map<string, number>
}

/** The most frequent values, those chosen among them in any case; each in its most frequent spelling. */
function countValues ({ lists = [] }: Tally, chosen: readonly string[]): FacetValue[] {
  const selected = new Set(chosen.map(foldValue))
  const counted = new Map<string, Counted>(
    chosen.map((value) => [foldValue(value), { count: 0, spellings: new Map([[value, 0]]) }])
  )
  const folded = new Map<string, string>()
  for (const list of lists) addValues(counted, list, folded)
  const values = [...counted].map(([fold, { count, spellings }]) => {
    const value = [...spellings].sort(byCount)[0]![0]
    return { value, label: value.slice(value.lastIndexOf('/') + 1), count, selected: selected.has(fold) }
  })
  values.sort((a, b) => byCount([a.value, a.count], [b.value, b.count]))
  return values.filter(({ selected }, i) => selected || i < MAX_SHOWN)
}

function addValues (
  counted: Map<string, Counted>,
  { values, products }: NonNullable<Tally['lists']>[number],
  folded: Map<string, string>
): void {
  const own = new Set<string>()
  for (const value of values) {
    let fold = folded.get(value)
    if (fold === undefined) folded.set(value, (fold = foldValue(value)))
    let known = counted.get(fold)
    if (!known) counted.set(fold, (known = { count: 0, spellings: new Map() }))
    known.spellings.set(value, (known.spellings.get(value) ?? 0) + products)
    if (!own.has(fold)) known.count += products
    own.add(fold)
  }
}

function byCount ([a, aCount]: readonly [string, number], [b, bCount]: readonly [string, number]): number {
  return bCount - aCount || (a < b ? -1 : 1)
}
