import { setImmediate } from 'node:timers/promises'
import type { ListedProduct } from '../../catalogue/listing/listed-product.ts'
import type { ProductList } from '../../catalogue/listing/product-list.ts'
import { foldValue } from '../../shared/fold-value.ts'
import { phrasesOf, type Phrases } from './phrases.ts'
import { WordIndex, wordsOf, type Hit } from './word-index.ts'

/** What words that are being typed may lead to. */
export interface Suggestions {
  /** Whole queries, spelt as the catalogue spells them. */
  readonly queries: readonly string[]
  readonly categories: readonly string[]
  readonly brands: readonly string[]
  readonly products: readonly ListedProduct[]
}

type Indexes = Readonly<Record<keyof Suggestions, WordIndex>>

/** Products whose words complete a query, where kinds of things do not. */
const MAX_COMPLETING = 20

/** Suggestions of one list of products, answered from memory. */
export class SuggestionIndex {
  readonly #phrases: Phrases
  readonly #products: readonly ListedProduct[]
  readonly #indexes: Indexes

  private constructor (phrases: Phrases, products: readonly ListedProduct[], indexes: Indexes) {
    this.#phrases = phrases
    this.#products = products
    this.#indexes = indexes
  }

  static async of (list: ProductList): Promise<SuggestionIndex> {
    // What can be bought is suggested first.
    const products = [...list.products].sort((a, b) => Number(a.inStock === false) - Number(b.inStock === false))
    await setImmediate()
    const phrases = phrasesOf(products)
    const indexes = {
      queries: await WordIndex.of(phrases.queries),
      categories: await WordIndex.of(phrases.categories.map((path) => path.slice(path.lastIndexOf('/') + 1))),
      brands: await WordIndex.of(phrases.brands),
      products: await WordIndex.of(products.map(({ title = '', brand = '' }) => `${title} ${brand}`))
    }
    return new SuggestionIndex(phrases, products, indexes)
  }

  /** At most `first` of each kind. Without words: what most products are. */
  suggest (text: string, first: number): Suggestions {
    const { queries, categories, brands } = this.#phrases
    if (wordsOf(text).length === 0) {
      return {
        queries: queries.slice(0, first),
        categories: categories.slice(0, first),
        brands: brands.slice(0, first),
        products: []
      }
    }
    const find = <T>(kind: keyof Suggestions, values: readonly T[]) =>
      this.#indexes[kind].find(text, first).map((hit) => values[hit.text]!)
    const found = this.#indexes.products.find(text, Math.max(first, MAX_COMPLETING))
    return {
      queries: withCompleted(find('queries', queries), found, first),
      categories: find('categories', categories),
      brands: find('brands', brands),
      products: found.slice(0, first).map((hit) => this.#products[hit.text]!)
    }
  }
}

/** Kinds of things, then words of products in the place of what was typed. */
function withCompleted (kinds: readonly string[], found: readonly Hit[], first: number): string[] {
  const queries = new Map(kinds.map((query) => [foldValue(query), query]))
  for (const { words } of found) {
    if (queries.size >= first) break
    const query = words.join(' ')
    if (!queries.has(foldValue(query))) queries.set(foldValue(query), query)
  }
  return [...queries.values()]
}
