import { FilterInvalidError } from '../errors.ts'
import { negated, type Filter, type FilterValue } from '../vectors/filter.ts'

/** Conditions on products, all of which must hold. */
export interface ProductFilter {
  readonly category?: readonly string[] | undefined
  readonly brand?: readonly string[] | undefined
  readonly color?: readonly string[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly price?: { readonly min?: number | undefined, readonly max?: number | undefined, readonly currency?: string | undefined } | undefined
  readonly inStock?: boolean | undefined
  readonly locale?: readonly string[] | undefined
  /** Products that meet any of these are left out. */
  readonly not?: Omit<ProductFilter, 'not'> | undefined
}

const LISTS = ['category', 'brand', 'color', 'tags', 'locale'] as const
export const MAX_VALUES = 50

/** The filter on views that finds the products; undefined where nothing is asked. Throws FILTER_INVALID. */
export function toFilter (filter: ProductFilter = {}): Filter | undefined {
  if (filter.not && 'not' in filter.not) throw new FilterInvalidError('`not` within `not` is what would be meant without both')
  const unwanted = filter.not ? conditionsOf(filter.not).map(negated) : []
  return allOf([...conditionsOf(filter), ...unwanted])
}

/** Each holds by itself; the ends of a price range are one condition. */
function conditionsOf (filter: ProductFilter): Filter[] {
  const conditions = listConditions(filter)
  const price = allOf(priceConditions(filter.price))
  if (price) conditions.push(price)
  if (filter.inStock !== undefined) conditions.push({ key: 'inStock', op: 'eq', value: filter.inStock })
  return conditions
}

function allOf (conditions: readonly Filter[]): Filter | undefined {
  return conditions.length > 1 ? { and: conditions } : conditions[0]
}

function listConditions (filter: ProductFilter): Filter[] {
  return LISTS.flatMap((key): Filter[] => {
    const values = filter[key]
    if (!values) return []
    assertValues(key, values)
    return [{ key, op: 'in', value: values as readonly FilterValue[] }]
  })
}

function priceConditions ({ min, max, currency }: NonNullable<ProductFilter['price']> = {}): Filter[] {
  if (min !== undefined && max !== undefined && min > max) throw new FilterInvalidError(`price.min ${min} is above price.max ${max}`)
  const conditions: Filter[] = []
  if (min !== undefined) conditions.push({ key: 'price', op: 'gte', value: min })
  if (max !== undefined) conditions.push({ key: 'price', op: 'lte', value: max })
  if (currency !== undefined) conditions.push({ key: 'currency', op: 'eq', value: currency })
  return conditions
}

function assertValues (key: string, values: readonly string[]): void {
  if (values.length === 0) throw new FilterInvalidError(`${key} is an empty list; leave it out to allow any`)
  if (values.length > MAX_VALUES) throw new FilterInvalidError(`${key} has ${values.length} values; at most ${MAX_VALUES} are allowed`)
}
