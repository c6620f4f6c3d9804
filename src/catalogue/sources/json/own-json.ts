import type { JsonShop } from './json-shop.ts'
import { whyNotSold } from '../values/sold.ts'
import { isObject, textOf } from './json-values.ts'
import { attributesPart, categoryPart, isAlias, pricePart, stockPart, variantPart, withOurNames } from './own-parts.ts'

const ALSO_READ: ReadonlySet<string> = new Set([
  'name', 'sku', 'currency', 'categories', 'stock', 'quantity', 'published', 'active', 'visible', 'enabled', 'status',
  'video', 'document'
])
const PUBLISHED = ['published', 'active', 'visible', 'enabled']
/** Whether it is sold. */
const SOLD_FIELDS = new Set([...PUBLISHED, 'status'])

/** Whether it is read though it is no field of a product. */
export function isAlsoRead (field: string): boolean {
  return ALSO_READ.has(field) || isAlias(field)
}

/** Our own fields, and what people call them: `name`, `sku`, a price as a number beside its currency. */
export const ownJson: JsonShop = {
  name: 'Vitrine',
  recognises: () => true,
  idOf: (raw) => {
    const { id, sku } = withOurNames(raw)
    return id ?? sku
  },
  read: (given, currency) => {
    const raw = withOurNames(given)
    const published = PUBLISHED.map((field) => (typeof raw[field] === 'boolean' ? String(raw[field]) : (textOf(raw[field]) ?? '')))
    const withdrawn = whyNotSold({ status: textOf(raw['status']), published })
    if (withdrawn !== undefined) return { withdrawn }
    const { currency: own, sku, categories, stock, quantity, ...others } = raw
    const code = textOf(own) ?? currency
    const said = ([field]: readonly [string, unknown]) => !SOLD_FIELDS.has(field)
    const product: Record<string, unknown> = Object.fromEntries(Object.entries(others).filter(said))
    product['id'] ??= sku
    if (sku !== undefined && raw['identifiers'] === undefined) product['identifiers'] = [textOf(sku)].filter(Boolean)
    if (isObject(raw['brand'])) product['brand'] = raw['brand']['name']
    const [first] = Array.isArray(categories) ? (categories as unknown[]) : []
    product['category'] = categoryPart(raw['category'] ?? first)
    for (const field of ['price', 'compareAtPrice']) {
      if (raw[field] !== undefined) product[field] = pricePart(raw[field], code)
    }
    product['inStock'] = stockPart(raw['inStock'] ?? stock ?? quantity)
    product['attributes'] = attributesPart(raw['attributes'])
    const { variants } = raw
    if (Array.isArray(variants)) product['variants'] = variants.map((one: unknown) => variantPart(one, code))
    return { product }
  }
}
