/** What a text has in common with a product. */
export interface TextMatch {
  /** Share of the text's words that the product is named or described by, 0 to 1; rare words count more. */
  readonly share: number
}

/**
 * Finds products by the words they are written with. One suite runs on every implementation:
 * test/search/text/text-index-contract.ts. Asynchronous, so that a store's own full-text search can stand behind it.
 */
export interface TextIndex {
  /** Products it knows; 0 before the first ingest. */
  readonly products: number
  /** By product id: every product that holds a word of the text, in any form of it. Empty for a text without words. */
  find (text: string): Promise<ReadonlyMap<string, TextMatch>>
  /**
   * Whether the whole text is a brand, and the products, in order of id, whose title it is. Case and marks do not
   * count.
   */
  named (text: string): Promise<Named>
}

export interface Named {
  readonly isBrand: boolean
  readonly titled: readonly string[]
}
