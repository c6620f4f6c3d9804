import { dot, truncate, type Embedding } from '../embedding/embedder.ts'
import type { Shifts } from './label-embeddings.ts'

/** A photo of which a person said whether it shows a label. */
export interface Example {
  readonly attribute: string
  /** Position of the label. */
  readonly label: number
  readonly isRight: boolean
  readonly embedding: Embedding
}

/** Where photos of a label lie, seen from the middle of all photos. */
interface Direction {
  readonly attribute: string
  readonly label: number
  readonly vector: Float32Array
  /**
   * How much a photo's likeness counts, in deviations of the catalogue's photos; negative for what is not the label.
   */
  readonly weight: number
}

/**
 * Shares of accepted and rejected examples, as Manning, Raghavan and Schütze 2008, section 9.1.1, use them after
 * Rocchio 1971.
 */
const PULL = 0.75
const PUSH = 0.15
/** Examples at which half of the share counts: one photo says little about a label. */
const HALF_AT = 2
/** One photo that is like no other may not outshout everything else. */
const MAX_DEVIATIONS = 4
/** Fewer photos say too little about how much photos differ. */
const MIN_PHOTOS = 4

/**
 * Label prototypes moved by examples: the embedding of the label's words plus the mean of accepted photos minus that of
 * rejected ones (Rocchio). Photos lie apart from words in all models, so only how they differ from the catalogue's
 * other photos is added; and it is added to the similarities, which is the same as moving the embedding.
 */
export class Prototypes {
  readonly #middle: Float32Array
  readonly #directions: readonly Direction[]

  private constructor (middle: Float32Array, directions: readonly Direction[]) {
    this.#middle = middle
    this.#directions = directions
  }

  /** `photos` are any of the catalogue, of the dimension of the examples. */
  static from (examples: readonly Example[], photos: readonly Embedding[]): Prototypes | undefined {
    if (examples.length === 0 || photos.length < MIN_PHOTOS) return undefined
    const middle = meanOf(photos)
    const centred = photos.map((photo) => minus(photo, middle))
    const directions = [...groups(examples).values()].flatMap((group) => {
      const direction = directionOf(group, middle, centred)
      return direction ? [direction] : []
    })
    return new Prototypes(middle, directions)
  }

  /** How much more than its words alone each moved label resembles the photo, in deviations. */
  shifts (embedding: Embedding): Shifts {
    const dimension = this.#middle.length
    const photo = minus(embedding.length === dimension ? embedding : truncate(embedding, dimension), this.#middle)
    const shifts = new Map<string, Map<number, number>>()
    for (const { attribute, label, vector, weight } of this.#directions) {
      const deviations = Math.max(-MAX_DEVIATIONS, Math.min(MAX_DEVIATIONS, dot(photo, vector)))
      const ofAttribute = shifts.get(attribute) ?? new Map<number, number>()
      ofAttribute.set(label, (ofAttribute.get(label) ?? 0) + weight * deviations)
      shifts.set(attribute, ofAttribute)
    }
    return shifts
  }
}

function groups (examples: readonly Example[]): Map<string, Example[]> {
  const groups = new Map<string, Example[]>()
  for (const example of examples) {
    const key = JSON.stringify([example.attribute, example.label, example.isRight])
    const group = groups.get(key)
    if (group) group.push(example)
    else groups.set(key, [example])
  }
  return groups
}

/** Scaled so that the catalogue's photos have a deviation of one along it; undefined where they do not differ. */
function directionOf (
  group: readonly Example[],
  middle: Float32Array,
  photos: readonly Float32Array[]
): Direction | undefined {
  const { attribute, label, isRight } = group[0]!
  const vector = minus(meanOf(group.map(({ embedding }) => embedding)), middle)
  const deviation = Math.sqrt(photos.reduce((sum, photo) => sum + dot(photo, vector) ** 2, 0) / photos.length)
  if (deviation < 1e-6) return undefined
  const share = group.length / (group.length + HALF_AT)
  return {
    attribute,
    label,
    vector: vector.map((entry) => entry / deviation),
    weight: isRight ? PULL * share : -PUSH * share
  }
}

function meanOf (vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length)
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!
  return sum.map((value) => value / vectors.length)
}

function minus (a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - b[i]!)
}
