import type { Price } from '../../product.ts'
import { readPrice } from '../values/read-price.ts'
import { readPeriod, readTime } from '../values/read-time.ts'
import type { Row } from './row.ts'
import { stockOfQuantity, stockOfWord } from './stock-words.ts'

/** What a row says about money and stock. */
export interface RowOffer {
  readonly price?: Price | undefined
  readonly compareAtPrice?: Price | undefined
  readonly saleStarts?: string | undefined
  readonly saleEnds?: string | undefined
  readonly inStock?: boolean | undefined
}

export interface RowOfferOptions {
  /** Of prices that state none. */
  readonly currency?: string | undefined
  readonly now: Date
  readonly onProblem: (field: string, problem: string) => void
  /** A price was left out, for neither it nor the file nor the caller names a currency. */
  readonly onNoCurrency?: (() => void) | undefined
}

export function offerOf (row: Row, options: RowOfferOptions): RowOffer {
  const regular = regularPrice(row, options)
  const sale = salePrice(row, regular, options)
  const before = priceIn(row, 'compareAtPrice', options)
  const period = periodOf(row)
  const isOnSale =
    sale !== undefined && isWithin(period, options.now) && (regular === undefined || isBelow(sale, regular))
  const price = isOnSale ? sale : regular
  const higher = [isOnSale ? regular : undefined, before].find(
    (other) => other !== undefined && price !== undefined && isBelow(price, other)
  )
  return { price, compareAtPrice: higher, ...(isOnSale && period), inStock: stockOf(row) }
}

/** A variant without a price of its own costs what its product does, and a surcharge. */
export function inheritedOffer (row: Row, main: Row, options: RowOfferOptions): RowOffer {
  const own = offerOf(row, options)
  if (own.price !== undefined || row === main) return own
  const { price, compareAtPrice, saleStarts, saleEnds } = offerOf(main, options)
  const surcharge = Number(readPrice(row.get('surcharge'), price?.currency)?.amount ?? 0)
  const raised = (money: Price | undefined) =>
    money && surcharge > 0 ? { ...money, amount: (Number(money.amount) + surcharge).toFixed(2) } : money
  const sale = saleStarts === undefined && saleEnds === undefined ? {} : { saleStarts, saleEnds }
  return { ...own, price: raised(price), compareAtPrice: raised(compareAtPrice), ...sale }
}

/** A price of its own, or the regular one less a discount. */
function salePrice (row: Row, regular: Price | undefined, options: RowOfferOptions): Price | undefined {
  if (/^(?:no|n|false|0)$/i.test(row.get('onSale'))) return undefined
  const stated = priceIn(row, 'salePrice', options)
  // Shops write a price of 0 where nothing is on sale.
  const sale = stated !== undefined && Number(stated.amount) > 0 ? stated : undefined
  if (sale || regular === undefined) return sale
  const figure = (field: 'discountAmount' | 'discountPercent') =>
    Number(readPrice(row.get(field), regular.currency)?.amount ?? 0)
  const isPercent = /^percent/i.test(row.get('discountKind'))
  const percent = isPercent ? figure('discountAmount') : figure('discountPercent')
  const amount = isPercent ? 0 : figure('discountAmount')
  const left = (Number(regular.amount) - amount) * (1 - percent / 100)
  return (amount > 0 || percent > 0) && left > 0 ? { ...regular, amount: left.toFixed(2) } : undefined
}

function regularPrice (row: Row, options: RowOfferOptions): Price | undefined {
  const { prices } = row.columns
  if (prices.length === 0) return priceIn(row, 'price', options)
  const given = prices.filter(([, index]) => row.cells[index])
  const [code, index] = given.find(([code]) => code === options.currency) ?? given[0] ?? []
  return index === undefined ? undefined : read('price', row.cells[index]!, code, options)
}

function priceIn (
  row: Row,
  field: 'price' | 'salePrice' | 'compareAtPrice',
  options: RowOfferOptions
): Price | undefined {
  const text = row.get(field)
  const currency = row.get('currency') || row.columns.currency || options.currency
  return text === '' ? undefined : read(field, toPlainPoint(text, row), currency, options)
}

function read (
  field: string,
  text: string,
  currency: string | undefined,
  { onProblem, onNoCurrency }: RowOfferOptions
): Price | undefined {
  const price = readPrice(text, currency)
  if (price !== undefined) return price
  if (currency === undefined && readPrice(text, 'EUR') !== undefined) onNoCurrency?.()
  else onProblem(field, `"${text.slice(0, 40)}" cannot be read as a price with its currency; it is left out`)
  return undefined
}

/** `1.250` of a program that writes no thousands signs is one and a quarter. */
function toPlainPoint (text: string, row: Row): string {
  return row.columns.format.hasPlainPoint && /^\d+\.\d{3}$/.test(text) ? `${text}0` : text
}

function periodOf (row: Row): { saleStarts?: string | undefined; saleEnds?: string | undefined } {
  const period = readPeriod(row.get('salePeriod'))
  return {
    saleStarts: period.starts ?? readTime(row.get('saleStarts')),
    saleEnds: period.ends ?? readTime(row.get('saleEnds'))
  }
}

function isWithin (
  { saleStarts, saleEnds }: { saleStarts?: string | undefined; saleEnds?: string | undefined },
  now: Date
): boolean {
  const time = now.toISOString()
  return (saleStarts === undefined || saleStarts <= time) && (saleEnds === undefined || time < saleEnds)
}

export function isBelow (a: Price, b: Price): boolean {
  return a.currency === b.currency && Number(a.amount) < Number(b.amount)
}

/** Unlimited stock never runs out; a shop that says nothing has said nothing. */
function stockOf (row: Row): boolean | undefined {
  const word = row.get('availability')
  const availability = row.columns.format.toAvailability?.(word) ?? word
  const stated = /^\d+$/.test(availability) ? Number(availability) > 0 : stockOfWord(availability)
  if (stated !== undefined) return stated
  const [quantity, tracked] = [row.get('quantity'), row.get('tracked').toLowerCase()]
  if (tracked === '' && row.columns.format.isUntrackedIfBlank && row.columns.has('tracked')) return true
  if (['false', '0', 'no', 'none', 'n'].includes(tracked) && (tracked !== '0' || quantity === '')) return true
  if (quantity === '') return undefined
  // Each place of a shop may have a column of its own.
  const places = row.all('quantity').map(stockOfQuantity)
  if (places.includes(true) || /^(?:continue|true|yes|1|2|notify)$/i.test(row.get('backorder'))) return true
  return places.includes(false) ? false : undefined
}
