import Schema from 'typebox/schema'
import { ProductInvalidError, VariantNotFoundError } from '../../errors.ts'
import type { Price, Product, Variant } from '../product.ts'
import { priceSchema } from '../sources/product-schema.ts'

/** What a product, or one of its variants, costs now. What is absent stays; null takes it away. */
export interface OfferChange {
  readonly id: string
  /** Default: the product, and all of its variants. */
  readonly variantId?: string | null | undefined
  readonly price?: Price | null | undefined
  readonly compareAtPrice?: Price | null | undefined
  readonly inStock?: boolean | null | undefined
}

type Terms = Pick<Variant, 'price' | 'compareAtPrice' | 'inStock'>

const priceValidator = Schema.Compile(priceSchema)

/** The product under the offer. Throws PRODUCT_INVALID or VARIANT_NOT_FOUND. */
export function withOffer (product: Product, change: OfferChange): Product {
  checkPrice(change, 'price')
  checkPrice(change, 'compareAtPrice')
  const { variantId } = change
  if (variantId == null) {
    return withoutSale(
      {
        ...product,
        ...termsOf(product, change),
        variants: product.variants.map((variant) => ({ ...variant, ...termsOf(variant, change) }))
      },
      change
    )
  }
  if (product.variants.every(({ id }) => id !== variantId)) throw new VariantNotFoundError(product.id, variantId)
  const variants = product.variants.map((variant) =>
    variant.id === variantId ? { ...variant, ...termsOf(variant, change) } : variant
  )
  return withoutSale({ ...product, ...termsOfAll(product, variants), variants }, change)
}

/** The field that an offer was refused for. */
export function fieldOf (error: unknown): 'variantId' | 'price' {
  return error instanceof VariantNotFoundError ? 'variantId' : 'price'
}

function checkPrice (change: OfferChange, field: 'price' | 'compareAtPrice'): void {
  const price = change[field]
  if (price == null || priceValidator.Check(price)) return
  throw new ProductInvalidError(
    `${field} must be like {"amount":"19.90","currency":"EUR"}, got ${JSON.stringify(price).slice(0, 100)}`
  )
}

function termsOf (before: Terms, change: OfferChange): Terms {
  const price = chosen(before.price, change.price)
  const compareAtPrice = chosen(before.compareAtPrice, change.compareAtPrice)
  return {
    price,
    compareAtPrice: isMore(compareAtPrice, price) ? compareAtPrice : undefined,
    inStock: chosen(before.inStock, change.inStock)
  }
}

function chosen<T> (before: T | undefined, offered: T | null | undefined): T | undefined {
  return offered === undefined ? before : (offered ?? undefined)
}

/** The price before is one only while it is more. */
function isMore (compareAtPrice: Price | undefined, price: Price | undefined): boolean {
  return (
    compareAtPrice !== undefined &&
    compareAtPrice.currency === price?.currency &&
    Number(compareAtPrice.amount) > Number(price.amount)
  )
}

/** A product costs what its cheapest variant costs, and can be bought while one of them can. */
function termsOfAll (product: Product, variants: readonly Variant[]): Terms {
  const [cheapest] = variants
    .filter(({ price }) => price !== undefined)
    .sort((a, b) => Number(a.price!.amount) - Number(b.price!.amount))
  const stocks = variants.flatMap(({ inStock }) => inStock ?? [])
  return {
    ...(cheapest
      ? { price: cheapest.price, compareAtPrice: cheapest.compareAtPrice }
      : { price: product.price, compareAtPrice: product.compareAtPrice }),
    inStock: stocks.length === 0 ? product.inStock : stocks.includes(true)
  }
}

/** The period of a sale was that of the price before. */
function withoutSale (product: Product, { price }: OfferChange): Product {
  return price === undefined ? product : { ...product, saleStarts: undefined, saleEnds: undefined }
}
