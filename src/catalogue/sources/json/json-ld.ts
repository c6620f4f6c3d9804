import type { Price } from '../../product.ts'
import type { Fields, JsonProduct, JsonShop } from './json-shop.ts'
import { isObject, priceOf, textOf } from './json-values.ts'

/** What can be ordered now, even if it is delivered later, in the words of schema.org. */
const IN_STOCK = /(?:InStock|LimitedAvailability|OnlineOnly|InStoreOnly|BackOrder|PreOrder|PreSale|MadeToOrder)$/i
const OUT_OF_STOCK = /(?:OutOfStock|SoldOut)$/i
const GONE = /Discontinued$/i
/** A price that nobody pays. */
const BEFORE = /(?:ListPrice|StrikethroughPrice|MSRP|SRP)$/i
const CODES = ['sku', 'gtin', 'gtin8', 'gtin12', 'gtin13', 'gtin14', 'mpn', 'isbn', 'productID'] as const
const PRODUCT = /^(?:Product|ProductGroup|ProductModel|IndividualProduct|SomeProducts|Vehicle|Car|Book)$/
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
  recognises: (raw) => typesOf(raw).length > 0,
  idOf,
  read: (raw, currency) =>
    isProduct(raw) ? read(raw, currency) : { withdrawn: `it is no product (its type is ${typesOf(raw)[0]})` }
}

export function isProduct (raw: Fields): boolean {
  return typesOf(raw).some((type) => PRODUCT.test(type))
}

function read (raw: Fields, currency: string | undefined): JsonProduct {
  const offer = offerOf(raw['offers'], currency)
  if (offer.isGone) return { withdrawn: 'it is discontinued' }
  const { price, compareAtPrice, inStock } = offer
  const variants = variantsOf(raw)
  const keywords = listOf(raw['keywords']).flatMap((words) => textIn(words)?.split(',') ?? [])
  return {
    product: {
      id: idOf(raw),
      title: textIn(raw['name']),
      description: textIn(raw['description']),
      brand: nameOf(raw['brand']) ?? nameOf(raw['manufacturer']),
      category: nameOf(raw['category'])?.replace(/\s*>\s*/g, '/'),
      colors: listOf(raw['color']).flatMap((color) => textIn(color)?.split(/\s*[,/]\s*/) ?? []),
      url: textOf(raw['url']) ?? textOf(listOf(raw['offers']).find(isObject)?.['url']),
      price,
      compareAtPrice,
      inStock,
      identifiers: codesOf(raw),
      tags: keywords.map((word) => word.trim()).filter(Boolean),
      images: [raw, ...variants].flatMap(({ image }) => listOf(image)).flatMap(imageOf),
      attributes: attributesOf(raw),
      variants: variants.map((variant, i) => toVariant(variant, i, currency))
    }
  }
}

/**
 * Variants with something of their own, not only the address of a page; a product without any may have an offer with a
 * number of its own for each.
 */
function variantsOf (raw: Fields): Fields[] {
  const variants = listOf(raw['hasVariant']).filter(isObject)
  if (variants.length > 0) return variants.filter((one) => ['name', 'sku', 'offers'].some((field) => field in one))
  const offers = offersIn(raw['offers'])
  const numbers = new Set(offers.map(({ sku }) => textOf(sku)))
  const areVariants = offers.length > 1 && numbers.size === offers.length && !numbers.has(undefined)
  return areVariants ? offers.map((offer) => ({ ...offer, offers: offer })) : []
}

function toVariant (raw: Fields, i: number, currency: string | undefined): Fields {
  const { price, compareAtPrice, inStock } = offerOf(raw['offers'], currency)
  return {
    id: idOf(raw) ?? String(i + 1),
    title: textIn(raw['name']),
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
  const offers = offersIn(value)
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

/** Those of an `AggregateOffer` that lists them, else what there is. */
function offersIn (value: unknown): Fields[] {
  return listOf(value).filter(isObject).flatMap((offer) => {
    const listed = listOf(offer['offers']).filter(isObject)
    return listed.length > 0 ? listed : [offer]
  })
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
  const audience = listOf(raw['audience']).filter(isObject)[0]
  const gender = textIn(audience?.['suggestedGender'])?.replace(/^.*\//, '')
  const added = listOf(raw['additionalProperty']).filter(isObject).flatMap(({ name, value, unitText: unit }) => {
    const values = listOf(value).flatMap((one) => textIn(one) ?? []).map((one) => [one, textOf(unit)].filter(Boolean).join(' '))
    const label = textIn(name)
    return label === undefined || values.length === 0 ? [] : [[label, values] as const]
  })
  return Object.fromEntries([...own, ...(gender === undefined ? [] : [['Gender', [gender]] as const]), ...added])
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
  const names = ['productGroupID', 'sku', 'productID', '@id', 'url', 'mpn', 'gtin13', 'gtin', 'isbn']
  // `#product` and `_:b0` name a thing within its page only.
  return names.map((name) => textOf(raw[name])).find((id) => id !== undefined && !/^(?:#|_:)/.test(id))
}

/** Types without `https://schema.org/`. */
function typesOf (raw: Fields): string[] {
  return listOf(raw['@type']).flatMap((type) => textOf(type)?.replace(/^.*[/:]/, '') ?? [])
}

/** A text, also of one language or several: the first. */
function textIn (value: unknown): string | undefined {
  const [first] = listOf(value)
  return isObject(first) ? textOf(first['@value']) : textOf(first)
}

/** A text, or an object that has a name. */
function nameOf (value: unknown): string | undefined {
  const [first] = listOf(value)
  return isObject(first) ? textIn(first['name'] ?? first) : textOf(first)
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
