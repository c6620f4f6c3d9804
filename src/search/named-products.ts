import { toIdentifier } from '../catalogue/records.ts'
import { productIdOf } from '../catalogue/record-keys.ts'
import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import type { Embedding } from '../embedding/embedder.ts'
import type { Filter } from '../vectors/filter.ts'
import type { Candidate } from '../vectors/vector-store.ts'

/** Views looked at of products that the text names. */
export const MAX_NAMED_RECORDS = 100
const MARKS = /^[^\p{L}\d]+|[^\p{L}\d]+$/gu
/** A code rather than a word: digits, perhaps with letters and dashes, and long enough not to be a size or a count. */
const CODE = /^(?=.*\d)[\p{L}\d][\p{L}\d._/-]{3,}$/u

export interface Naming {
  readonly text: string | undefined
  /** Whether the text is known for a brand; else the most frequent brands are looked at. */
  readonly isBrand: boolean
  readonly embedding: Embedding
  readonly filter: Filter | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * Views of products that the text names by id, SKU, GTIN or exact brand: vectors do not tell one code from the next,
 * so these are found by filter. Costs a second query only where the text may name something.
 */
export async function findNamed (
  { text, isBrand, embedding, filter, signal }: Naming,
  { index, manifest }: OpenIndex
): Promise<Candidate[]> {
  const names = text
    ? namesIn(text, isBrand || manifest.facets.brands.some(({ value }) => toIdentifier(value) === toIdentifier(text)))
    : []
  if (names.length === 0) return []
  const named: Filter = { key: 'identifiers', op: 'in', value: names }
  return await index.candidates(embedding, {
    topK: MAX_NAMED_RECORDS,
    filter: filter ? { and: [named, filter] } : named,
    signal
  })
}

export function productIds (matches: readonly Candidate[]): Set<string> {
  return new Set(matches.map(({ key }) => productIdOf(key)))
}

function namesIn (text: string, isBrand: boolean): string[] {
  const whole = toIdentifier(text)
  // As it is and without the marks around it: a code may end in one, and so may a sentence.
  const words = whole.split(/[\s,;]+/).flatMap((word) => [word, word.replace(MARKS, '')])
  const codes = words.filter((word) => CODE.test(word))
  return [...new Set(isBrand || CODE.test(whole) ? [whole, ...codes] : codes)].slice(0, 10)
}
