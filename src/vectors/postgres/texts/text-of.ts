import { fold, stem, tellingWords, wordsOf } from '../../../shared/words.ts'
import type { TextField } from '../../text-weights.ts'
import type { KnownWord } from '../../text-index.ts'
import type { Metadata } from '../../vector-store.ts'
import { languageOf } from './languages.ts'

/** What is told of a product's words, for the trigger to keep: see `keep_products` in the migrations. */
export interface ToldText {
  /** The words in their one form, each with the weight of the best field it stands in, as a `tsvector` is written. */
  readonly words: string
  /** Text of which the forms of a language are kept beside, and its configuration in PostgreSQL. */
  readonly forms?: string | undefined
  readonly language?: string | undefined
  /** Names that are compared in whole. */
  readonly title?: string | undefined
  readonly brand?: string | undefined
}

/** Label of a `tsvector` by field; D is left for the forms of a language. */
export const LABELS: Readonly<Record<TextField, string>> = { title: 'A', kind: 'B', text: 'C' }
/** PostgreSQL keeps no longer words; nobody types them. */
const MAX_WORD = 200
/** Nor does its index take longer names. */
const MAX_NAME = 500
const NO_LETTERS = /[^\p{L}\p{M}]+/gu
const ONLY_LETTERS = /^[\p{L}\p{M}]+$/u

interface Option { readonly name: string, readonly value: string }

interface Details {
  readonly identifiers?: readonly string[]
  readonly variants?: ReadonlyArray<{ readonly options?: readonly Option[] }>
}

/** Case and marks between words do not tell names apart. Undefined for one that no search asks for. */
export function nameOf (text: string): string | undefined {
  const name = wordsOf(text).join(' ')
  return name === '' || name.length > MAX_NAME ? undefined : name
}

/** A word as a `tsvector` and a `tsquery` are written. */
export function lexeme (word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

export function isKept (word: string): boolean {
  return word.length <= MAX_WORD
}

export function textOf (metadata: Metadata): ToldText {
  const { title, brand, kind, text, names } = partsOf(metadata)
  const labels = new Map<string, string>()
  for (const [part, label] of [[text, LABELS.text], [kind, LABELS.kind], [title, LABELS.title]] as const) {
    for (const word of tellingWords(part)) labels.set(word, label)
  }
  const words = [...labels].filter(([word]) => isKept(word)).map(([word, label]) => `${lexeme(word)}:1${label}`)
  const language = languageOf(metadata['locale'], `${title} ${text}`)
  return {
    words: words.join(' '),
    ...(language !== undefined && { forms: names.join(' ').replace(NO_LETTERS, ' '), language }),
    title: nameOf(title),
    brand: nameOf(brand)
  }
}

/** The words that products are written with, each once. Those with digits are no words that can be misspelt. */
export function knownWordsOf (records: ReadonlyArray<{ readonly metadata: Metadata }>): KnownWord[] {
  const words = new Map<string, boolean>()
  for (const { metadata } of records) {
    if (metadata['productId'] === undefined) continue
    const { title, brand, category, described } = partsOf(metadata)
    for (const word of wordsOf(fold(described))) if (!words.has(word)) words.set(word, false)
    for (const word of wordsOf([title, brand, category].join(' '))) words.set(word, true)
  }
  return [...words]
    .filter(([word]) => isKept(word) && ONLY_LETTERS.test(word))
    .map(([word, isName]) => ({ word, stem: stem(word), isName }))
    .sort((a, b) => (a.word < b.word ? -1 : 1))
}

interface Parts {
  readonly title: string
  readonly brand: string
  readonly category: string
  readonly kind: string
  readonly text: string
  /** What names the product, in its own spelling. */
  readonly names: readonly string[]
  readonly described: string
}

/** The texts of a product, from the metadata that its records carry. */
function partsOf (metadata: Metadata): Parts {
  const one = (key: string) => (typeof metadata[key] === 'string' ? metadata[key] : '')
  const list = (key: string) => [metadata[key] ?? []].flat().map(String)
  const [title, brand, description] = [one('title'), one('brand'), one('description')]
  const category = list('category').at(-1) ?? ''
  const [colors, tags] = [list('color'), list('tags')]
  const details = JSON.parse(one('details') || '{}') as Details
  const attributes = Object.values(JSON.parse(one('attributes') || '{}') as Record<string, string | string[]>).flat()
  const chosen = (details.variants ?? []).flatMap(({ options = [] }) => options)
  const identifiers = details.identifiers ?? []
  return {
    title,
    brand,
    category,
    kind: [brand, category, ...colors, ...tags].join(' '),
    text: [description, ...attributes, ...new Set(chosen.flatMap(({ name, value }) => [name, value]))].join(' '),
    names: [title, brand, category, ...colors, ...tags],
    described: [description, ...colors, ...tags, ...attributes, ...identifiers].join(' ')
  }
}
