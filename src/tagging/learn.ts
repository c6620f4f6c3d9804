import { fitProfile } from './fit-profile.ts'
import type { LabelledProduct, ObservedProduct } from './labelled-photos.ts'
import type { TaggingProfile } from './profile.ts'
import type { Tagger } from './tagger.ts'

/** Where a file names no splits, one product in so many is kept to learn confidences from. */
const VALIDATION_STEP = 5

/** Products that may be learned from; those of the split `test` judge a model and are never looked at. */
export function learnable<T extends LabelledProduct> (products: readonly T[]): T[] {
  return products.filter(({ split }) => split !== 'test')
}

/** Learns a profile; `validation` photos set weights and thresholds, all others teach the classifiers. */
export function learn (tagger: Tagger, model: string, products: readonly ObservedProduct[], precision: number): TaggingProfile {
  const isNamed = products.some(({ split }) => split === 'validation')
  const isValidation = ({ split }: ObservedProduct, i: number) => isNamed ? split === 'validation' : i % VALIDATION_STEP === 0
  return fitProfile({
    taxonomy: tagger.taxonomy,
    bank: tagger.bank,
    model,
    train: products.filter((product, i) => !isValidation(product, i)),
    validation: products.filter(isValidation),
    precision
  })
}
