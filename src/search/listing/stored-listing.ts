import { LRUCache } from 'lru-cache'
import { spellings } from '../../catalogue/attribute-counter.ts'
import { ATTRIBUTE_KEY, attributeValue, nameOfAttributeValue } from '../../catalogue/attributes.ts'
import type { AttributeCounts } from '../../catalogue/manifest.ts'
import { toProduct } from '../../catalogue/product-of-record.ts'
import type { CountAsk, ProductCount, ProductOrder, ProductTable } from '../../vectors/product-table.ts'
import { MAX_NAMES, MAX_VALUES, type FacetAsk, type Tally } from '../facet-tally.ts'
import type { TotalScope } from '../search-result.ts'
import { directionOf, type Sort } from '../sort.ts'
import { isVaried } from '../variety.ts'
import type { BrowsePosition, Browsing, Listing, Shelf, Wanted } from './listing.ts'
import { shelfAfter } from './memory-listing.ts'
import { VariedShelf } from './varied-shelf.ts'

/** Counts and varied shelves kept. */
const MAX_DERIVED = 64

export interface StoredListingOptions {
  readonly table: ProductTable
  /** Products of the catalogue, as its manifest has them. */
  readonly products: number
}

/** Lists as the store itself sorts, filters and counts the products of an index, however many they are. */
export class StoredListing implements Listing {
  readonly #table: ProductTable
  readonly #products: number
  readonly #derived = new LRUCache<string, Promise<unknown>>({ max: MAX_DERIVED })

  constructor ({ table, products }: StoredListingOptions) {
    this.#table = table
    this.#products = products
  }

  async shelf (browsing: Browsing, position: BrowsePosition | undefined, count: number): Promise<Shelf> {
    const [offset = 0, after] = position ?? []
    if (isVaried(browsing.variety)) {
      const shelf = await this.#varied(browsing)
      return shelfAfter(await shelf.upTo(offset + count + 1), position, count)
    }
    const { filter, price, sort, signal } = browsing
    const page = { filter, price, order: sort.map(toOrder), after, offset, signal }
    // One more shows whether there is a next page.
    const found = await this.#table.page({ ...page, count: count + 1, now: Date.now() })
    const products = found.slice(0, count)
    return { products, next: found.length > count ? [offset + count, products.at(-1)!.id] : undefined }
  }

  async total (browsing: Browsing): Promise<number> {
    const { filter, price, variety } = browsing
    if (isVaried(variety)) return (await (await this.#varied(browsing)).upTo(Infinity)).length
    // Not with the signal of one caller: others wait for the same.
    const count = async () => await this.#table.total({ filter, price, now: Date.now() })
    return await this.derive(`total ${JSON.stringify(filter)}`, count)
  }

  scopeOf ({ variety }: Browsing): TotalScope {
    return isVaried(variety) && this.#products > VariedShelf.MAX_PRODUCTS ? 'LISTED' : 'CATALOGUE'
  }

  async tally (asks: ReadonlyArray<FacetAsk<Wanted>>, signal?: AbortSignal): Promise<readonly Tally[]> {
    const counted = await this.#table.count(asks.map(toAsk), { signal })
    return await Promise.all(asks.map(async ({ of }, i) => await this.#toTally(of, counted[i]!, signal)))
  }

  async derive<T> (name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#derived.get(name) as Promise<T> | undefined
    if (known) return await known
    const made = make()
    this.#derived.set(name, made)
    made.catch(() => this.#derived.delete(name))
    return await made
  }

  async #varied ({ filter, price, sort, variety }: Browsing): Promise<VariedShelf> {
    const order = sort.map(toOrder)
    const wanted = { filter, price, order }
    return await this.derive(`varied ${JSON.stringify([filter, sort, variety])}`, async () =>
      new VariedShelf(variety, async (page) => await this.#table.page({ ...wanted, ...page, now: Date.now() }))
    )
  }

  async #toTally (of: FacetAsk['of'], counts: readonly ProductCount[], signal: AbortSignal | undefined): Promise<Tally> {
    if (of === 'attributes') return { attributes: await this.#toAttributes(counts, signal) }
    if (of !== 'prices') return { lists: counts }
    return { prices: counts.map(({ values: [currency], prices = [], products }) => ({ currency, prices, products })) }
  }

  /** As the first product spells them, by name; the names come in their order. */
  async #toAttributes (
    counts: readonly ProductCount[],
    signal: AbortSignal | undefined
  ): Promise<readonly AttributeCounts[]> {
    const firsts = [...new Set(counts.flatMap(({ first }) => first ?? []))]
    const metadata = await this.#table.metadataOf(firsts, { signal })
    const spelled = new Map([...metadata].map(([id, one]) => [id, spellings(toProduct(one))]))
    const byName = new Map<string, Array<{ first: string, name: string, value: string, count: number }>>()
    for (const { values: [stored = ''], products: count, first = '' } of counts) {
      const spelling = spelled.get(first)?.get(stored)
      if (!spelling) continue
      const name = nameOfAttributeValue(stored)
      byName.set(name, [...(byName.get(name) ?? []), { ...spelling, first, count }])
    }
    return [...byName.values()].map((values) => ({
      name: values.reduce((a, b) => (b.first < a.first ? b : a)).name,
      values: values
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .map(({ value, count }) => ({ value, count }))
    }))
  }
}

function toAsk ({ of, filter: wanted }: FacetAsk<Wanted>): CountAsk {
  const asked = { ...wanted, now: Date.now() }
  if (of === 'prices') return { of, ...asked }
  if (of === 'attributes') return { of: 'named', key: ATTRIBUTE_KEY, names: MAX_NAMES, values: MAX_VALUES, ...asked }
  // Of tags nearly every product has others; of all else there are few lists, which tell spellings of one value apart.
  return { of: of === 'tags' ? 'elements' : 'lists', key: of, ...asked }
}

/** While nothing is searched for, the id stands for relevance. */
function toOrder (sort: Sort): ProductOrder {
  const isDescending = directionOf(sort) === 'DESC'
  if ('attribute' in sort) {
    return { by: 'ELEMENT', key: ATTRIBUTE_KEY, prefix: attributeValue(sort.attribute, ''), isDescending }
  }
  switch (sort.key) {
    case 'RELEVANCE': return { by: 'ID', isDescending: !isDescending }
    case 'NEWEST': return { by: 'ADDED', isDescending }
    default: return { by: sort.key, isDescending }
  }
}
