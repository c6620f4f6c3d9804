import type { Product } from '../catalogue/product.ts'
import type { Embedding } from '../embedding/embedder.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import { CATEGORY } from '../taxonomy/taxonomy.ts'

/** A photo of the catalogue that looks like the one to tag. */
export interface Neighbour {
  readonly product: Product
  readonly imageUrl?: string | undefined
  /** Cosine similarity. */
  readonly score: number
}

/** All that is known of a product before it is tagged. */
export interface Observation {
  readonly embedding: Embedding
  /** Nearest first. */
  readonly neighbours: readonly Neighbour[]
  /** Similarity of two photos of different products, by which a nearest photo is told from a like one. */
  readonly unlike?: { readonly mean: number; readonly deviation: number } | undefined
  /**
   * How much speaks for each color, by name, adding up to 1: its share of the thing, or how likely it is named so.
   * Absent where neither photo nor model tells.
   */
  readonly colors?: ReadonlyMap<string, number> | undefined
  readonly title?: { readonly text: string; readonly embedding: Embedding } | undefined
}

/** What a product says about an attribute, in the taxonomy's values. */
export function statedLabels (product: Product, attribute: string, taxonomy: Taxonomy): string[] {
  if (attribute === CATEGORY) {
    const category = product.taxonomyCategory ?? product.category
    return known([category && taxonomy.resolveCategory(category)])
  }
  const own = Object.entries(product.attributes).filter(([name]) => name.toLowerCase() === attribute.toLowerCase())
  const values = [...own.flatMap(([, values]) => values), ...(isColor(attribute) ? product.colors : [])].flatMap(
    (value) => value.split(/[,/|;]| and /)
  )
  return known([...values, ...product.tags].map((value) => taxonomy.resolve(attribute, value)))
}

export function isColor (attribute: string): boolean {
  return attribute === 'color' || attribute === 'colour'
}

function known (values: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(values.filter((value) => value !== undefined && value !== ''))] as string[]
}
