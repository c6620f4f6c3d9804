import { readTime } from '../values/read-time.ts'
import type { Fields, JsonShop } from './json-shop.ts'
import { isObject, objectsIn, priceBefore, priceOf, textOf } from './json-values.ts'

const DISABLED = 2
const NOT_VISIBLE = 1
/** What says nothing of a product to those who look for it. */
const SYSTEM = /^(?:description|short_description|url_|meta_|special_|news_|custom_|page_|tax_|category_ids|options_container|required_options|has_options|gift_|msrp|minimal_price|cost$|(?:small_|swatch_)?image|thumbnail|links_|samples_|quantity_|price_|sku_|weight_|shipment_|status$|visibility$)/

/** Products as the REST API of Magento 2 (`/V1/products`) writes them; the id is the SKU, as in its CSV. */
export const magentoJson: JsonShop = {
  name: 'Magento 2',
  recognises: (raw) => Array.isArray(raw['custom_attributes']) && ('type_id' in raw || 'attribute_set_id' in raw),
  idOf: ({ sku }) => sku,
  read: (raw, currency) => {
    if (raw['status'] === DISABLED) return { withdrawn: 'it is disabled' }
    if (raw['visibility'] === NOT_VISIBLE) return { withdrawn: 'it is not visible by itself' }
    const own = new Map(objectsIn(raw['custom_attributes']).map(({ attribute_code: code, value }) => [String(code), value]))
    const color = wordOf(own.get('color'))
    return {
      product: {
        id: raw['sku'],
        handle: own.get('url_key'),
        title: raw['name'],
        description: textOf(own.get('description')) ?? own.get('short_description'),
        brand: wordOf(own.get('brand')) ?? wordOf(own.get('manufacturer')),
        ...pricesOf(raw, own, currency),
        colors: color === undefined ? [] : [color],
        inStock: inStockOf(raw['extension_attributes']),
        identifiers: [raw['sku'], own.get('gtin'), own.get('ean'), own.get('upc')].flatMap((code) => textOf(code) ?? []),
        images: imagesOf(raw, own),
        attributes: attributesOf(own)
      }
    }
  }
}

/** A sale counts on its days; what is sold by its parts or variants states a price of 0. */
function pricesOf (raw: Fields, own: ReadonlyMap<string, unknown>, currency: string | undefined) {
  const regular = priceOf(raw['price'], currency)
  if (raw['type_id'] !== 'simple' && Number(regular?.amount) === 0) return {}
  const [saleStarts, saleEnds] = ['special_from_date', 'special_to_date'].map((code) => readTime(textOf(own.get(code)) ?? ''))
  const sale = priceOf(textOf(own.get('special_price')), currency)
  const now = new Date().toISOString()
  const isNow = (saleStarts === undefined || saleStarts <= now) && (saleEnds === undefined || now < saleEnds)
  const compareAtPrice = priceBefore(raw['price'], sale)
  return isNow && compareAtPrice && Number(sale!.amount) > 0
    ? { price: sale, compareAtPrice, saleStarts, saleEnds }
    : { price: regular }
}

function inStockOf (extension: unknown): boolean | undefined {
  const item = isObject(extension) ? extension['stock_item'] : undefined
  const isIn = isObject(item) ? item['is_in_stock'] : undefined
  return typeof isIn === 'boolean' ? isIn : undefined
}

function imagesOf (raw: Fields, own: ReadonlyMap<string, unknown>): Fields[] {
  const listed = objectsIn(raw['media_gallery_entries']).filter(({ disabled, media_type: type }) => disabled !== true && type === 'image')
  const place = ({ position }: Fields) => Number(position ?? 0)
  const photos = listed.toSorted((a, b) => place(a) - place(b)).map(({ file, label }) => {
    const alt = textOf(label)
    return { url: file, ...(alt !== undefined && { alt }) }
  })
  const main = textOf(own.get('image'))
  return photos.length > 0 || main === undefined ? photos : [{ url: main }]
}

/** Numbers are those of options, whose names the API gives elsewhere. */
function wordOf (value: unknown): string | undefined {
  const text = textOf(value)
  return text === undefined || /^[\d\s,.]+$/.test(text) ? undefined : text
}

function attributesOf (own: ReadonlyMap<string, unknown>): Record<string, string[]> {
  const told = [...own].flatMap(([code, value]) => {
    const word = SYSTEM.test(code) ? undefined : wordOf(value)
    return word === undefined || word.length > 100 || /<\w|^https?:/.test(word) ? [] : [{ name: code.replaceAll('_', ' '), word }]
  })
  return Object.fromEntries(
    told.filter(({ name }) => !['brand', 'manufacturer', 'color'].includes(name)).map(({ name, word }) => [name, [word]])
  )
}
