import type { Price, Product, Variant } from './product.ts'

type Priced = Pick<Product, 'price' | 'compareAtPrice' | 'saleStarts' | 'saleEnds' | 'variants'>

export interface PriceRange {
  readonly min: Price
  readonly max: Price
}

/** The product as it is sold at a time, in ms: outside the period of its sale at the prices of before. */
export function offeredAt<T extends Priced> (product: T, now: number): T {
  return isOnSale(product, now) ? product : withoutSale(product)
}

/** The product at the prices that hold outside its sale. */
export function withoutSale<T extends Priced> (product: T): T {
  if (
    product.compareAtPrice === undefined &&
    product.variants.every(({ compareAtPrice }) => compareAtPrice === undefined)
  ) {
    return product
  }
  const variants = product.variants.map(regular)
  return {
    ...product,
    price: lowestOf(variants, product) ?? product.compareAtPrice ?? product.price,
    compareAtPrice: undefined,
    variants
  }
}

/** Of the product and its variants, as far as they are priced in one currency. */
export function priceRangeOf ({ price, variants }: Pick<Product, 'price' | 'variants'>): PriceRange | undefined {
  const all = [price, ...variants.map((variant) => variant.price)].filter((one) => one !== undefined)
  const same = all
    .filter(({ currency }) => currency === all[0]!.currency)
    .sort((a, b) => Number(a.amount) - Number(b.amount))
  return same.length > 0 ? { min: same[0]!, max: same.at(-1)! } : undefined
}

/** Each amount that the product or one of its variants costs, in the currency of the product, rising. */
export function amountsOf ({ price, variants }: Pick<Product, 'price' | 'variants'>): number[] {
  const all = [price, ...variants.map((variant) => variant.price)].filter((one) => one !== undefined)
  const amounts = all.filter(({ currency }) => currency === price?.currency).map(({ amount }) => Number(amount))
  return [...new Set(amounts)].sort((a, b) => a - b)
}

function isOnSale ({ saleStarts, saleEnds }: Priced, now: number): boolean {
  return (
    (saleStarts === undefined || Date.parse(saleStarts) <= now) &&
    (saleEnds === undefined || now < Date.parse(saleEnds))
  )
}

function regular ({ price, compareAtPrice, ...rest }: Variant): Variant {
  return { ...rest, price: compareAtPrice ?? price }
}

function lowestOf (variants: readonly Variant[], { price }: Priced): Price | undefined {
  const same = variants.flatMap((variant) =>
    variant.price !== undefined && variant.price.currency === price?.currency ? [variant.price] : []
  )
  return same.sort((a, b) => Number(a.amount) - Number(b.amount))[0]
}
