import { toIdentifier, productIdOf } from '../catalogue/records.ts'
import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import type { Embedding } from '../embedding/embedder.ts'
import type { Filter } from '../vectors/filter.ts'
import type { Match } from '../vectors/vector-store.ts'

/** Views looked at of products that the text names. */
export const MAX_NAMED_VIEWS = 100
const MARKS = /^[^\p{L}\d]+|[^\p{L}\d]+$/gu
/** A code rather than a word: digits, perhaps with letters and dashes, and long enough not to be a size or a count. */
const CODE = /^(?=.*\d)[\p{L}\d][\p{L}\d._/-]{3,}$/u

/**
 * Views of products that the text names by id, SKU, GTIN or exact brand: vectors do not tell one code from the next,
 * so these are found by filter. Costs a second query only where the text may name something.
 */
export async function findNamed (text: string | undefined, embedding: Embedding, { index, manifest }: OpenIndex, filter: Filter | undefined, signal: AbortSignal | undefined): Promise<Match[]> {
  const names = text ? namesIn(text, manifest.facets.brands.map(({ value }) => toIdentifier(value))) : []
  if (names.length === 0) return []
  const named: Filter = { key: 'identifiers', op: 'in', value: names }
  return await index.query(embedding, { topK: MAX_NAMED_VIEWS, filter: filter ? { and: [named, filter] } : named, signal })
}

export function productIds (matches: readonly Match[]): Set<string> {
  return new Set(matches.map(({ key }) => productIdOf(key)))
}

function namesIn (text: string, brands: readonly string[]): string[] {
  const whole = toIdentifier(text)
  // As it is and without the marks around it: a code may end in one, and so may a sentence.
  const words = whole.split(/[\s,;]+/).flatMap((word) => [word, word.replace(MARKS, '')])
  const codes = words.filter((word) => CODE.test(word))
  return [...new Set(brands.includes(whole) || CODE.test(whole) ? [whole, ...codes] : codes)].slice(0, 10)
}
