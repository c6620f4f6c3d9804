import type { Product } from '../catalogue/product.ts'
import { isColor } from './observation.ts'
import { AS_IT_IS, type ToShop } from './shop-tree.ts'
import { CATEGORY, isWithin, type Attribute, type Taxonomy } from '../taxonomy/taxonomy.ts'

/** What a person holds right and wrong, in the taxonomy's values. */
export interface Opinion {
  readonly right: readonly string[]
  readonly wrong: readonly string[]
}

/** What a person holds of one attribute of a product. */
export interface AttributeOpinion extends Opinion {
  readonly attribute: string
}

const SEPARATOR = ', '

/** What a product states about an attribute; of its category what people or tagging said comes first. */
export function statementOf (product: Product, attribute: string): string | undefined {
  if (attribute === CATEGORY) return product.taxonomyCategory ?? ownCategory(product)
  const own = ownKey(product, attribute)
  if (isColor(attribute)) return product.colors.join(SEPARATOR) || undefined
  return own === undefined ? undefined : product.attributes[own]!.join(SEPARATOR)
}

/**
 * The product with another statement, or without one. A category that the catalogue states stays, whatever is said;
 * where it states none, the product gets the shop's own that fits.
 */
export function withStatement (
  product: Product,
  attribute: string,
  statement: string | undefined,
  toShop: ToShop = AS_IT_IS
): Product {
  if (attribute === CATEGORY) return withCategory(product, statement, toShop)
  const others = Object.fromEntries(
    Object.entries(product.attributes).filter(([name]) => name !== ownKey(product, attribute))
  )
  if (!isColor(attribute)) {
    return {
      ...product,
      attributes: statement === undefined ? others : { ...others, [attribute]: statement.split(SEPARATOR) }
    }
  }
  const colors = statement?.split(SEPARATOR) ?? []
  return { ...product, color: colors[0], colors, attributes: others }
}

function withCategory (product: Product, statement: string | undefined, toShop: ToShop): Product {
  const { taxonomyCategory: _before, isCategoryTagged: _tagged, ...rest } = product
  const own = ownCategory(product)
  if (statement === undefined || statement === own) return { ...rest, category: own }
  if (own !== undefined) return { ...rest, category: own, taxonomyCategory: statement }
  return { ...rest, category: toShop(statement), taxonomyCategory: statement, isCategoryTagged: true }
}

/** What the catalogue itself states. */
function ownCategory ({ category, isCategoryTagged }: Product): string | undefined {
  return isCategoryTagged ? undefined : category
}

/** What is stated once a person's opinion counts: what they hold right, without what they hold wrong. */
export function judged (
  base: string | undefined,
  { right, wrong }: Opinion,
  { name, type }: Attribute,
  taxonomy: Taxonomy
): string | undefined {
  if (right.length === 0 && wrong.length === 0) return base
  if (right.length > 0 && type === 'ONE_OF') return right.join(SEPARATOR)
  const kept = wordsOf(base, name).filter((word) => {
    const label = name === CATEGORY ? taxonomy.resolveCategory(word) : taxonomy.resolve(name, word)
    return label === undefined ? type === 'ONE_OF' : !isAmong(label, wrong, name) && !right.includes(label)
  })
  return [...kept, ...right].join(SEPARATOR) || undefined
}

/** For categories, whatever lies below a listed one is meant, too. */
export function isAmong (label: string, labels: readonly string[], attribute: string): boolean {
  return labels.some((other) => (attribute === CATEGORY ? isWithin(label, other) : label === other))
}

function wordsOf (statement: string | undefined, attribute: string): string[] {
  if (statement === undefined) return []
  return attribute === CATEGORY
    ? [statement]
    : statement
      .split(/[,/|;]/)
      .map((word) => word.trim())
      .filter(Boolean)
}

function ownKey ({ attributes }: Product, attribute: string): string | undefined {
  return Object.keys(attributes).find((name) => name.toLowerCase() === attribute.toLowerCase())
}
