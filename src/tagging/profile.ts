import { readFile } from 'node:fs/promises'
import { TaggingProfileInvalidError } from '../errors.ts'
import type { EvidenceKind } from './tagging.ts'
import type { HeadJson } from './head.ts'

/** From where on a label is assigned at the precision aimed at. */
export interface Trust {
  readonly confidence: number
  /** As near as a photo must be to the words of the label, in deviations; absent where that tells nothing. */
  readonly nearness?: number | undefined
}

/** How what some sources say becomes a confidence, and from which confidence on the answer counts. */
export interface EnsembleWeights {
  /** Exponents of the sources' probabilities. */
  readonly weights: Readonly<Partial<Record<EvidenceKind, number>>>
  /** Divides the combined score (Guo et al. 2017, section 4.2). */
  readonly temperature: number
  /** Added to the score of each label where a product can have several of them (Platt 1999). */
  readonly offset: number
  /** Confidence from which a value is assigned at the precision aimed at; absent where none was learned. */
  readonly threshold?: number | undefined
  /** By label or branch that had enough examples. Without the list the threshold holds for all labels. */
  readonly labels?: Readonly<Record<string, Trust>> | undefined
  /** As near as photo, or photo and title together, must be to a label that had no examples; absent: never assigned. */
  readonly others?: { readonly photo?: number | undefined, readonly titled?: number | undefined } | undefined
}

/**
 * One weighing for each set of sources, by `keyOf`: what is right where neighbours speak is too timid where they are
 * silent.
 */
export type AttributeProfile = Readonly<Record<string, EnsembleWeights>>

/** What was learned about tagging with one model. */
export interface TaggingProfile {
  readonly version: 2
  /** The embedder it holds for. */
  readonly model: string
  /** The taxonomy that heads and thresholds hold for. */
  readonly taxonomy: string
  /** Precision that thresholds were set for. */
  readonly precision: number
  readonly attributes: Readonly<Record<string, AttributeProfile>>
  readonly heads: readonly HeadJson[]
}

/**
 * Without a profile: equal say for each source, more for what was measured and for a title. The photo speaks twice as
 * well, since a classifier repeats the prompts for labels that it does not know.
 */
export const DEFAULT_ENSEMBLE: EnsembleWeights = {
  weights: { PROMPT: 1, NEIGHBOUR: 1, HEAD: 1, COLOR: 2, TITLE: 2 },
  temperature: 1,
  offset: 0
}

/** A value is shown to a person where it is more likely right than not. */
export const SUGGEST_ABOVE = 0.5

/** Names a set of sources, e.g. `HEAD+PROMPT`. */
export function keyOf (kinds: readonly EvidenceKind[]): string {
  return [...kinds].sort().join('+')
}

/**
 * The weighing of a set of sources. Photos are mostly learned from without their titles: a title is then added
 * to what was learned for the others, and where nothing was, all are weighed as without a profile.
 */
export function weighingOf (profile: AttributeProfile | undefined, kinds: readonly EvidenceKind[]): EnsembleWeights {
  const learned = profile?.[keyOf(kinds)]
  if (learned) return learned
  const untitled = profile?.[keyOf(kinds.filter((kind) => kind !== 'TITLE'))]
  return untitled ? { ...untitled, weights: { ...DEFAULT_ENSEMBLE.weights, ...untitled.weights } } : DEFAULT_ENSEMBLE
}

/** A profile file, undefined where there is none. Throws TAGGING_PROFILE_INVALID. */
export async function readProfile (file: string): Promise<TaggingProfile | undefined> {
  try {
    const profile = JSON.parse(await readFile(file, 'utf8')) as Partial<TaggingProfile>
    if (profile.version !== 2 || !profile.model || !profile.attributes || !profile.heads) {
      throw new TypeError('it lacks version 2, model, attributes or heads')
    }
    return profile as TaggingProfile
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TaggingProfileInvalidError(file, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
