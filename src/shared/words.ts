import { toPlainText } from './plain-text.ts'

const WORD = /\p{L}[\p{L}\p{M}\d]*|\d+(?:[.,]\d+)*/gu
const PLAIN = /^[\x20-\x7e]*$/

/** Words that say nothing of a product, English and German. */
const EMPTY_WORDS = new Set(
  (
    'a an and any are as at be by can do for from get give has have i in is it its like me my need of on one or please shop show so ' +
    'some something stuff than that the them these thing things this those to want what which with without you your ' +
    'aus bei das dem den der des die ein eine einem einen einer für im in ist mit mein meine nach oder ohne und von vom zu zum zur'
  ).split(' ')
)

/** One spelling for what is written in two ways in English, and for units, which also have a sign. */
const ONE_SPELLING = new Map(
  (
    'grey:gray color:color colored:colored coloring:coloring aluminium:aluminum jewellery:jewelry tyre:tire fibre:fiber ' +
    'centre:center organiser:organizer plough:plow ' +
    'gram:g gramm:g kilogram:kg kilogramm:kg kilo:kg litre:l liter:l millilitre:ml milliliter:ml centimetre:cm centimeter:cm ' +
    'millimetre:mm millimeter:mm zoll:inch inche:inch watt:w volt:v gigabyte:gb terabyte:tb'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string])
)

/** A number as shops write it: `1,5`, `15"`, `4x40`. */
const MEASURE = /\d(?:[,"″]|\s?[x×]\s?\d)/

/**
 * Lower-case words and numbers of a text in their order. Units and sizes are one however they are written: `500g` and
 * `500 g`, `1,5 l` and `1.5 l`, `15"` and `15 inch`, `4x40` and `4 x 40`.
 */
export function wordsOf (text: string): string[] {
  const folded = fold(text)
  return (MEASURE.test(folded) ? measured(folded) : folded).match(WORD) ?? []
}

function measured (text: string): string {
  // A pair of marks are quotes: `"size 42"`.
  const isQuoted = text.split('"').length % 2 === 1
  return text
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(/(?<=\d),(?=\d)/g, '.')
    .replace(isQuoted ? /(?<=\d)\s?″/g : /(?<=\d)\s?["″]/g, ' inch ')
    .replace(/(?<=\d)\s?[x×]\s?(?=\d)/g, ' x ')
}

/** Lower case, without accents, letters of full width as plain ones. */
export function fold (text: string): string {
  const lower = toPlainText(text).toLowerCase()
  return PLAIN.test(lower)
    ? lower
    : lower.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').normalize('NFC')
}

/** The words that tell one product from another, each in its one form and once; all where none does. */
export function tellingWords (text: string): string[] {
  const words = wordsOf(text)
  const telling = words.filter((word) => !EMPTY_WORDS.has(word))
  return [...new Set((telling.length > 0 ? telling : words).map(stem))]
}

/**
 * One form for singular and plural, and for two spellings. Light on purpose: `wedding` and `bedding` stay themselves.
 */
export function stem (word: string): string {
  const singular = singularOf(word)
  return ONE_SPELLING.get(singular) ?? singular
}

function singularOf (word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is|lens)$/.test(word)) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|x|zz|ch|sh|lens|[^hn]o)es$/.test(word) && word.length > 4) return word.slice(0, -2)
  return word.slice(0, -1)
}
