import { fold, stem } from '../../shared/words.ts'
import type { KnownWord, StoredTexts } from '../../vectors/text-index.ts'
import type { SpellingWords } from './vocabulary.ts'

/** Asked for one text at most: of more that nobody knows, none is put right. */
const MAX_ASKED = 6000
const PART = /\p{L}+/gu

/** The part of a store's words that a text asks for: what is asked and not there yet is noted, and then fetched. */
export class WordsOfStore implements SpellingWords {
  readonly #texts: StoredTexts
  readonly #shareOfEnglish: number
  readonly #known = new Map<string, KnownWord>()
  readonly #stems = new Set<string>()
  readonly #near = new Map<string, readonly string[]>()
  readonly #asked = { words: new Set<string>(), stems: new Set<string>() }
  #wanted = { words: new Set<string>(), stems: new Set<string>(), near: new Set<string>() }

  constructor (texts: StoredTexts, shareOfEnglish: number) {
    this.#texts = texts
    this.#shareOfEnglish = shareOfEnglish
  }

  /** The words of a text are wanted first: of those that are known no other is asked for. */
  expect (text: string): void {
    for (const word of (text.match(PART) ?? []).map(fold)) {
      this.isName(word)
      this.has(word)
    }
  }

  has (word: string): boolean {
    const one = stem(word)
    this.#want('stems', one)
    return this.#stems.has(one)
  }

  hasExactly (word: string): boolean {
    this.#want('words', word)
    return this.#known.has(word)
  }

  isName (word: string): boolean {
    this.#want('words', word)
    return this.#known.get(word)?.isName === true
  }

  near (word: string): readonly string[] {
    if (!this.#near.has(word)) this.#wanted.near.add(word)
    return this.#near.get(word) ?? []
  }

  shareKnownTo (): number {
    return this.#shareOfEnglish
  }

  /** False where nothing was wanting. */
  async fetch (signal: AbortSignal): Promise<boolean> {
    const [words, stems, near] = [[...this.#wanted.words], [...this.#wanted.stems], [...this.#wanted.near]]
    if (words.length + stems.length + near.length === 0) return false
    this.#wanted = { words: new Set(), stems: new Set(), near: new Set() }
    const found = await this.#texts.words({ words, stems, near, signal })
    for (const one of found) {
      this.#known.set(one.word, one)
      this.#stems.add(one.stem)
    }
    for (const word of near) {
      this.#near.set(word, found.map((one) => one.word).filter((other) => other[0] === word[0]))
    }
    return true
  }

  #want (kind: 'words' | 'stems', one: string): void {
    const asked = this.#asked[kind]
    if (asked.has(one) || asked.size >= MAX_ASKED) return
    asked.add(one)
    this.#wanted[kind].add(one)
  }
}
