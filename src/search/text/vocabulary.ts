import type { Product } from '../../catalogue/product.ts'
import { fold, stem, wordsOf } from '../../shared/words.ts'

/** Different words remembered at most; a catalogue of more has codes and misspellings among them. */
const MAX_WORDS = 200_000

/** What a speller asks of the words that a catalogue is written in. */
export interface SpellingWords {
  /** Whether the catalogue writes this word, or another form of it. */
  has (word: string): boolean
  hasExactly (word: string): boolean
  isName (word: string): boolean
  /** Words that begin with the same letter, of six letters or more. */
  near (word: string): readonly string[]
  /** Share of its longer words that a list knows, 0 to 1; says whether the catalogue is written in its language. */
  shareKnownTo (list: WordList): number
}

export interface WordList { has (word: string): boolean }

/** Letters from which words are compared for two slips. */
const LEAST_LENGTH = 6
const PLAIN = /^[a-z]+$/

/** Share of the longer of these names that a list knows, 0 to 1; 1 of none. */
export function shareKnown (names: Iterable<string>, list: WordList): number {
  const words = [...names].filter((word) => word.length >= 4 && !/\d/.test(word))
  return words.length === 0 ? 1 : words.filter((word) => list.has(word) || list.has(stem(word))).length / words.length
}

/** The words a catalogue is written in, in memory. */
export class Vocabulary implements SpellingWords {
  readonly #words = new Set<string>()
  readonly #stems = new Set<string>()
  /** Of what names a product: title, brand, category. */
  readonly #names = new Set<string>()
  #byStart: Map<string, string[]> | undefined

  add (product: Product): void {
    const names = wordsOf(namesOf(product).join(' '))
    const others = wordsOf(describedBy(product).join(' '))
    for (const word of names) this.#names.add(word)
    for (const word of new Set([...names, ...others])) this.#remember(word)
  }

  get size (): number {
    return this.#words.size
  }

  has (word: string): boolean {
    return this.#words.has(word) || this.#stems.has(stem(word))
  }

  hasExactly (word: string): boolean {
    return this.#words.has(word)
  }

  isName (word: string): boolean {
    return this.#names.has(word)
  }

  near (word: string): readonly string[] {
    this.#byStart ??= groupedByStart(this.#words)
    return this.#byStart.get(word[0]!) ?? []
  }

  shareKnownTo (list: WordList): number {
    return shareKnown(this.#names, list)
  }

  #remember (word: string): void {
    if (this.#words.has(word) || this.#words.size >= MAX_WORDS) return
    this.#words.add(word)
    this.#stems.add(stem(word))
    this.#byStart = undefined
  }
}

function namesOf ({ title, brand, category }: Product): string[] {
  return [title, brand, category].filter((text) => text !== undefined)
}

function describedBy ({ description, colors, tags, attributes, identifiers }: Product): string[] {
  return [description ?? '', ...colors, ...tags, ...Object.values(attributes).flat(), ...identifiers].map(fold)
}

function groupedByStart (words: Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const word of words) {
    if (!PLAIN.test(word) || word.length < LEAST_LENGTH) continue
    const group = groups.get(word[0]!) ?? []
    group.push(word)
    groups.set(word[0]!, group)
  }
  return groups
}
