import type { Price } from '../../product.ts'
import type { Fields, JsonShop } from './json-shop.ts'
import {
  grouped, nameIn, objectsIn, pairOf, priceBefore, priceOf, textAt, textOf, withVariants
} from './json-values.ts'

const CODES = ['sku', 'upc', 'gtin', 'mpn'] as const

/** Products as the REST API of BigCommerce (`/v3/catalog/products`) writes them; the id is as in its CSV. */
export const bigcommerceJson: JsonShop = {
  name: 'BigCommerce',
  recognises: (raw) => 'custom_url' in raw || ('inventory_tracking' in raw && 'calculated_price' in raw),
  idOf: ({ id }) => id,
  read: (raw, currency) => {
    if (raw['is_visible'] === false) return { withdrawn: 'it is not visible' }
    const variants = objectsIn(raw['variants']).map((variant) => toVariant(variant, raw, currency))
    const product = {
      id: raw['id'],
      title: raw['name'],
      description: raw['description'],
      brand: nameIn(raw['brand']) ?? raw['brand_name'],
      url: textAt(raw, 'custom_url', 'url'),
      ...pricesOf(raw, undefined, currency),
      inStock: inStockOf(raw, raw),
      identifiers: codesOf(raw),
      images: imagesOf(raw['images']),
      attributes: grouped(objectsIn(raw['custom_fields']).flatMap(({ name, value }) => pairOf(name, value)))
    }
    // A product without options has one variant, which is itself.
    return { product: variants.length === 0 ? product : withVariants(product, variants) }
  }
}

function toVariant (raw: Fields, product: Fields, currency: string | undefined): Fields {
  return {
    id: textOf(raw['sku']) ?? textOf(raw['id']),
    options: objectsIn(raw['option_values'])
      .flatMap(({ option_display_name: name, label }) => pairOf(name, label))
      .map(([name, value]) => ({ name, value })),
    ...pricesOf(raw, product, currency),
    inStock: inStockOf(raw, product),
    image: raw['image_url'],
    identifiers: codesOf(raw)
  }
}

/** A variant without a price of its own costs what its product does. */
function pricesOf (raw: Fields, product: Fields | undefined, currency: string | undefined) {
  const from = product !== undefined && raw['price'] == null ? product : raw
  const regular = priceOf(from['price'], currency)
  const sale = positive(priceOf(raw['sale_price'], currency) ?? priceOf(from['sale_price'], currency))
  const isOnSale = sale !== undefined && regular !== undefined && Number(sale.amount) < Number(regular.amount)
  const price = isOnSale ? sale : regular
  return { price, compareAtPrice: isOnSale ? regular : priceBefore(from['retail_price'], price) }
}

/** A price of 0 says that nothing is on sale. */
function positive (price: Price | undefined): Price | undefined {
  return price !== undefined && Number(price.amount) > 0 ? price : undefined
}

function inStockOf (raw: Fields, product: Fields): boolean | undefined {
  if (product['availability'] === 'disabled' || raw['purchasing_disabled'] === true) return false
  if (product['availability'] === 'preorder' || product['inventory_tracking'] === 'none') return true
  const counted = product['inventory_tracking'] === 'product' ? product : raw
  const level = counted['inventory_level']
  return typeof level === 'number' ? level > 0 : undefined
}

function codesOf (raw: Fields): string[] {
  return CODES.flatMap((code) => textOf(raw[code]) ?? [])
}

/** The one that lists show comes first. */
function imagesOf (value: unknown): Fields[] {
  const place = ({ is_thumbnail: isFirst, sort_order: order }: Fields) => (isFirst === true ? -1 : Number(order ?? 0))
  return objectsIn(value)
    .toSorted((a, b) => place(a) - place(b))
    .map(({ url_zoom: large, url_standard: standard, image_url: other, description }) => {
      const alt = textOf(description)
      return { url: textOf(large) ?? textOf(standard) ?? textOf(other), ...(alt !== undefined && { alt }) }
    })
}
