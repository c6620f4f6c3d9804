import type { KeySort } from '../sort.ts'
import type { UnwantedField } from './facet-values.ts'

/** A price of at least `min` and at most `max`. */
export interface PricePhrase {
  readonly kind: 'PRICE'
  /** As written. */
  readonly phrase: string
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** ISO 4217 code, where the words or the catalogue say one. */
  readonly currency?: string | undefined
}

export interface SortPhrase {
  readonly kind: 'SORT'
  readonly phrase: string
  readonly sort: KeySort
}

/** Something that is not wanted: values of the catalogue, or words that count against a product. */
export interface NotPhrase {
  readonly kind: 'NOT'
  readonly phrase: string
  readonly value: string
  /** Fields of `filter.not` that have the value; none where words count against. */
  readonly fields: readonly UnwantedField[]
  /** Whether a product is left out that is named by the words: `-digital` means it, `without laces` does not. */
  readonly isStrict: boolean
}

export type Phrase = PricePhrase | SortPhrase | NotPhrase

/** Where a phrase stands in a text. */
export interface Span<T extends Phrase = Phrase> {
  readonly start: number
  readonly end: number
  readonly phrase: T
}
