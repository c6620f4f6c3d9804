import { metadataBytes } from '../vectors/metadata.ts'
import type { Product } from './product.ts'

type Attributed = Pick<Product, 'attributes' | 'variants'>

/** As the catalogue writes it, and as filters look it up. */
export interface SpelledValue {
  readonly name: string
  readonly value: string
  readonly stored: string
}

/** Characters of a name and of a value that filters can name; longer ones are texts rather than choices. */
export const MAX_FILTERABLE_LENGTH = 64
/** A name with more values waits until all others have found room. */
const MANY_VALUES = 10
/** Metadata key of the list that filters look into. */
export const ATTRIBUTE_KEY = 'attributeValues'
/** What a list and an element of it count in a record's metadata beside their characters. */
const LIST_BYTES = metadataBytes({ [ATTRIBUTE_KEY]: [] }) - metadataBytes({})
const ELEMENT_BYTES = metadataBytes({ [ATTRIBUTE_KEY]: [''] }) - metadataBytes({ [ATTRIBUTE_KEY]: [] })
const PLAIN = /^[\x21-\x7e]*$/

/** One spelling for what differs in case, width of letters or blanks. */
export function foldText (text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
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

/**
 * Every value of a product's attributes and of its variants' options, each spelling once: names that variants differ
 * in first, which shoppers choose by, and long lists last.
 */
export function * valuesOf ({ attributes, variants }: Attributed): Generator<SpelledValue> {
  const named = new Map(Object.entries(attributes).map(([name, values]) => [name, new Set(values)]))
  for (const { options } of variants) {
    for (const { name, value } of options) named.set(name, (named.get(name) ?? new Set()).add(value))
  }
  const options = new Set(variants.flatMap((variant) => variant.options.map(({ name }) => name)))
  const place = ([name, { size }]: readonly [string, ReadonlySet<string>]) =>
    size > MANY_VALUES ? 2 : options.has(name) ? 0 : 1
  for (const [name, values] of [...named].sort((a, b) => place(a) - place(b))) {
    for (const value of values) {
      if (isFilterable(name, value)) yield { name, value, stored: attributeValue(name, value) }
    }
  }
}

/**
 * What filters can name of a product's attributes within so many bytes: names in the order of the catalogue, those with
 * many values last, until there is no room.
 */
export function filterableValues (product: Attributed, maxBytes: number): string[] {
  const kept = new Set<string>()
  let left = maxBytes - LIST_BYTES
  for (const { stored } of valuesOf(product)) {
    if (kept.has(stored)) continue
    left -= ELEMENT_BYTES + Buffer.byteLength(stored)
    if (left < 0) break
    kept.add(stored)
  }
  return [...kept]
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
