import type { Product } from '../../catalogue/product.ts'
import { fold, stem, wordsOf } from '../../shared/words.ts'

/** Different words remembered at most; a catalogue of more has codes and misspellings among them. */
const MAX_WORDS = 200_000

/** The words a catalogue is written in, with the number of products that have each. */
export class Vocabulary {
  readonly #words = new Map<string, number>()
  readonly #stems = new Set<string>()
  /** Of what names a product: title, brand, category. */
  readonly #names = new Set<string>()

  add (product: Product): void {
    const names = wordsOf(namesOf(product).join(' '))
    const others = wordsOf(describedBy(product).join(' '))
    for (const word of names) this.#names.add(word)
    for (const word of new Set([...names, ...others])) this.#count(word)
  }

  get size (): number {
    return this.#words.size
  }

  /** Whether the catalogue writes this word, or another form of it. */
  has (word: string): boolean {
    return this.#words.has(word) || this.#stems.has(stem(word))
  }

  hasExactly (word: string): boolean {
    return this.#words.has(word)
  }

  isName (word: string): boolean {
    return this.#names.has(word)
  }

  words (): Iterable<string> {
    return this.#words.keys()
  }

  /** Share of its longer words that a list knows, 0 to 1; says whether the catalogue is written in its language. */
  shareKnownTo (list: { has (word: string): boolean }): number {
    const words = [...this.#names].filter((word) => word.length >= 4 && !/\d/.test(word))
    return words.length === 0 ? 1 : words.filter((word) => list.has(word) || list.has(stem(word))).length / words.length
  }

  #count (word: string): void {
    const count = this.#words.get(word)
    if (count === undefined && this.#words.size >= MAX_WORDS) return
    this.#words.set(word, (count ?? 0) + 1)
    this.#stems.add(stem(word))
  }
}

function namesOf ({ title, brand, category }: Product): string[] {
  return [title, brand, category].filter((text) => text !== undefined)
}

function describedBy ({ description, colors, tags, attributes, identifiers }: Product): string[] {
  return [description ?? '', ...colors, ...tags, ...Object.values(attributes).flat(), ...identifiers].map(fold)
}
