import type { ObservedProduct } from '../tagging/fit/labelled-photos.ts'
import type { Neighbour } from '../tagging/observation.ts'
import type { Learned } from '../review/learned.ts'
import { evaluateTagging, type AttributeFigures, type EvaluateTaggingOptions } from './tagging.ts'

/** Figures of the same products without and with what was learned from reviews. */
export interface ReviewFigures {
  /** Last entry of the log that was learned from. */
  readonly reviewVersion: number
  /** Products learned from, none of which is judged. */
  readonly examples: number
  readonly before: readonly AttributeFigures[]
  readonly after: readonly AttributeFigures[]
}

/** Judges the same products twice; what was reviewed is an example and no test. */
export function evaluateReviews (given: EvaluateTaggingOptions, learned: Learned): ReviewFigures {
  const judged = { ...given, products: given.products.filter(({ product }) => learned.of(product.id).length === 0) }
  const seen = (see: (neighbours: readonly Neighbour[]) => Neighbour[]) => (product: ObservedProduct) => {
    const observation = given.observe(product)
    return { ...observation, neighbours: see(observation.neighbours) }
  }
  // The index states by now what was decided.
  const before = evaluateTagging({ ...judged, observe: seen((neighbours) => learned.forget(neighbours)) })
  const tagger = given.tagger.withPrototypes(learned.prototypes)
  const after = evaluateTagging({ ...judged, tagger, observe: seen((neighbours) => learned.correct(neighbours)) })
  return { reviewVersion: learned.version, examples: learned.examples, before, after }
}

/** For reading: what the reviews changed, one line for each attribute. */
export function formatReviewReport ({ reviewVersion, examples, before, after }: ReviewFigures): string {
  const width = Math.max(9, ...after.map(({ attribute }) => attribute.length))
  const rows = after.map((figures) => {
    const old = before.find(({ attribute }) => attribute === figures.attribute)!
    const cells = [
      change(old.top1, figures.top1),
      change(old.macroF1, figures.macroF1),
      change(old.calibrationError, figures.calibrationError)
    ]
    return `${figures.attribute.padEnd(width)}  ${cells.join('   ')}  ${String(figures.products).padStart(8)}`
  })
  return [
    `Without and with ${examples} reviewed products, up to entry ${reviewVersion} of the log; none of them is judged.`,
    '',
    `${'attribute'.padEnd(width)}  ${['top-1', 'macro F1', 'ECE'].map((name) => name.padEnd(13)).join('   ')}  products`,
    ...rows,
    '',
    ''
  ].join('\n')
}

function change (before: number, after: number): string {
  return `${before.toFixed(3)} → ${after.toFixed(3)}`
}
