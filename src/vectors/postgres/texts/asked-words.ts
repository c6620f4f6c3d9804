import { fold, stem, tellingWords } from '../../../shared/words.ts'
import { rarityOf } from '../../text-weights.ts'
import { isKept, lexeme } from './text-of.ts'

/** A word of a text that is searched for. */
export interface AskedWord {
  readonly word: string
  /** As it was typed, for the forms of a language; empty of what is no word of letters. */
  readonly typed: string
}

/** A word that can be looked for, with what it counts. */
export interface WeighedWord {
  readonly word: string
  readonly forms: readonly string[]
  readonly weight: number
}

/** Words of a text that are looked for at most; the rest of them only lessen every share. */
const MAX_WORDS = 32
/** Of these the parts that suffice are listed, which doubles with every word; the lighter ones are taken as found. */
const MAX_COMBINED = 8
const LETTERS = /\p{L}[\p{L}\p{M}]*/gu

export function askedWords (text: string): AskedWord[] {
  const typed = new Map((text.normalize('NFC').match(LETTERS) ?? []).map((one) => [stem(fold(one)), one.toLowerCase()]))
  return tellingWords(text)
    .filter(isKept)
    .slice(0, MAX_WORDS)
    .map((word) => ({ word, typed: typed.get(word) ?? '' }))
}

/** As a part of a `tsquery`. */
function anyForm (word: string, forms: readonly string[]): string {
  return `(${[lexeme(word), ...forms.map((form) => `${lexeme(form)}:D`)].join('|')})`
}

/** Products of an index and those that have a word, of both no more than matters. */
export function weigh (
  words: ReadonlyArray<{ readonly word: string, readonly forms: readonly string[], readonly products: number }>,
  products: number
): WeighedWord[] {
  return words.map(({ word, forms, products: having }) => ({ word, forms, weight: rarityOf(products, having) }))
}

/** Every product that can have this share of the words, and a few more: a `tsquery`. Undefined where none can. */
export function sufficient (words: readonly WeighedWord[], least: number): string | undefined {
  const sorted = [...words].sort((a, b) => b.weight - a.weight)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  if (least <= 0 || sorted.length === 0) return sorted.map(({ word, forms }) => anyForm(word, forms)).join('|') || undefined
  const light = sorted.slice(MAX_COMBINED).reduce((sum, { weight }) => sum + weight, 0)
  const needed = least * total - light
  return needed > 0 ? combine(sorted.slice(0, MAX_COMBINED), needed) : oneOf(sorted, (1 - least) * total)
}

/** One of the rarest words, so many that all the others together do not come to what is wanted. */
function oneOf (sorted: readonly WeighedWord[], dispensable: number): string {
  const parts: string[] = []
  let sum = 0
  for (const { word, forms, weight } of sorted) {
    parts.push(anyForm(word, forms))
    sum += weight
    if (sum > dispensable + 1e-9) break
  }
  return parts.join('|')
}

/** `a & (b | c) | b & c`: what of these words comes to that weight. */
function combine (words: readonly WeighedWord[], needed: number): string | undefined {
  const [first, ...rest] = words
  if (first === undefined) return undefined
  const own = anyForm(first.word, first.forms)
  const left = needed - first.weight
  const withFirst = left <= 1e-9 ? own : joined('&', own, combine(rest, left))
  return joined('|', withFirst, combine(rest, needed)) ?? withFirst
}

function joined (sign: '&' | '|', left: string | undefined, right: string | undefined): string | undefined {
  if (left !== undefined && right !== undefined) return `(${left}${sign}${right})`
  return sign === '|' ? (left ?? right) : undefined
}
