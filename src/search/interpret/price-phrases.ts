import type { PricePhrase, Span } from './phrase.ts'

/** What the catalogue's prices are in. */
export interface Prices {
  /** Absent where there are several. */
  readonly currency?: string | undefined
}

/** How words and signs name currencies; a pound is a weight, too, unless the shop's prices are in it. */
const CURRENCIES: Readonly<Record<string, string>> = {
  EUR: '€|euros?|eur',
  USD: '\\$|dollars?|usd|bucks',
  GBP: '£|gbp|quid',
  CHF: 'chf|franken|francs?',
  JPY: '¥|jpy|yen',
  PLN: 'zł|pln|zloty',
  SEK: 'sek',
  NOK: 'nok',
  DKK: 'dkk'
}
const POUNDS = 'pounds?|pfund'

const NUMBER = '\\d{1,3}(?:[.,]\\d{3})+(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d{1,2})?'

type Ends = readonly [min: number | undefined, max: number | undefined]

interface Pattern {
  readonly words: string
  /** Whether the words speak of prices though no currency is named: `under 50`, but not `from 18`. */
  readonly isBare: boolean
  readonly ends: (amount: number, other: number) => Ends
}

const least = (amount: number): Ends => [amount, undefined]
const most = (amount: number): Ends => [undefined, amount]
const range = (one: number, other: number): Ends => [Math.min(one, other), Math.max(one, other)]
/** No product costs so much, see `priceSchema`, and a number of 310 digits is infinite. */
const BEYOND = 1e12
/** What `around` allows on each side. */
const AROUND = 0.2
const about = (amount: number): Ends => [toCents(amount * (1 - AROUND)), toCents(amount * (1 + AROUND))]

/** English and German, the longest first: `not more than` is no negation. `#` is an amount. */
const PATTERNS: readonly Pattern[] = [
  { words: 'between # (?:and|to|-) #|zwischen # und #', isBare: true, ends: range },
  { words: '(?:from |von )?# ?(?:-|–|to|until|bis) ?#', isBare: false, ends: range },
  {
    words:
      '(?:not more|no more|less|cheaper|not over) than #|(?:under|below|at most|max(?:imum|imal|\\.)?|<=?) ?#|' +
      '(?:nicht mehr|weniger|billiger|günstiger) als #|(?:unter|höchstens|maximal) #',
    isBare: true,
    ends: most
  },
  {
    words: '(?:up to|not over|within|bis zu|bis) #|# (?:or|oder) (?:less|under|weniger|günstiger)',
    isBare: false,
    ends: most
  },
  { words: '(?:more|teurer|mehr) (?:than|als) #|(?:over|above|über|mindestens|at least) #', isBare: false, ends: least },
  {
    words: '(?:from|starting at|ab|min(?:imum|destens|\\.)?|>=?) ?#|# (?:or|oder|und|and) (?:more|up|mehr)',
    isBare: false,
    ends: least
  },
  { words: '(?:around|about|approximately|roughly|ca\\.?|etwa|ungefähr|um die|rund) #', isBare: false, ends: about }
]

/** What may follow an amount without a currency; a unit or a thing may not. */
const GOES_ON = /^\s*(?:$|[,;!?.)]|(?:for|with|in|and|or|but|not|without|please|für|mit|und|oder|aber|ohne|nicht|bitte)(?!\p{L}))/iu

/** Phrases about prices in a text, where the catalogue has prices. */
export function pricePhrases (text: string, { currency }: Prices): Array<Span<PricePhrase>> {
  let rest = text
  const spans: Array<Span<PricePhrase>> = []
  for (const { expression, isBare, ends } of compiled(currency === 'GBP')) {
    for (const found of rest.matchAll(expression)) {
      const [phrase] = found
      const end = found.index + phrase.length
      const named = currencyIn(phrase)
      if (!named && !(isBare && GOES_ON.test(rest.slice(end)))) continue
      const amounts = [...phrase.matchAll(new RegExp(NUMBER, 'gu'))].map(([amount]) => toAmount(amount))
      if (amounts.some((amount) => amount >= BEYOND)) continue
      const [min, max] = ends(amounts[0]!, amounts[1]!)
      spans.push({
        start: found.index,
        end,
        phrase: { kind: 'PRICE', phrase, min, max, currency: currency ?? named }
      })
      rest = rest.slice(0, found.index) + '\0'.repeat(phrase.length) + rest.slice(end)
    }
  }
  return spans
}

const made = new Map<boolean, Array<Pattern & { readonly expression: RegExp }>>()

function compiled (isPound: boolean): Array<Pattern & { readonly expression: RegExp }> {
  const known = made.get(isPound)
  if (known) return known
  const currency = [...Object.values(CURRENCIES), ...(isPound ? [POUNDS] : [])].join('|')
  const amount = `(?:(?:${currency}) ?)?(?<![\\d.,])(?:${NUMBER})(?![\\d%]|[.,]\\d)(?: ?(?:${currency})(?!\\p{L}))?`
  const patterns = PATTERNS.map((pattern) => {
    const words = pattern.words.replaceAll(' ', '\\s+').replaceAll('\\s+?', '\\s*').replaceAll('#', amount)
    return { ...pattern, expression: new RegExp(`(?<![\\p{L}\\d])(?:${words})(?!\\p{L})`, 'giu') }
  })
  made.set(isPound, patterns)
  return patterns
}

function currencyIn (phrase: string): string | undefined {
  const found = Object.entries({ ...CURRENCIES, GBP: `${CURRENCIES['GBP']}|${POUNDS}` }).find(([, words]) =>
    new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'iu').test(phrase)
  )
  return found?.[0]
}

/** `1,000.50` and `1.000,50` alike: three digits after a sign are thousands. */
function toAmount (text: string): number {
  const decimals = /[.,](\d{1,2})$/.exec(text)?.[1] ?? ''
  const whole = decimals === '' ? text : text.slice(0, -decimals.length - 1)
  return Number(`${whole.replace(/[.,]/g, '')}.${decimals || '0'}`)
}

function toCents (amount: number): number {
  return Math.round(amount * 100) / 100
}
