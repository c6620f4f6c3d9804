import type { Price } from '../../product.ts'

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Signs of one currency, and those of several: of these the file's own counts, else the first. */
const SIGNS: ReadonlyArray<readonly [sign: string, codes: readonly string[]]> = [
  ['US$', ['USD']],
  ['CA$', ['CAD']],
  ['C$', ['CAD']],
  ['AU$', ['AUD']],
  ['A$', ['AUD']],
  ['NZ$', ['NZD']],
  ['HK$', ['HKD']],
  ['S$', ['SGD']],
  ['R$', ['BRL']],
  ['MX$', ['MXN']],
  ['NT$', ['TWD']],
  ['€', ['EUR']],
  ['£', ['GBP']],
  ['₹', ['INR']],
  ['₽', ['RUB']],
  ['₺', ['TRY']],
  ['₩', ['KRW']],
  ['₫', ['VND']],
  ['฿', ['THB']],
  ['₪', ['ILS']],
  ['₴', ['UAH']],
  ['₱', ['PHP']],
  ['₦', ['NGN']],
  ['zł', ['PLN']],
  ['Kč', ['CZK']],
  ['Ft', ['HUF']],
  ['lei', ['RON']],
  ['лв.', ['BGN']],
  ['лв', ['BGN']],
  ['руб.', ['RUB']],
  ['руб', ['RUB']],
  ['SFr.', ['CHF']],
  ['Fr.', ['CHF']],
  ['Rp', ['IDR']],
  ['RM', ['MYR']],
  ['$', ['USD', 'CAD', 'AUD', 'NZD', 'HKD', 'SGD', 'MXN', 'TWD', 'CLP', 'COP', 'ARS']],
  ['¥', ['JPY', 'CNY']],
  ['円', ['JPY']],
  ['元', ['CNY']],
  ['kr.', ['', 'DKK', 'SEK', 'NOK', 'ISK']],
  ['kr', ['', 'SEK', 'NOK', 'DKK', 'ISK']]
]

/** Words that people put before the lowest price of several. */
const FROM = /^(?:ab|from|des|dès|à partir de|desde|da|vanaf|od)[\s:]+/i
/** And behind it: for one of them, and what is said in brackets. */
const EACH = /\s*(?:\/|par|per|pro)\s*(?:pièce|piece|pc|pcs|stück|stueck|stk|st|unité|unit|each|ud|unidad|pz|pezzo|stuk|szt)\.?$/i
const ASIDE = /\s*\([^()]*\)$/
/** Currencies counted in thousandths. */
const THOUSANDTHS: ReadonlySet<string> = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'])
const NUMBER = /^\d[\d.,' ]*$/

/**
 * A price as people write it: `1.299,00 EUR`, `€19.90`, `15 usd`, `1 299,00`. `currency` is of a file whose prices
 * state none. Undefined for what is no price, or has no currency.
 */
export function readPrice (text: string, currency?: string): Price | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\u2009\u202F’´`]+/g, (sign) => (/\s/.test(sign) ? ' ' : "'"))
    .trim()
    .replace(FROM, '')
    .replace(ASIDE, '')
    .replace(EACH, '')
  const { code, rest } = withoutCurrency(
    plain,
    currency !== undefined && CODES.has(currency.toUpperCase()) ? currency.toUpperCase() : undefined
  )
  const amount = readAmount(rest, code)
  return amount === undefined || code === undefined ? undefined : { amount, currency: code }
}

/** A decimal of digits and one point, of a number in any country's way of writing; undefined for what is none. */
function readAmount (text: string, currency = ''): string | undefined {
  // `19,-` and `19.–` have no cents, and of a range the lowest counts.
  const number = text
    .replace(/^\+/, '')
    .split(/\s*[–—-]\s*(?=\d)/)[0]!
    .replace(/[.,]\s*[–—-]+$/, '')
    .trim()
  if (!NUMBER.test(number) || text.startsWith('-')) return undefined
  const compact = number.replace(/[' ]/g, '')
  const last = Math.max(compact.lastIndexOf('.'), compact.lastIndexOf(','))
  const isDecimal = last !== -1 && isDecimalMark(compact, last, currency)
  const whole = (isDecimal ? compact.slice(0, last) : compact).replace(/[.,]/g, '')
  const decimals = isDecimal ? compact.slice(last + 1) : ''
  return normal(whole, decimals)
}

/** The last mark parts the cents, unless it stands more than once or before just three digits. */
function isDecimalMark (number: string, at: number, currency: string): boolean {
  const mark = number[at]!
  const other = mark === '.' ? ',' : '.'
  if (number.indexOf(mark) !== at) return false
  if (number.includes(other)) return true
  const [before, after] = [number.slice(0, at), number.slice(at + 1)]
  const isThousands = after.length === 3 && before.length <= 3 && !/^0/.test(before) && !THOUSANDTHS.has(currency)
  return !isThousands
}

/** Without zeros in front, and without those that only databases write behind cents. */
function normal (whole: string, decimals: string): string {
  const cents = decimals.replace(/0+$/, '').padEnd(Math.min(2, decimals.length), '0')
  const units = whole.replace(/^0+(?=\d)/, '') || '0'
  return cents === '' ? units : `${units}.${cents}`
}

/** A code counts before a sign, and either before the file's own. */
function withoutCurrency (text: string, own: string | undefined): { code: string | undefined; rest: string } {
  const coded = /^([a-z]{3})(?![a-z])\.?\s*|\s*(?<![a-z])([a-z]{3})$/i.exec(text)
  const code = coded && (coded[1] ?? coded[2])!.toUpperCase()
  const isCode = code !== null && CODES.has(code)
  const amount = isCode ? text.replace(coded![0], '').trim() : text
  const signed = SIGNS.find(([sign]) => amount.startsWith(sign) || amount.endsWith(sign))
  if (!signed) return { code: isCode ? code : own, rest: amount }
  const [sign, codes] = signed
  const rest = (amount.startsWith(sign) ? amount.slice(sign.length) : amount.slice(0, -sign.length)).trim()
  const bySign = own !== undefined && codes.includes(own) ? own : codes[0] || undefined
  return { code: isCode ? code : bySign, rest }
}
