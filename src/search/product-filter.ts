import { ATTRIBUTE_KEY, attributeValue, isFilterable, MAX_FILTERABLE_LENGTH } from '../catalogue/attributes.ts'
import { FilterInvalidError } from '../errors.ts'
import { negated, type Filter, type FilterValue } from '../vectors/filter.ts'

/** Any of these values of an attribute, whatever their case. */
interface AttributeFilter {
  readonly name: string
  readonly values: readonly string[]
}

/** Conditions on products, all of which must hold. */
export interface ProductFilter {
  readonly category?: readonly string[] | undefined
  readonly brand?: readonly string[] | undefined
  readonly color?: readonly string[] | undefined
  readonly tags?: readonly string[] | undefined
  readonly price?:
    | { readonly min?: number | undefined; readonly max?: number | undefined; readonly currency?: string | undefined }
    | undefined
  readonly inStock?: boolean | undefined
  readonly locale?: readonly string[] | undefined
  readonly attributes?: readonly AttributeFilter[] | undefined
  /** Products that meet any of these are left out. */
  readonly not?: Omit<ProductFilter, 'not'> | undefined
}

const LISTS = ['category', 'brand', 'color', 'tags', 'locale'] as const
export const MAX_VALUES = 50
/** Each is a facet group of its own, counted without it. */
const MAX_ATTRIBUTES = 20
/** Longer than any value of a product; it goes to the store as it is. */
const MAX_VALUE_LENGTH = 1000

/**
 * The filter on records that finds the products at a time, in ms; undefined where nothing is asked. Throws
 * FILTER_INVALID.
 */
export function toFilter (filter: ProductFilter = {}, now = Date.now()): Filter | undefined {
  const unwanted = filter.not ? conditionsOf(filter.not, LOWEST, now).map(negated) : []
  return allOf([...conditionsOf(filter, OVERLAP, now), ...unwanted])
}

/** Each holds by itself; the ends of a price range are one condition. */
function conditionsOf (filter: ProductFilter, within: Within, now: number): Filter[] {
  const conditions = [...listConditions(filter), ...attributeConditions(filter.attributes)]
  const price = allOf(priceConditions(filter.price, within, now))
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

function attributeConditions (attributes: readonly AttributeFilter[] = []): Filter[] {
  if (attributes.length > MAX_ATTRIBUTES) {
    throw new FilterInvalidError(`attributes has ${attributes.length} names; at most ${MAX_ATTRIBUTES} are allowed`)
  }
  return attributes.map(({ name, values }): Filter => {
    assertValues(`attributes "${name}"`, values)
    const long = values.find((value) => !isFilterable(name, value))
    if (long !== undefined) {
      throw new FilterInvalidError(
        `attributes "${name}" with "${long}": name and value must have 1 to ${MAX_FILTERABLE_LENGTH} characters`
      )
    }
    return { key: ATTRIBUTE_KEY, op: 'in', value: values.map((value) => attributeValue(name, value)) }
  })
}

function priceConditions (
  { min, max, currency }: NonNullable<ProductFilter['price']> = {},
  within: Within,
  now: number
): Filter[] {
  if (min !== undefined && max !== undefined && min > max) {
    throw new FilterInvalidError(`price.min ${min} is above price.max ${max}`)
  }
  const conditions: Filter[] = min === undefined && max === undefined ? [] : [priceWithin({ min, max }, within, now)]
  if (currency !== undefined) assertLength('price.currency', currency)
  if (currency !== undefined) conditions.push({ key: 'currency', op: 'eq', value: currency })
  return conditions
}

interface Bounds {
  readonly min: number | undefined
  readonly max: number | undefined
}

/** Conditions by which a key of the lowest price, and its neighbour of the highest, lie within bounds. */
type Within = (bounds: Bounds, key: 'price' | 'regularPrice') => Filter[]

/** The prices of a product and its variants reach into the range; whether one lies in it, `hasPriceWithin` tells. */
const OVERLAP: Within = ({ min, max }, key) => [
  ...(max === undefined ? [] : [{ key, op: 'lte', value: max } as const]),
  ...(min === undefined
    ? []
    : [{ or: [{ key, op: 'gte', value: min } as const, { key: `${key}Max`, op: 'gte', value: min } as const] }])
]

/** What is left out is told by its lowest price: no second look could bring it back. */
const LOWEST: Within = ({ min, max }, key) => [
  ...(min === undefined ? [] : [{ key, op: 'gte', value: min } as const]),
  ...(max === undefined ? [] : [{ key, op: 'lte', value: max } as const])
]

/** Outside the period of its sale a product costs what it did before; most have no such period. */
function priceWithin (bounds: Bounds, within: Within, now: number): Filter {
  const seconds = Math.floor(now / 1000)
  const begun: Filter = {
    or: [
      { key: 'saleStarts', op: 'exists', value: false },
      { key: 'saleStarts', op: 'lte', value: seconds }
    ]
  }
  const lasting: Filter = {
    or: [
      { key: 'saleEnds', op: 'exists', value: false },
      { key: 'saleEnds', op: 'gt', value: seconds }
    ]
  }
  const outside: Filter = {
    or: [
      { key: 'saleStarts', op: 'gt', value: seconds },
      { key: 'saleEnds', op: 'lte', value: seconds }
    ]
  }
  return {
    or: [
      { and: [...within(bounds, 'price'), begun, lasting] },
      { and: [...within(bounds, 'regularPrice'), outside] }
    ]
  }
}

function assertValues (key: string, values: readonly string[]): void {
  if (values.length === 0) throw new FilterInvalidError(`${key} is an empty list; leave it out to allow any`)
  if (values.length > MAX_VALUES) {
    throw new FilterInvalidError(`${key} has ${values.length} values; at most ${MAX_VALUES} are allowed`)
  }
  for (const value of values) assertLength(key, value)
}

function assertLength (key: string, { length }: string): void {
  if (length > MAX_VALUE_LENGTH) {
    throw new FilterInvalidError(
      `${key} has a value of ${length} characters; at most ${MAX_VALUE_LENGTH} are allowed`
    )
  }
}
