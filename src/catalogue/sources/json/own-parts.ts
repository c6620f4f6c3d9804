import { PRODUCT_FIELDS } from '../product-schema.ts'
import { stockOfQuantity } from '../formats/stock-words.ts'
import { deepestPath, distinct } from '../values/lists.ts'
import type { Fields } from './json-shop.ts'
import { grouped, isObject, moneyIn, nameIn, objectsIn, pairOf, priceOf, textOf } from './json-values.ts'

/** Our fields by what APIs of shops call them, without signs and in small letters. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    id: 'productid',
    title: 'name productname producttitle',
    description: 'productdescription',
    brand: 'brandname manufacturer',
    category: 'categorypath categoryname',
    currency: 'currencycode',
    compareAtPrice: 'originalprice oldprice listprice compareatprice',
    url: 'link producturl',
    images: 'image imageurl imageurls photo photos picture pictures',
    inStock: 'instock available isavailable',
    sku: 'productsku',
    variants: 'variations'
  }).flatMap(([field, names]) => names.split(' ').map((name) => [name, field] as const))
)
/** Of a variant beside its options. */
const OPTION_FIELDS = ['color', 'colour', 'size', 'material']

const OUR_FIELDS: ReadonlySet<string> = new Set(['id', 'title', 'image'])

export function isAlias (field: string): boolean {
  return ALIASES.has(plainName(field))
}

/** With our names where others stand, unless ours is there, too. */
export function withOurNames (raw: Fields): Fields {
  if (Object.keys(raw).every((name) => PRODUCT_FIELDS.has(name))) return raw
  const named: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(raw)) {
    const field = PRODUCT_FIELDS.has(name) ? name : (ALIASES.get(plainName(name)) ?? name)
    if (field === name || (raw[field] === undefined && named[field] === undefined)) named[field] = value
  }
  return named
}

function plainName (field: string): string {
  return field.replace(/[_ -]/g, '').toLowerCase()
}

/** A number, a text, or an object of amount and currency; what is none of them as it is. */
export function pricePart (value: unknown, currency: string | undefined): unknown {
  if (!isObject(value)) return priceOf(value, currency) ?? value
  const { amount, currency: code = currency } = moneyIn(value)
  const isOurs = textOf(value['amount']) !== undefined && textOf(value['currency']) !== undefined
  return isOurs ? value : priceOf(amount, code) ?? value
}

/** Yes or no however it is written; of a number, also within an object, whether there are any. */
export function stockPart (value: unknown): unknown {
  if (isObject(value)) {
    const inner = value['quantity'] ?? value['qty'] ?? value['available']
    return inner === undefined ? value : stockPart(inner)
  }
  if (typeof value === 'number') return value > 0
  const text = textOf(value)
  return text === undefined ? value : (stockOfQuantity(text) ?? value)
}

/** `Bikes > Parts` as a path, and steps of a list as one; a path with `/` stays. */
export function categoryPart (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nameIn).filter((step) => step !== undefined).join('/') || undefined
  const name = nameIn(value)
  return name !== undefined && / > /.test(name) ? deepestPath([name]) : isObject(value) ? name : value
}

/** `[{ name, value }]` as an object of lists; what is no such list as it is. */
export function attributesPart (value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isObject)) return value
  const named = value.flatMap((one) => {
    const given = one['values'] ?? one['value'] ?? one['options'] ?? one['option']
    return listOf(given).flatMap((single) => pairOf(one['name'], single))
  })
  return grouped(named)
}

/** One of `variants` as our own format writes it. */
export function variantPart (given: unknown, currency: string | undefined): unknown {
  if (!isObject(given) || isOurs(given)) return given
  const raw = withOurNames(given)
  const code = textOf(raw['currency']) ?? currency
  const stated = raw['inStock'] ?? raw['stock'] ?? raw['quantity']
  const { images } = raw
  const photo: unknown = Array.isArray(images) ? images[0] : images
  const codes = [raw['sku'], ...listOf(raw['identifiers'])].map(textOf).filter((one) => one !== undefined)
  return {
    id: raw['id'] ?? raw['sku'],
    title: raw['title'],
    options: optionsOf(raw['options'] ?? raw['attributes'], given),
    price: pricePart(raw['price'], code),
    compareAtPrice: pricePart(raw['compareAtPrice'], code),
    inStock: stockPart(stated),
    image: isObject(photo) ? (photo['url'] ?? photo['src']) : photo,
    identifiers: distinct(codes)
  }
}

/** Whether nothing of it is to be changed, as in our own exports, which are large. */
function isOurs ({ price, compareAtPrice, options, identifiers, inStock = true, ...others }: Fields): boolean {
  const isMoney = (value: unknown) => value === undefined || (isObject(value) && 'amount' in value && 'currency' in value)
  return isMoney(price) && isMoney(compareAtPrice) && typeof inStock === 'boolean' && Array.isArray(identifiers) &&
    Array.isArray(options) && options.every((one: unknown) => isObject(one) && 'value' in one) &&
    Object.keys(others).every((name) => OUR_FIELDS.has(name))
}

function listOf (value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value]
}

/** Of a list of names and values, of an object, or of fields such as `size`; what is none of them as it is. */
function optionsOf (options: unknown, variant: Fields): unknown {
  if (options === undefined || options === null) return OPTION_FIELDS.flatMap((name) => optionOf(name, variant[name]))
  if (isObject(options)) return Object.entries(options).flatMap(([name, value]) => optionOf(name, value))
  const named = objectsIn(options).flatMap(({ name, value, option }) => optionOf(name, value ?? option))
  return named.length === listOf(options).length ? named : options
}

function optionOf (label: unknown, text: unknown): Array<{ name: string; value: string }> {
  return pairOf(label, text).map(([name, value]) => ({ name, value }))
}
