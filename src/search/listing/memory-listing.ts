import { attributeValue, nameOfAttributeValue } from '../../catalogue/attributes.ts'
import type { ListedProduct } from '../../catalogue/listing/listed-product.ts'
import type { ProductList } from '../../catalogue/listing/product-list.ts'
import { inOwnTurn } from '../../shared/in-own-turn.ts'
import { matchesFilter } from '../../vectors/match-filter.ts'
import { tally, type FacetAsk, type Tally } from '../facet-tally.ts'
import { hasPriceWithin, isRange } from '../prices.ts'
import type { TotalScope } from '../search-result.ts'
import { directionOf, makeColumn, sortProducts, type Column, type Sort } from '../sort.ts'
import { isVaried, varied } from '../variety.ts'
import type { BrowsePosition, Browsing, Listing, Shelf, Wanted } from './listing.ts'

/** Lists from a list in memory; what it sorts and finds is kept for the pages and counts that follow. */
export class MemoryListing implements Listing {
  readonly #list: ProductList

  constructor (list: ProductList) {
    this.#list = list
  }

  async shelf (browsing: Browsing, position: BrowsePosition | undefined, count: number): Promise<Shelf> {
    return shelfAfter(await inOwnTurn(() => this.#onShelf(browsing), browsing.signal), position, count)
  }

  async total (browsing: Browsing): Promise<number> {
    return (await inOwnTurn(() => this.#onShelf(browsing), browsing.signal)).length
  }

  scopeOf (): TotalScope {
    return this.#list.isWhole ? 'CATALOGUE' : 'LISTED'
  }

  async tally (asks: ReadonlyArray<FacetAsk<Wanted>>, signal?: AbortSignal): Promise<readonly Tally[]> {
    const count = ({ of, filter }: FacetAsk<Wanted>) =>
      tally(this.#found(filter, []).map(({ metadata }) => metadata), of)
    return await Promise.all(asks.map(async (ask) => await inOwnTurn(() => count(ask), signal)))
  }

  async derive<T> (name: string, make: () => Promise<T>): Promise<T> {
    return await this.#list.derive(name, make)
  }

  #column (sort: Sort): Column {
    const { products } = this.#list
    return this.#list.column(columnName(sort), () => makeColumn(products.map(({ metadata }) => metadata), sort))
  }

  #onShelf ({ sort, variety, ...wanted }: Browsing): readonly ListedProduct[] {
    const found = this.#found(wanted, sort)
    if (!isVaried(variety)) return found
    return this.#list.derive(`varied ${JSON.stringify([wanted.filter, sort, variety])}`, () =>
      varied(found, variety, ({ title, brand, image }) => ({ title, brand, photo: image }))
    )
  }

  #found ({ filter, price }: Wanted, asked: readonly Sort[]): readonly ListedProduct[] {
    const list = this.#list
    // What no product has orders nothing, however many such names are asked for.
    const sort = asked.filter((one) => 'key' in one || list.attributes.has(nameOf(one.attribute)))
    // Nothing was asked, so there is no relevance to sort by: the order of the list stands for it.
    const order =
      sort.length === 0
        ? list.products
        : list.derive(`sorted ${JSON.stringify(sort)}`, () =>
          sortProducts(list.products, sort, ({ metadata }) => metadata, (one) => this.#column(one))
        )
    if (filter === undefined) return order
    return list.derive(`found ${JSON.stringify([filter, sort])}`, () =>
      order.filter(({ metadata }) =>
        matchesFilter(filter, metadata) && (!isRange(price) || hasPriceWithin(metadata, price, Date.now()))
      )
    )
  }
}

/** As attributes are stored. */
function nameOf (attribute: string): string {
  return nameOfAttributeValue(attributeValue(attribute, ''))
}

/** Of several values of an attribute the direction chooses one; prices change with the time. */
function columnName (sort: Sort): string {
  if ('attribute' in sort) return `${directionOf(sort)} ${nameOf(sort.attribute)}`
  return sort.key === 'PRICE' ? `PRICE ${Math.floor(Date.now() / 60_000)}` : sort.key
}

/** The products of a list after a position. */
export function shelfAfter (
  found: Shelf['products'],
  position: BrowsePosition | undefined,
  count: number
): Shelf {
  const start = position ? startAfter(found, position) : 0
  const products = found.slice(start, start + count)
  const end = start + products.length
  return { products, next: end < found.length && end > start ? [end, products.at(-1)!.id] : undefined }
}

function startAfter (found: Shelf['products'], [offset, id]: BrowsePosition): number {
  if (found[offset - 1]?.id === id) return offset
  const at = found.findIndex((product) => product.id === id)
  return at === -1 ? offset : at + 1
}
