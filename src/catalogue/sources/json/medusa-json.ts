import type { Fields, JsonShop } from './json-shop.ts'
import { isObject, minorPriceOf, nameIn, objectsIn, pairOf, priceBefore, priceOf, textAt, textOf, withVariants } from './json-values.ts'

const CODES = ['sku', 'barcode', 'ean', 'upc'] as const
const VARIANT_FIELDS = ['manage_inventory', 'prices', 'calculated_price', 'allow_backorder']

/** Products as the APIs of Medusa 1 and 2 write them; the id is the handle, as in its CSV. */
export const medusaJson: JsonShop = {
  name: 'Medusa',
  recognises: ({ id, handle, variants }) =>
    typeof handle === 'string' &&
    (/^prod_/.test(textOf(id) ?? '') ||
      objectsIn(variants).some((variant) => VARIANT_FIELDS.some((field) => field in variant))),
  idOf: ({ handle }) => handle,
  read: (raw, currency) => {
    const status = textOf(raw['status']) ?? 'published'
    if (status !== 'published') return { withdrawn: `it is not published (its status is ${status})` }
    const variants = objectsIn(raw['variants']).map((variant) => toVariant(variant, raw, currency))
    const images = [textOf(raw['thumbnail']), ...objectsIn(raw['images']).map(({ url }) => textOf(url))]
    const material = textOf(raw['material'])
    const product = {
      id: raw['handle'],
      handle: raw['handle'],
      title: raw['title'],
      description: raw['description'] ?? raw['subtitle'],
      category: objectsIn(raw['categories']).flatMap((category) => nameIn(category) ?? []).at(-1),
      tags: objectsIn(raw['tags']).flatMap(({ value }) => textOf(value) ?? []),
      images: [...new Set(images.filter(Boolean))],
      identifiers: [...new Set(objectsIn(raw['variants']).flatMap(codesOf))],
      attributes: material === undefined ? {} : { material: [material] }
    }
    return { product: withVariants(product, variants) }
  }
}

function toVariant (raw: Fields, product: Fields, currency: string | undefined): Fields {
  const names = new Map(objectsIn(product['options']).map(({ id, title }) => [id, title]))
  return {
    id: textOf(raw['sku']) ?? textOf(raw['id']),
    title: raw['title'],
    options: objectsIn(raw['options'])
      .flatMap((option) => pairOf(textAt(option, 'option', 'title') ?? names.get(option['option_id']), option['value']))
      .map(([name, value]) => ({ name, value })),
    ...pricesOf(raw, product, currency),
    inStock: inStockOf(raw),
    identifiers: codesOf(raw)
  }
}

/** What is calculated for a region, else the price in the currency wanted, else the first. */
function pricesOf (raw: Fields, product: Fields, currency: string | undefined) {
  const calculated = raw['calculated_price']
  if (isObject(calculated)) {
    const price = priceOf(calculated['calculated_amount'], textOf(calculated['currency_code']) ?? currency)
    return { price, compareAtPrice: priceBefore(calculated['original_amount'], price) }
  }
  const prices = objectsIn(raw['prices'])
  const wanted = prices.find(({ currency_code: code }) => textOf(code)?.toUpperCase() === currency?.toUpperCase())
  const { amount, currency_code: code } = wanted ?? prices[0] ?? {}
  // Medusa 1 counts in cents, and alone has profiles of shipping on its products.
  const isMinor = 'profile_id' in product || typeof calculated === 'number'
  return { price: isMinor ? minorPriceOf(amount, textOf(code)) : priceOf(amount, textOf(code)) }
}

function inStockOf (raw: Fields): boolean | undefined {
  const { manage_inventory: isCounted, allow_backorder: isEndless, inventory_quantity: quantity } = raw
  if (isCounted === false || isEndless === true) return true
  return typeof quantity === 'number' ? quantity > 0 : undefined
}

function codesOf (raw: Fields): string[] {
  return CODES.flatMap((code) => textOf(raw[code]) ?? [])
}
