import { dot } from '../../embedding/embedder.ts'
import type { LabelledProduct, ObservedProduct } from './labelled-photos.ts'
import type { Observation } from '../observation.ts'

const NEIGHBOURS = 50
const PAIRS = 2000

/** Labelled photos in memory that stand in for a catalogue. */
export class LabelledNeighbours {
  readonly #products: readonly ObservedProduct[]
  readonly #unlike: Observation['unlike']

  constructor (products: readonly ObservedProduct[]) {
    this.#products = products
    this.#unlike = products.length > 2 ? similarityOfPairs(products) : undefined
  }

  /** What is known of a product; it is not its own neighbour. */
  observe ({ product, embedding, colors, title }: ObservedProduct): Observation {
    const scored = this.#products
      .filter((other) => other.product.id !== product.id)
      .map((other) => ({ product: other.product, score: dot(embedding, other.embedding) }))
    return {
      embedding,
      colors,
      title,
      unlike: this.#unlike,
      neighbours: scored.sort((a, b) => b.score - a.score).slice(0, NEIGHBOURS)
    }
  }
}

/** The first `count` products of each category, in the order of the file. */
export function takeShots<T extends LabelledProduct> (products: readonly T[], count: number): T[] {
  const seen = new Map<string, number>()
  return products.filter(({ product: { category = '' } }) => {
    seen.set(category, (seen.get(category) ?? 0) + 1)
    return seen.get(category)! <= count
  })
}

function similarityOfPairs (products: readonly ObservedProduct[]): { mean: number; deviation: number } {
  // Far apart in the file, in a fixed order: as good as drawn, and the same in every run.
  const stride = Math.max(1, Math.floor(products.length / 2.7))
  const count = Math.min(PAIRS, products.length)
  const scores = Array.from({ length: count }, (_, i) =>
    dot(products[i]!.embedding, products[(i + stride) % products.length]!.embedding)
  )
  const mean = scores.reduce((sum, score) => sum + score, 0) / count
  return { mean, deviation: Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / count) }
}
