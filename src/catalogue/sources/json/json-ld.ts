import type { Price } from '../../product.ts'
import type { Fields, JsonProduct, JsonShop } from './json-shop.ts'
import { isObject, objectsIn, priceOf, textOf } from './json-values.ts'

/** What can be ordered now, even if it is delivered later, in the words of schema.org. */
const IN_STOCK = /(?:InStock|LimitedAvailability|OnlineOnly|InStoreOnly|BackOrder|PreOrder|PreSale|MadeToOrder)$/i
const OUT_OF_STOCK = /(?:OutOfStock|SoldOut)$/i
const GONE = /Discontinued$/i
/** A price that nobody pays. */
const BEFORE = /(?:ListPrice|StrikethroughPrice|MSRP|SRP)$/i
const CODES = ['sku', 'gtin', 'gtin8', 'gtin12', 'gtin13', 'gtin14', 'mpn', 'isbn', 'productID'] as const
/** Properties that tell variants of one product apart, by the name that they get. */
const OPTIONS = { color: 'Color', size: 'Size', material: 'Material', pattern: 'Pattern' } as const

interface Offer {
  readonly price?: Price | undefined
  readonly compareAtPrice?: Price | undefined
  readonly inStock?: boolean | undefined
  readonly isGone: boolean
}

/** Products in JSON-LD, as shops put them into their pages for search engines: `Product` and `ProductGroup`. */
export const jsonLd: JsonShop = {
  name: 'schema.org',
  recognises: (raw) => typeOf(raw) !== '',
  idOf: (raw) => idOf(itemOf(raw)),
  read: (raw, currency) => {
    const item = itemOf(raw)
    const type = typeOf(item)
    return /^(?:Product|ProductGroup|ProductModel|IndividualProduct|SomeProducts|Vehicle|Book)$/.test(type)
      ? read(item, currency)
      : { withdrawn: `it is no product (its type is ${type})` }
  }
}

function read (raw: Fields, currency: string | undefined): JsonProduct {
  const offer = offerOf(raw['offers'], currency)
  if (offer.isGone) return { withdrawn: 'it is discontinued' }
  const { price, compareAtPrice, inStock } = offer
  return {
    product: {
      id: idOf(raw),
      title: raw['name'],
      description: raw['description'],
      brand: nameOf(raw['brand']) ?? nameOf(raw['manufacturer']),
      category: nameOf(raw['category'])?.replace(/\s*>\s*/g, '/'),
      colors: textOf(raw['color'])?.split(/\s*[,/]\s*/),
      url: textOf(raw['url']) ?? textOf(listOf(raw['offers']).find(isObject)?.['url']),
      price,
      compareAtPrice,
      inStock,
      identifiers: codesOf(raw),
      images: [raw, ...objectsIn(raw['hasVariant'])].flatMap(({ image }) => listOf(image)).flatMap(imageOf),
      attributes: attributesOf(raw),
      variants: objectsIn(raw['hasVariant']).map((variant, i) => toVariant(variant, i, currency))
    }
  }
}

function toVariant (raw: Fields, i: number, currency: string | undefined): Fields {
  const { price, compareAtPrice, inStock } = offerOf(raw['offers'], currency)
  return {
    id: idOf(raw) ?? String(i + 1),
    title: raw['name'],
    options: optionsOf(raw),
    price,
    compareAtPrice,
    inStock,
    image: listOf(raw['image']).flatMap(imageOf)[0]?.url,
    identifiers: codesOf(raw)
  }
}

/** Of several offers the cheapest; there is stock where any of them has some. */
function offerOf (value: unknown, currency: string | undefined): Offer {
  const offers = listOf(value).filter(isObject)
  const read = offers.map((offer) => pricesOf(offer, currency))
  const priced = read.filter((one): one is { price: Price, compareAtPrice?: Price } => one.price !== undefined)
  const [lowest] = priced.sort((a, b) => Number(a.price.amount) - Number(b.price.amount))
  const stock = offers.map(({ availability }) => textOf(availability) ?? '')
  const inStock = stock.some((word) => IN_STOCK.test(word))
  return {
    ...lowest,
    inStock: inStock || (stock.some((word) => OUT_OF_STOCK.test(word)) ? false : undefined),
    isGone: stock.length > 0 && stock.every((word) => GONE.test(word))
  }
}

/** `Offer` has a price, `AggregateOffer` a lowest one, and either may specify it. */
function pricesOf (offer: Fields, currency: string | undefined): { price?: Price, compareAtPrice?: Price } {
  const specified = listOf(offer['priceSpecification']).filter(isObject)
  const isBefore = (one: Fields) => BEFORE.test(textOf(one['priceType']) ?? '')
  const money = (value: unknown, one: Fields = {}) =>
    priceOf(value, textOf(one['priceCurrency']) ?? textOf(offer['priceCurrency']) ?? currency)
  const own = specified.find((one) => !isBefore(one))
  const price = money(offer['price'] ?? offer['lowPrice']) ?? money(own?.['price'], own)
  const listed = specified.find(isBefore)
  const before = money(listed?.['price'], listed)
  return {
    ...(price && { price }),
    ...(price && before && Number(before.amount) > Number(price.amount) && { compareAtPrice: before })
  }
}

function attributesOf (raw: Fields): Record<string, string[]> {
  const own = optionsOf(raw).map(({ name, value }) => [name, [value]] as const)
  const added = objectsIn(raw['additionalProperty']).flatMap(({ name, value }) => {
    const [label, values] = [textOf(name), listOf(value).flatMap((one) => textOf(one) ?? [])]
    return label === undefined || values.length === 0 ? [] : [[label, values] as const]
  })
  return Object.fromEntries([...own, ...added])
}

function optionsOf (raw: Fields): Array<{ name: string, value: string }> {
  return Object.entries(OPTIONS).flatMap(([key, name]) => {
    const value = nameOf(raw[key])
    return value === undefined ? [] : [{ name, value }]
  })
}

function codesOf (raw: Fields): string[] {
  return [...new Set(CODES.flatMap((key) => textOf(raw[key]) ?? []))]
}

function idOf (raw: Fields): string | undefined {
  const names = ['productGroupID', 'sku', 'productID', '@id', 'url', 'mpn', 'gtin13', 'gtin']
  return names.map((name) => textOf(raw[name])).find((id) => id !== undefined)
}

/** Entries of a list hold what they list. */
function itemOf (raw: Fields): Fields {
  return typeOf(raw) === 'ListItem' && isObject(raw['item']) ? raw['item'] : raw
}

/** The type without `https://schema.org/`; of several the first. */
function typeOf (raw: Fields): string {
  return (textOf(listOf(raw['@type'])[0]) ?? '').replace(/^.*[/:]/, '')
}

/** A text, or an object that has a name. */
function nameOf (value: unknown): string | undefined {
  const [first] = listOf(value)
  return isObject(first) ? textOf(first['name']) : textOf(first)
}

function imageOf (value: unknown): Array<{ url: string, alt?: string }> {
  if (!isObject(value)) return [textOf(value)].flatMap((url) => (url === undefined ? [] : [{ url }]))
  const [url, alt] = [textOf(value['contentUrl']) ?? textOf(value['url']), textOf(value['caption'])]
  return url === undefined ? [] : [{ url, ...(alt !== undefined && { alt }) }]
}

function listOf (value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}
