import { metadataBytes } from '../vectors/metadata.ts'
import type { Product } from './product.ts'

/** Values by name, as the catalogue first writes both. */
export type Attributes = ReadonlyMap<string, readonly string[]>

/** Characters of a name and of a value that filters can name; longer ones are texts rather than choices. */
export const MAX_FILTERABLE_LENGTH = 64
/** A name with more values waits until all others have found room. */
const MANY_VALUES = 10
/** Metadata key of the list that filters look into. */
export const ATTRIBUTE_KEY = 'attributeValues'

/** One spelling for what differs in case, width of letters or blanks. */
export function foldText (text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

/** How a value of an attribute is stored and looked up, e.g. `material=linen`. */
export function attributeValue (name: string, value: string): string {
  return `${foldName(name)}=${foldText(value)}`
}

/** The name that a stored value belongs to. */
export function nameOfAttributeValue (stored: string): string {
  return stored.slice(0, stored.indexOf('='))
}

/** Attributes of a product and what its variants can be chosen by. */
export function attributesOf ({ attributes, variants }: Pick<Product, 'attributes' | 'variants'>): Attributes {
  const found = new Map<string, { readonly name: string, readonly values: Map<string, string> }>()
  const add = (name: string, value: string): void => {
    const known = found.get(foldName(name)) ?? { name, values: new Map<string, string>() }
    found.set(foldName(name), known)
    if (!known.values.has(foldText(value))) known.values.set(foldText(value), value)
  }
  for (const [name, values] of Object.entries(attributes)) for (const value of values) add(name, value)
  for (const { options } of variants) for (const { name, value } of options) add(name, value)
  return new Map([...found.values()].map(({ name, values }) => [name, [...values.values()]]))
}

/** How the product spells each of its stored values. */
export function spellings (product: Pick<Product, 'attributes' | 'variants'>): Map<string, { readonly name: string, readonly value: string }> {
  return new Map([...attributesOf(product)].flatMap(([name, values]) =>
    values.map((value) => [attributeValue(name, value), { name, value }] as const)))
}

/**
 * What filters can name of a product's attributes within so many bytes: names in the order of the catalogue, those with
 * many values last. All values of a name or, where the room ends, the first of them.
 */
export function filterableValues (product: Pick<Product, 'attributes' | 'variants'>, maxBytes: number): string[] {
  const names = [...attributesOf(product)].map(([name, values]) => values.filter((value) => isFilterable(name, value)).map((value) => attributeValue(name, value)))
  const ordered = [...names.filter(({ length }) => length <= MANY_VALUES), ...names.filter(({ length }) => length > MANY_VALUES)]
  const kept: string[] = []
  let left = maxBytes - bytesOfList([])
  for (const value of ordered.flat()) {
    const bytes = bytesOfList([value]) - bytesOfList([])
    if (bytes > left) break
    left -= bytes
    kept.push(value)
  }
  return kept
}

/** The same product with these attributes first, so that they find room before others. */
export function withFirst<T extends Pick<Product, 'attributes'>> (product: T, names: readonly string[]): T {
  if (names.length === 0) return product
  const order = names.map(foldName)
  const rank = (name: string): number => {
    const place = order.indexOf(foldName(name))
    return place === -1 ? order.length : place
  }
  const sorted = Object.entries(product.attributes).sort(([a], [b]) => rank(a) - rank(b))
  return { ...product, attributes: Object.fromEntries(sorted) }
}

export function isFilterable (name: string, value: string): boolean {
  return [foldName(name), foldText(value)].every(({ length }) => length > 0 && length <= MAX_FILTERABLE_LENGTH)
}

/** The sign between name and value is in no name. */
function foldName (name: string): string {
  return foldText(name.replaceAll('=', ' '))
}

function bytesOfList (values: readonly string[]): number {
  return metadataBytes({ [ATTRIBUTE_KEY]: values }) - metadataBytes({})
}
