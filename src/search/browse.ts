import type { ListedProduct } from '../catalogue/listing/listed-product.ts'
import type { ProductList } from '../catalogue/listing/product-list.ts'
import { matchesFilter } from '../vectors/match-filter.ts'
import type { Filter } from '../vectors/filter.ts'
import { hasPriceWithin, isRange } from './prices.ts'
import type { ProductFilter } from './product-filter.ts'
import { sortProducts, type Sort } from './sort.ts'

/** Where a page of browsing ended: how many products were before, and the last of them. */
export type BrowsePosition = readonly [offset: number, id: string]

export interface Shelf {
  readonly products: readonly ListedProduct[]
  readonly next?: BrowsePosition | undefined
}

/** The listed products that meet a filter, sorted; kept for the pages and counts that follow. */
export function browse (
  list: ProductList,
  filter: Filter | undefined,
  { sort, price, now = Date.now() }: {
    readonly sort: readonly Sort[]
    readonly price?: ProductFilter['price']
    readonly now?: number
  }
): readonly ListedProduct[] {
  // Nothing was asked, so there is no relevance to sort by: the order of the list stands for it.
  const order =
    sort.length === 0
      ? list.products
      : list.derive(`sorted ${JSON.stringify(sort)}`, () =>
        sortProducts(list.products, sort, ({ metadata }) => metadata)
      )
  if (filter === undefined) return order
  return list.derive(`found ${JSON.stringify([filter, sort])}`, () =>
    order.filter(({ metadata }) =>
      matchesFilter(filter, metadata) && (!isRange(price) || hasPriceWithin(metadata, price, now)))
  )
}

/** The products after a position. Where its last product is gone the count decides, so that the list goes on. */
export function shelfAfter (
  found: readonly ListedProduct[],
  position: BrowsePosition | undefined,
  count: number
): Shelf {
  const start = position ? startAfter(found, position) : 0
  const products = found.slice(start, start + count)
  const end = start + products.length
  return { products, next: end < found.length && end > start ? [end, products.at(-1)!.id] : undefined }
}

function startAfter (found: readonly ListedProduct[], [offset, id]: BrowsePosition): number {
  if (found[offset - 1]?.id === id) return offset
  const at = found.findIndex((product) => product.id === id)
  return at === -1 ? offset : at + 1
}
