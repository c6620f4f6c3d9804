import { BadUserInputError } from '../errors.ts'
import { scoresOf } from '../catalogue/calibrate.ts'
import type { Calibration } from '../catalogue/manifest.ts'
import type { RecordKind } from '../catalogue/record-keys.ts'
import { normalise, type Embedding } from '../embedding/embedder.ts'
import type { PartName, QueryPart, WeightedPart } from './query-part.ts'

export type FusionPreset = 'BALANCED' | 'MEAN' | 'SIMILAR' | 'MODIFY'

export interface Fusion {
  readonly preset?: FusionPreset | 'RECOLOR' | undefined
  /** Own weights, 0 to 1, each overriding the preset's. */
  readonly weights?: Partial<Readonly<Record<PartName, number>>> | undefined
}

/** RECOLOR is not asked for by name: MODIFY where a photo is asked for in the words' color, and they say no more. */
type Preset = FusionPreset | 'RECOLOR'

type Shares = Readonly<Record<PartName, number>>

/** What is shown, as a photo, a clip, a document, a sound or a product, shares alike. */
function shares (TEXT: number, others: number, WITHOUT: number): Shares {
  return { TEXT, IMAGE: others, VIDEO: others, DOCUMENT: others, AUDIO: others, LIKE: others, WITHOUT }
}

const PRESETS: Readonly<Record<Preset, Shares>> = {
  BALANCED: shares(0.5, 0.5, 0.4),
  MEAN: shares(0.5, 0.5, 0.5),
  SIMILAR: shares(0.25, 0.75, 0.3),
  MODIFY: shares(0.75, 0.25, 0.4),
  RECOLOR: shares(0.1, 0.9, 0.4)
}

/** Below this, what is left of a sum of unit vectors is error of rounding. */
const LEAST_LENGTH = 1e-6

/**
 * Weights of the parts; their absolute values add up to 1.
 *
 * Photos score wider apart against photos than words do, so that equal raw weights let the photo decide (WeiMoCIR,
 * arXiv 2409.04918: 14 to 17 points of recall@10 lost). Presets therefore share out *standardised* scores
 * (arXiv 2511.22141): a share is divided by the spread of its modality, as measured on the catalogue.
 * MEAN and own weights are taken as they are.
 */
export function weigh (
  parts: readonly QueryPart[],
  fusion: Fusion,
  calibration: Calibration | undefined
): WeightedPart[] {
  const { preset = 'BALANCED', weights: own = {} } = fusion
  const spread = (modality: RecordKind) => (preset === 'MEAN' ? 1 : scoresOf(calibration, modality, 'image')?.deviation || 1)
  // A product is liked by its words and its photo, which share the weight of the one part that they are.
  const partsNamed = ({ name }: QueryPart) => parts.filter((part) => part.name === name).length
  const raw = parts.map(
    (part) => (own[part.name] ?? PRESETS[preset][part.name] / spread(part.modality)) / partsNamed(part)
  )
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) {
    throw new BadUserInputError(
      'All weights of `fusion` are 0. Give at least one part of the query a weight above 0.'
    )
  }
  return parts.map((part, i) => ({ weight: ((part.name === 'WITHOUT' ? -1 : 1) * raw[i]!) / total, ...part }))
}

/**
 * Weighted sum of unit vectors at unit length: ranks as the weighted sum of the parts' cosine similarities.
 * Throws BAD_USER_INPUT where nothing is left of it.
 */
export function fuse (parts: readonly WeightedPart[]): Embedding {
  const sum = sumOf(parts)
  if (lengthOf(sum) < LEAST_LENGTH) {
    throw new BadUserInputError(
      'The parts of the query cancel each other out: what is asked for is what `without` takes away. Change one of them, or their weights.'
    )
  }
  return normalise(sum)
}

/** Length of the weighted sum before it was normalised; scores of the parts add up to score times this. */
export function fusedLength (parts: readonly WeightedPart[]): number {
  return lengthOf(sumOf(parts))
}

function lengthOf (vector: Float32Array): number {
  let sum = 0
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!
  return Math.sqrt(sum)
}

function sumOf (parts: readonly WeightedPart[]): Float32Array {
  const sum = new Float32Array(parts[0]?.embedding.length ?? 0)
  for (const { embedding, weight } of parts) {
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + weight * embedding[i]!
  }
  return sum
}
