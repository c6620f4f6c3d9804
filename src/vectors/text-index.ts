import type { CallOptions } from './plain-types.ts'

/** What a text has in common with a product. */
export interface TextMatch {
  /** Share of the text's words that the product is named or described by, 0 to 1; rare words count more. */
  readonly share: number
}

/** The products that hold words of one text, in any form of them; none for a text without words. */
export interface TextMatches {
  /** By product id: those with at least this share, the best first, equal ones in order of id; at most `count`. */
  best (least: number, count: number): Promise<ReadonlyMap<string, TextMatch>>
  /** Those of these ids that hold a word. */
  of (ids: readonly string[]): Promise<ReadonlyMap<string, TextMatch>>
}

/**
 * Finds products by the words they are written with. One suite runs on every implementation:
 * test/search/text/text-index-contract.ts.
 */
export interface TextIndex {
  find (text: string, options?: CallOptions): Promise<TextMatches>
  /**
   * Whether the whole text is a brand, and the products, in order of id, whose title it is. Case and marks do not
   * count.
   */
  named (text: string, options?: CallOptions): Promise<Named>
}

export interface Named {
  readonly isBrand: boolean
  readonly titled: readonly string[]
}

/** A word that products are written with. */
export interface KnownWord {
  readonly word: string
  /** Its form for singular and plural. */
  readonly stem: string
  /** Whether it stands in a title, brand or category. */
  readonly isName: boolean
}

export interface WordsAsked extends CallOptions {
  readonly words: readonly string[]
  /** Every word of one of these stems. */
  readonly stems: readonly string[]
  /** Words that begin alike and are nearly as long, and perhaps two slips from one of these. */
  readonly near: readonly string[]
}

/** A store's own text index, which also knows the words there are. */
export interface StoredTexts extends TextIndex {
  words (asked: WordsAsked): Promise<readonly KnownWord[]>
  /** Some thousand words that name products, for what language a catalogue is written in. */
  someNames (options?: CallOptions): Promise<readonly string[]>
}
