import type { JsonShop } from './json-shop.ts'
import { whyNotSold } from '../values/sold.ts'
import { isObject, priceOf, textOf } from './json-values.ts'

/** What is read beside the fields of a product. */
export const ALSO_READ: ReadonlySet<string> = new Set([
  'name', 'sku', 'currency', 'categories', 'stock', 'quantity', 'published', 'active', 'visible', 'enabled', 'status',
  'video', 'document'
])
const PUBLISHED = ['published', 'active', 'visible', 'enabled']
/** Whether it is sold. */
const SOLD_FIELDS = new Set([...PUBLISHED, 'status'])
const NO = new Set(['false', 'no', '0'])
const YES = new Set(['true', 'yes', '1'])

/** Our own fields, and what people call them: `name`, `sku`, a price as a number beside its currency. */
export const ownJson: JsonShop = {
  name: 'Vitrine',
  recognises: () => true,
  idOf: ({ id, sku }) => id ?? sku,
  read: (raw, currency) => {
    const published = PUBLISHED.map((field) => (typeof raw[field] === 'boolean' ? String(raw[field]) : (textOf(raw[field]) ?? '')))
    const withdrawn = whyNotSold({ status: textOf(raw['status']), published })
    if (withdrawn !== undefined) return { withdrawn }
    const { currency: own, name, sku, categories, stock, quantity, ...others } = raw
    const code = textOf(own) ?? currency
    const said = ([field]: readonly [string, unknown]) => !SOLD_FIELDS.has(field)
    const product: Record<string, unknown> = Object.fromEntries(Object.entries(others).filter(said))
    product['id'] ??= sku
    product['title'] ??= name
    if (sku !== undefined && raw['identifiers'] === undefined) product['identifiers'] = [textOf(sku)].filter(Boolean)
    if (isObject(raw['brand'])) product['brand'] = raw['brand']['name']
    if (raw['category'] === undefined && Array.isArray(categories)) {
      product['category'] = (categories as unknown[]).find(textOf)
    }
    for (const field of ['price', 'compareAtPrice']) {
      if (!isObject(raw[field]) && raw[field] !== undefined) product[field] = priceOf(raw[field], code) ?? raw[field]
    }
    product['inStock'] = stockOf(raw['inStock'] ?? stock ?? quantity)
    return { product }
  }
}

/** Yes or no however it is written; of a number whether there are any. */
function stockOf (value: unknown): unknown {
  const text = textOf(value)?.toLowerCase()
  if (typeof value === 'number') return value > 0
  if (text === undefined) return value
  if (YES.has(text)) return true
  return NO.has(text) ? false : /^\d+$/.test(text) ? Number(text) > 0 : value
}
