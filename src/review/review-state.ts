import type { Product } from '../catalogue/product.ts'
import { CATEGORY, type Attribute, type Taxonomy } from '../taxonomy/taxonomy.ts'
import { isDecision, type ReviewDecision, type ReviewEntry } from './store/review-entry.ts'
import { isAmong, withStatement, type Opinion } from '../tagging/statement.ts'
import { AttributeHistory, type ReviewState } from './attribute-history.ts'

/** Whether a decision still holds; all of them may have been taken back. */
export function isOpinion ({ right, wrong }: Opinion): boolean {
  return right.length > 0 || wrong.length > 0
}

/** What was worked out for a log; one that grows is another array. */
const known = new WeakMap<readonly ReviewEntry[], Map<string, readonly ReviewState[]>>()

/**
 * Of every attribute of every product that the log names, in the order of their first entries; worked out once for the
 * same entries.
 */
export function reviewStates (entries: readonly ReviewEntry[], taxonomy: Taxonomy): readonly ReviewState[] {
  const ofLog = known.get(entries) ?? new Map<string, readonly ReviewState[]>()
  known.set(entries, ofLog)
  const found = ofLog.get(taxonomy.digest) ?? workOut(entries, taxonomy)
  ofLog.set(taxonomy.digest, found)
  return found
}

function workOut (entries: readonly ReviewEntry[], taxonomy: Taxonomy): ReviewState[] {
  return attributeHistories(entries, taxonomy).map((history) => history.state())
}

/** Of every attribute of every product that the entries name, as far as the taxonomy has it. */
export function attributeHistories (entries: readonly ReviewEntry[], taxonomy: Taxonomy): AttributeHistory[] {
  const histories = new Map<string, AttributeHistory | undefined>()
  const historyOf = new Map<number, AttributeHistory>()
  for (const entry of entries) {
    if (entry.taxonomy !== taxonomy.name) continue
    const history = isDecision(entry) ? historyFor(histories, entry, taxonomy) : historyOf.get(entry.reverts)
    history?.add(entry)
    if (history) historyOf.set(entry.seq, history)
  }
  return [...histories.values()].filter((history) => history !== undefined)
}

/** The product as people see it; tags of the catalogue that say otherwise do not count. */
export function asReviewed (product: Product, reviewed: readonly ReviewState[], taxonomy: Taxonomy): Product {
  return reviewed.filter(isOpinion).reduce((result, { attribute, right, wrong, statement }) => {
    const isOneOf = attributeNamed(attribute, taxonomy)?.type === 'ONE_OF'
    const isDenied = (tag: string) => {
      const label = attribute === CATEGORY ? undefined : taxonomy.resolve(attribute, tag)
      return (
        label !== undefined &&
        (isAmong(label, wrong, attribute) || (isOneOf && right.length > 0 && !right.includes(label)))
      )
    }
    return asSaid({ ...result, tags: result.tags.filter((tag) => !isDenied(tag)) }, attribute, statement)
  }, product)
}

/** The product as the catalogue states it, whatever was written to the index since. */
export function asCatalogued (product: Product, reviewed: readonly ReviewState[]): Product {
  return reviewed.reduce((result, { attribute, base }) => asSaid(result, attribute, base), product)
}

/** For evidence, unlike in the index, what is said of the category takes the place of the shop's. */
function asSaid (product: Product, attribute: string, statement: string | undefined): Product {
  if (attribute !== CATEGORY) return withStatement(product, attribute, statement)
  const { taxonomyCategory: _said, isCategoryTagged: _tagged, ...rest } = product
  return { ...rest, category: statement }
}

/** Undefined for a name that the taxonomy does not have. */
export function attributeNamed (name: string, { category, attributes }: Taxonomy): Attribute | undefined {
  return [category, ...attributes].find((attribute) => attribute.name === name)
}

/** Nothing for an attribute that the taxonomy does not have. */
function historyFor (
  histories: Map<string, AttributeHistory | undefined>,
  { productId, attribute: name }: ReviewDecision,
  taxonomy: Taxonomy
): AttributeHistory | undefined {
  const key = JSON.stringify([productId, name])
  const attribute = attributeNamed(name, taxonomy)
  const history = histories.get(key) ?? (attribute && new AttributeHistory(attribute, taxonomy))
  histories.set(key, history)
  return history
}
