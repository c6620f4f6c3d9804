import type { Price } from '../../product.ts'
import { readPrice } from '../values/read-price.ts'
import type { Fields } from './json-shop.ts'

/** The objects of a list; none where it is no list. */
export function objectsIn (value: unknown): Fields[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : []
}

export function isObject (value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined for what is no text, or a blank one; numbers are texts here. */
export function textOf (value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A price as a number or a text states it. `currency`: where it names none itself. */
export function priceOf (value: unknown, currency: string | undefined): Price | undefined {
  const text = textOf(value)
  // A number of JSON has no thousands signs: 49.995 is no fifty thousand.
  const plain = typeof value === 'number' && /\.\d{3}$/.test(text ?? '') ? `${text}0` : text
  return plain === undefined ? undefined : readPrice(plain, currency?.toUpperCase())
}

/** What an object of amount and currency says, whatever it calls them. */
export function moneyIn (value: Fields): { readonly amount: unknown; readonly currency: string | undefined } {
  return {
    amount: value['amount'] ?? value['value'],
    currency: textOf(value['currency']) ?? textOf(value['currencyCode']) ?? textOf(value['currency_code'])
  }
}

/** A price in the smallest unit of its currency, e.g. cents. */
export function minorPriceOf (value: unknown, currency: string | undefined): Price | undefined {
  const { maximumFractionDigits: decimals = 2 } = unitsOf(currency)
  return typeof value === 'number' ? priceOf((value / 10 ** decimals).toFixed(decimals), currency) : undefined
}

function unitsOf (currency: string | undefined): Intl.ResolvedNumberFormatOptions | Record<string, undefined> {
  if (!/^[a-z]{3}$/i.test(currency ?? '')) return {}
  return new Intl.NumberFormat('en', { style: 'currency', currency: currency! }).resolvedOptions()
}

/** The objects of a list, of a connection of GraphQL (`edges` of `node`), or of one page of it (`nodes`, `items`). */
export function nodesIn (value: unknown): Fields[] {
  if (!isObject(value)) return objectsIn(value)
  const { edges, nodes, items } = value
  return edges === undefined ? objectsIn(nodes ?? items) : objectsIn(edges).map(({ node }) => node).filter(isObject)
}

/** What an object within a record is called. */
export function nameIn (value: unknown): string | undefined {
  return isObject(value) ? textOf(value['name']) : textOf(value)
}

/** The text at the end of a way of fields. */
export function textAt (value: unknown, ...way: readonly string[]): string | undefined {
  return textOf(way.reduce<unknown>((inner, field) => (isObject(inner) ? inner[field] : undefined), value))
}

/** Values by name, those of one name together. */
export function grouped (pairs: ReadonlyArray<readonly [name: string, value: string]>): Record<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value])
  return Object.fromEntries(groups)
}

/** Name and value, where both are there. */
export function pairOf (name: unknown, value: unknown): Array<readonly [string, string]> {
  const [label, text] = [textOf(name), textOf(value)]
  return label === undefined || text === undefined ? [] : [[label, text]]
}

/**
 * A product with what it is sold as: one variant without options is the product itself, and of several each says what
 * it costs and whether there is some.
 */
export function withVariants (product: Fields, variants: readonly Fields[]): Fields {
  const said = (field: string) => variants.some((variant) => variant[field] !== undefined)
  const own = {
    ...product,
    ...(said('price') && { price: undefined, compareAtPrice: undefined }),
    ...(said('inStock') && { inStock: undefined })
  }
  const [only] = variants
  if (variants.length !== 1 || objectsIn(only!['options']).length > 0) return { ...own, variants }
  const { price, compareAtPrice, inStock } = only!
  return { ...own, ...(price !== undefined && { price, compareAtPrice }), ...(inStock !== undefined && { inStock }) }
}

/** What it cost before, where that is more. */
export function priceBefore (value: unknown, price: Price | undefined): Price | undefined {
  const before = priceOf(value, price?.currency)
  return before && price && Number(before.amount) > Number(price.amount) ? before : undefined
}
