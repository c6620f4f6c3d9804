import type { EnsembleWeights, Trust } from './profile.ts'
import type { LabelEvidence } from './label-evidence.ts'
import type { LabelCandidate, EvidenceKind } from './tagging.ts'
import type { Attribute } from '../taxonomy/taxonomy.ts'

/** Share of the neighbours' vote from which they are examples of a label that was learned from none. */
const NEIGHBOURS_SAY = 0.7

/** Tells whether a value of one attribute is sure enough to be assigned. */
export class Trusting {
  readonly #attribute: Attribute
  readonly #sources: readonly LabelEvidence[]
  readonly #weighing: Pick<EnsembleWeights, 'threshold' | 'labels' | 'others'>

  constructor (attribute: Attribute, sources: readonly LabelEvidence[], weighing: EnsembleWeights) {
    this.#attribute = attribute
    this.#sources = sources
    this.#weighing = weighing
  }

  /** Confidence from which a label is assigned, if it is near enough, too; absent where nobody knows. */
  thresholdOf (value: string): number | undefined {
    return this.#learned(value)?.confidence ?? this.#weighing.threshold
  }

  /** `leaf` is the label that stands for a branch. */
  isSure ({ value, confidence }: LabelCandidate, leaf = value): boolean {
    const threshold = this.thresholdOf(value)
    // Without one nobody knows how often an answer is right: it is only suggested.
    if (threshold === undefined || confidence < threshold) return false
    const row = this.#attribute.labels.findIndex((label) => label.value === leaf)
    const learned = this.#learned(value)
    if (learned) return this.#nearness('PROMPT', row) >= (learned.nearness ?? -Infinity)
    return this.#isNear(row) || this.#areNeighbours(row)
  }

  /** The taxonomy's own word, else what its examples taught; undefined of a label without. */
  #learned (value: string): Trust | undefined {
    const [{ threshold: own }, { labels, threshold }] = [this.#attribute, this.#weighing]
    if (own !== undefined) return { confidence: own }
    if (labels !== undefined) return labels[value]
    return threshold === undefined ? undefined : { confidence: threshold }
  }

  #isNear (row: number): boolean {
    const { photo: alone = Infinity, titled = Infinity } = this.#weighing.others ?? {}
    const photo = this.#nearness('PROMPT', row)
    if (!this.#sources.some(({ kind }) => kind === 'TITLE')) return photo >= alone
    return (photo + this.#nearness('TITLE', row)) / 2 >= titled
  }

  #areNeighbours (row: number): boolean {
    return this.#sources.some(
      ({ kind, probabilities }) => kind === 'NEIGHBOUR' && probabilities[row]! >= NEIGHBOURS_SAY
    )
  }

  #nearness (of: EvidenceKind, row: number): number {
    return this.#sources.find(({ kind }) => kind === of)?.nearness?.[row] ?? -Infinity
  }
}
