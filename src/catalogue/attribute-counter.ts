import { nameOfAttributeValue, valuesOf, type SpelledValue } from './attributes.ts'
import type { AttributeCounts } from './manifest.ts'
import type { Product } from './product.ts'

export interface AttributeCounterOptions {
  /** The most frequent are told. */
  readonly maxNames: number
  readonly maxValues: number
  /** Values told apart while counting. */
  readonly maxCounted?: number
}

interface Counted {
  readonly name: string
  readonly value: string
  count: number
}

/** Counts products by the values of their attributes, told as the first product spells them. */
export class AttributeCounter {
  readonly #options: AttributeCounterOptions
  readonly #values = new Map<string, Counted>()
  readonly #names = new Map<string, number>()

  constructor (options: AttributeCounterOptions) {
    this.#options = options
  }

  /** `stored` as filters look them up; the product is asked for only where one of them is new. */
  add (stored: readonly string[], product: () => Pick<Product, 'attributes' | 'variants'>): void {
    const { maxCounted = Infinity } = this.#options
    let spelled: ReadonlyMap<string, SpelledValue> | undefined
    const counted = new Set<string>()
    for (const key of stored) {
      const known = this.#values.get(key)
      if (known) known.count++
      else if (this.#values.size < maxCounted) {
        spelled ??= spellings(product())
        const spelling = spelled.get(key)
        if (spelling) this.#values.set(key, { name: spelling.name, value: spelling.value, count: 1 })
      }
      if (this.#values.has(key)) counted.add(nameOfAttributeValue(key))
    }
    for (const name of counted) this.#names.set(name, (this.#names.get(name) ?? 0) + 1)
  }

  /** Names of most products first, and so their values. */
  counts (): AttributeCounts[] {
    const { maxNames, maxValues } = this.#options
    const names = [...this.#names]
      .sort(([a, aCount], [b, bCount]) => bCount - aCount || compare(a, b))
      .slice(0, maxNames)
    const byName = new Map(names.map(([name]) => [name, [] as Counted[]]))
    for (const [key, counted] of this.#values) byName.get(nameOfAttributeValue(key))?.push(counted)
    return [...byName.values()].map((values) => {
      return {
        name: values[0]!.name,
        values: values
          .sort(byCount)
          .slice(0, maxValues)
          .map(({ value, count }) => ({ value, count }))
      }
    })
  }
}

/** By stored value; the first spelling of several. */
export function spellings (product: Pick<Product, 'attributes' | 'variants'>): Map<string, SpelledValue> {
  return new Map([...valuesOf(product)].reverse().map((value) => [value.stored, value]))
}

function byCount (a: Counted, b: Counted): number {
  return b.count - a.count || compare(a.value, b.value)
}

function compare (a: string, b: string): number {
  return a < b ? -1 : 1
}
