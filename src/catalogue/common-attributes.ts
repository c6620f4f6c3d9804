import { foldText, valuesOf, withFirst } from './attributes.ts'
import type { Product } from './product.ts'
import { ATTRIBUTE_BYTES, attributeValuesOf } from './records.ts'

type Attributed = Pick<Product, 'attributes'>

/** Names told apart while counting; beyond, a catalogue has a name for every product, and none is common. */
const MAX_COUNTED = 5000
/** Names in an order: no product has room for more. */
const MAX_NAMES = 60
/** What a value takes beside its letters, no less. */
const SPARE = 16
/** The order is made anew after so many products. */
const REFRESH = 500

/** Counts how many products have an attribute, so that those of most products find room in every record. */
export class CommonAttributes {
  readonly #counts = new Map<string, number>()
  readonly #folded = new Map<string, string>()
  #products = 0
  #known: { readonly at: number; readonly names: readonly string[] } | undefined

  add ({ attributes }: Attributed): void {
    this.#products++
    for (const name of new Set(Object.keys(attributes).map((one) => this.#fold(one)))) {
      const count = this.#counts.get(name)
      if (count !== undefined || this.#counts.size < MAX_COUNTED) this.#counts.set(name, (count ?? 0) + 1)
    }
  }

  /** The commonest first, equal ones by name; of the products so far, or of a few less. */
  order (): readonly string[] {
    if (this.#known && this.#products - this.#known.at < REFRESH && this.#known.at >= REFRESH) return this.#known.names
    const sorted = [...this.#counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1))
    this.#known = { at: this.#products, names: sorted.slice(0, MAX_NAMES).map(([name]) => name) }
    return this.#known.names
  }

  #fold (name: string): string {
    let folded = this.#folded.get(name)
    if (folded === undefined) {
      folded = foldText(name)
      if (this.#folded.size < MAX_COUNTED) this.#folded.set(name, folded)
    }
    return folded
  }
}

/** The product as it is where all its attributes can be filtered by, else with these first. */
export function inOrderOf (product: Product, names: readonly string[]): Product {
  return names.length > 0 && mayBeCrowded(product) && isCrowded(product) ? withFirst(product, names) : product
}

/** Whether its attributes may be more than any record has room for; most products have far less. */
function mayBeCrowded ({ attributes, variants }: Product): boolean {
  let bytes = 0
  for (const [name, values] of Object.entries(attributes)) {
    for (const value of values) bytes += 3 * (name.length + value.length) + SPARE
  }
  for (const { options } of variants) {
    for (const { name, value } of options) bytes += 3 * (name.length + value.length) + SPARE
  }
  return bytes > ATTRIBUTE_BYTES
}

/** Whether some of what it can be filtered by finds no room in its records. */
export function isCrowded (product: Product, stored: readonly string[] = attributeValuesOf(product)): boolean {
  // Most products have few, which takes no look at each.
  const given = Object.values(product.attributes).reduce((sum, values) => sum + values.length, 0)
  if (given <= stored.length && product.variants.length === 0) return false
  return new Set(Array.from(valuesOf(product), (value) => value.stored)).size > stored.length
}
