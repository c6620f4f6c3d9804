import { readFile } from 'node:fs/promises'
import { TaggingProfileInvalidError } from '../errors.ts'
import type { EvidenceKind } from './tagging.ts'
import type { HeadJson } from './head.ts'

/** How the sources of one attribute are combined, and from which confidence on the answer counts. */
export interface AttributeProfile {
  /** Exponents of the sources' probabilities. */
  readonly weights: Readonly<Record<EvidenceKind, number>>
  /** Divides the combined score (Guo et al. 2017, section 4.2). */
  readonly temperature: number
  /** Confidence from which a value is assigned at the precision aimed at; absent where none was learned. */
  readonly threshold?: number | undefined
}

/** What was learned about tagging with one model. */
export interface TaggingProfile {
  readonly version: 1
  /** The embedder it holds for. */
  readonly model: string
  /** The taxonomy that heads and thresholds hold for. */
  readonly taxonomy: string
  /** Precision that thresholds were set for. */
  readonly precision: number
  readonly attributes: Readonly<Record<string, AttributeProfile>>
  readonly heads: readonly HeadJson[]
}

/** Without a profile: equal say for each source, more for what was learned or measured. */
export const DEFAULT_PROFILE: AttributeProfile = {
  weights: { PROMPT: 1, NEIGHBOUR: 1, HEAD: 1, COLOR: 2, TITLE: 1 },
  temperature: 1
}

/** A value is shown to a person where it is more likely right than not. */
export const SUGGEST_ABOVE = 0.5

/** A profile file, undefined where there is none. Throws TAGGING_PROFILE_INVALID. */
export async function readProfile (file: string): Promise<TaggingProfile | undefined> {
  try {
    const profile = JSON.parse(await readFile(file, 'utf8')) as Partial<TaggingProfile>
    if (profile.version !== 1 || !profile.model || !profile.attributes || !profile.heads) throw new TypeError('it lacks version 1, model, attributes or heads')
    return profile as TaggingProfile
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TaggingProfileInvalidError(file, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
