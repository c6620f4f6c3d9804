import MiniSearch from 'minisearch'
import type { Product } from '../../catalogue/product.ts'
import type { Named, TextIndex, TextMatch, TextMatches } from '../../vectors/text-index.ts'
import { FIELD_WEIGHTS, rarityOf, type TextField } from '../../vectors/text-weights.ts'
import { stem, tellingWords, wordsOf } from '../../shared/words.ts'

type Entry = Readonly<Record<'id' | TextField, string>>

const FIELDS = Object.keys(FIELD_WEIGHTS)

/** An index in this process, for a store that has none: built from the metadata of its products, which it lists. */
export class MiniSearchTextIndex implements TextIndex {
  readonly #index = new MiniSearch<Entry>({ fields: FIELDS, tokenize: wordsOf, processTerm: stem })
  /** Products with each word; what makes a word rare. */
  readonly #counts = new Map<string, number>()
  readonly #titles = new Map<string, string[]>()
  readonly #brands = new Set<string>()

  get products (): number {
    return this.#index.documentCount
  }

  has (id: string): boolean {
    return this.#index.has(id)
  }

  /** A product that is there already is left as it is. */
  add (product: Product): void {
    if (this.has(product.id)) return
    const entry = entryOf(product)
    this.#index.add(entry)
    for (const word of new Set([
      ...tellingWords(entry.title),
      ...tellingWords(entry.kind),
      ...tellingWords(entry.text)
    ])) {
      this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1)
    }
    if (product.brand) this.#brands.add(nameOf(product.brand))
    const title = nameOf(entry.title)
    if (title !== '') this.#titles.set(title, [...(this.#titles.get(title) ?? []), product.id])
  }

  async find (text: string): Promise<TextMatches> {
    const found = this.#find(text)
    return {
      best: async (least, count) => {
        const ids = [...found].filter(([, { share }]) => share >= least).sort(byShare)
        return new Map(ids.slice(0, count))
      },
      of: async (ids) => new Map(ids.flatMap((id) => (found.has(id) ? [[id, found.get(id)!]] : [])))
    }
  }

  #find (text: string): Map<string, TextMatch> {
    const words = tellingWords(text)
    const weights = new Map(words.map((word) => [word, this.#rarityOf(word)]))
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
    const found = new Map<string, TextMatch>()
    if (total === 0) return found
    // Words are in their one form already, and only whole ones count.
    for (const { id, match } of this.#index.search(words.join(' '), { prefix: false, fuzzy: false })) {
      const sum = Object.entries(match).reduce(
        (sum, [word, fields]) => sum + (weights.get(word) ?? 0) * bestOf(fields),
        0
      )
      found.set(id as string, { share: sum / total })
    }
    return found
  }

  async named (text: string): Promise<Named> {
    const name = nameOf(text)
    return { isBrand: this.#brands.has(name), titled: [...(this.#titles.get(name) ?? [])].sort() }
  }

  #rarityOf (word: string): number {
    return rarityOf(this.products, this.#counts.get(word) ?? 0)
  }
}

function byShare ([a, left]: readonly [string, TextMatch], [b, right]: readonly [string, TextMatch]): number {
  return right.share - left.share || (a < b ? -1 : 1)
}

function bestOf (fields: readonly string[]): number {
  return Math.max(...fields.map((field) => FIELD_WEIGHTS[field as TextField]))
}

function entryOf ({
  id,
  title = '',
  description = '',
  brand = '',
  category = '',
  colors,
  tags,
  attributes,
  variants
}: Product): Entry {
  const kind = [brand, category, ...colors, ...tags].join(' ')
  // Each size and color once, with its name: a shopper asks for `size 42`.
  const options = new Set(variants.flatMap(({ options }) => options.flatMap(({ name, value }) => [name, value])))
  return { id, title, kind, text: [description, ...Object.values(attributes).flat(), ...options].join(' ') }
}

/** Case and marks between words do not tell names apart. */
function nameOf (text: string): string {
  return wordsOf(text).join(' ')
}
