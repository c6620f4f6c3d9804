import type { ListedProduct } from '../../catalogue/listing/listed-product.ts'
import { foldValue } from '../../shared/fold-value.ts'

/** What the products of a catalogue can be asked for by, those of most products first. */
export interface Phrases {
  /** Kinds of things, alone and by color and brand, e.g. `red dresses`. */
  readonly queries: readonly string[]
  /** Paths, as a filter takes them. */
  readonly categories: readonly string[]
  readonly brands: readonly string[]
}

/** Told apart of each kind; rarer ones lead to few products, which are suggested themselves. */
const MAX_PHRASES = 20_000
/** Told apart while counting. */
const MAX_COUNTED = 100_000

export function phrasesOf (products: readonly ListedProduct[]): Phrases {
  const [queries, categories, brands] = [new PhraseCounter(), new PhraseCounter(), new PhraseCounter()]
  for (const { category, brand, colors } of products) {
    if (brand !== undefined) brands.add(brand)
    if (category === undefined) continue
    const steps = category.split('/')
    steps.forEach((_step, i) => categories.add(steps.slice(0, i + 1).join('/')))
    const kind = steps.at(-1)!.toLowerCase()
    queries.add(kind)
    for (const color of colors) queries.add(`${color.toLowerCase()} ${kind}`)
    if (brand !== undefined) queries.add(`${brand} ${kind}`)
  }
  return { queries: queries.mostFrequent(), categories: categories.mostFrequent(), brands: brands.mostFrequent() }
}

/** Counts phrases whose spellings differ as one. */
class PhraseCounter {
  readonly #folds = new Map<string, string>()
  readonly #counts = new Map<string, { readonly phrase: string, count: number }>()

  add (phrase: string): void {
    const fold = this.#folds.get(phrase) ?? foldValue(phrase)
    const known = this.#counts.get(fold)
    if (known) known.count++
    else if (this.#counts.size < MAX_COUNTED) {
      this.#folds.set(phrase, fold)
      this.#counts.set(fold, { phrase, count: 1 })
    }
  }

  mostFrequent (): string[] {
    const counts = [...this.#counts.values()].sort((a, b) => b.count - a.count || (a.phrase < b.phrase ? -1 : 1))
    return counts.slice(0, MAX_PHRASES).map(({ phrase }) => phrase)
  }
}
