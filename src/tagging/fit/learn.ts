import { fitProfile } from './fit-profile.ts'
import type { LabelledProduct, ObservedProduct } from './labelled-photos.ts'
import type { TaggingProfile } from '../profile.ts'
import type { Tagger } from '../tagger.ts'

/** Parts of the products, each judged by what the others teach. */
const FOLDS = 3

/** Products that may be learned from; those of the split `test` judge a model and are never looked at. */
export function learnable<T extends LabelledProduct> (products: readonly T[]): T[] {
  return products.filter(({ split }) => split !== 'test')
}

/** Products of other splits teach, but thresholds are not set by them: a file may keep its doubtful labels apart. */
const SURE = new Set([undefined, 'train', 'validation'])

/** Learns a profile by cross-fitting: every product teaches what others are judged by. */
export function learn (
  { taxonomy, bank }: Tagger,
  model: string,
  products: readonly ObservedProduct[],
  precision: number
): TaggingProfile {
  const folds = Array.from({ length: FOLDS }, (_, fold) => products.filter((_, i) => i % FOLDS === fold))
  return fitProfile({ taxonomy, bank, model, folds, isSure: ({ split }) => SURE.has(split), precision })
}
