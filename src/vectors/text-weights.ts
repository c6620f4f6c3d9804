/** How much a word counts by where it stands; a description names much that a product is not. */
export const FIELD_WEIGHTS = {
  title: 1,
  /** Brand, category, colors, tags. */
  kind: 0.9,
  /** Description, attributes, options of variants. */
  text: 0.6
} as const

export type TextField = keyof typeof FIELD_WEIGHTS

/** How much a word says, by how many of the products have it. One that none has is rarer than any. */
export function rarityOf (products: number, having: number): number {
  return Math.log(1 + (products + 1) / (having || 0.5))
}
