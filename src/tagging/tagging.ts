/** ASSIGNED: confident enough to write down. SUGGESTED: for a person to decide. ABSTAINED: not known. */
export type Decision = 'ASSIGNED' | 'SUGGESTED' | 'ABSTAINED'

/** What speaks for a value: its prompts, photos of the catalogue, a classifier, the measured color, the title. */
export type EvidenceKind = 'PROMPT' | 'NEIGHBOUR' | 'HEAD' | 'COLOR' | 'TITLE'

export interface Evidence {
  readonly kind: EvidenceKind | 'REVIEW'
  /**
   * Probability that this source alone gives the value, 0 to 1; for NEIGHBOUR the similarity of the photo, for REVIEW
   * 1.
   */
  readonly score: number
  readonly productId?: string | undefined
  readonly imageUrl?: string | undefined
}

export interface LabelCandidate {
  readonly value: string
  /** 0 to 1; calibrated where the model in use has learned it for the attribute. */
  readonly confidence: number
  /** To show, in the language asked for. */
  readonly name?: string | undefined
}

/** What a category is in a list of others. */
export interface ExternalId {
  /** E.g. `google`. */
  readonly list: string
  readonly id: string
}

export interface Tag extends LabelCandidate {
  readonly attribute: string
  /** To show, in the language asked for. */
  readonly attributeName?: string | undefined
  readonly decision: Decision
  /** The next values, best first. */
  readonly alternatives: readonly LabelCandidate[]
  readonly evidence: readonly Evidence[]
}

export interface CategoryTag {
  /**
   * From general to special, e.g. `Home/Furniture/Chair`; ends at the branch that is certain enough. Absent where none
   * is.
   */
  readonly path?: string | undefined
  /** The likeliest category without others below it, however sure; absent where a review rejected it. */
  readonly suggestedPath?: string | undefined
  /** The path to show, in the language asked for. */
  readonly name?: string | undefined
  readonly externalIds?: readonly ExternalId[] | undefined
  readonly confidence: number
  readonly decision: Decision
  readonly alternatives: readonly LabelCandidate[]
  readonly evidence: readonly Evidence[]
}

interface Abstention {
  readonly attribute: string
  /** To show, in the language asked for. */
  readonly attributeName?: string | undefined
  readonly reason: string
  /** The likeliest values, best first; empty where it is not known whether the attribute applies. */
  readonly alternatives: readonly LabelCandidate[]
}

export interface Tagging {
  readonly category: CategoryTag
  readonly tags: readonly Tag[]
  readonly abstained: readonly Abstention[]
}
