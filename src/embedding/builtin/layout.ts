import { normalise, type Embedding } from '../embedder.ts'

/** What an embedding may be cut to: each cut ends where a segment of `SEGMENTS` ends. */
export const DIMENSIONS = [1024, 384, 256] as const

/**
 * The parts of an embedding, each of unit length. Texts have no visual part, and a color part only if they name a
 * color.
 */
export interface Parts {
  /** What it is, comparable between texts and photos: 384 values, most telling first. */
  readonly semantic: Float32Array
  /** Weights of the named colors: 12 values. */
  readonly color?: Float32Array | undefined
  /** What it looks like: 628 values, most telling first. */
  readonly visual?: Float32Array | undefined
}

type PartName = keyof Parts

/** Most important first, so that a cut keeps something of every part: up to 256, up to 384, up to 1,024. */
const SEGMENTS: ReadonlyArray<readonly [PartName, number, number]> = [
  ['semantic', 0, 208], ['color', 0, 12], ['visual', 0, 36],
  ['visual', 36, 164],
  ['semantic', 208, 384], ['visual', 164, 628]
]

export const VISUAL_SIZE = 628

/** Where the color part lies, in every cut. */
const COLOR = [208, 220] as const

/**
 * Share of each part in the squared length. All photos have equal shares, so that the parts a text lacks
 * lower its similarity to every photo alike and leave their order alone.
 */
const PHOTO_SHARES: Readonly<Record<PartName, number>> = { semantic: 0.64, color: 0.16, visual: 0.2 }
const TEXT_SHARES: Readonly<Record<PartName, number>> = { semantic: 0.7, color: 0.3, visual: 0 }

/** The color part of an embedding of any dimension, not of unit length. */
export function colorPartOf (embedding: Embedding): Float32Array {
  return embedding.subarray(...COLOR)
}

/** How much longer each part of a question is than of a stored photo; see bench/changed-photos.ts. */
const QUESTION: Factors = { semantic: 1, color: 0.35, visual: 3 }
/** Of a question for the same thing in another color; see bench/same-in-color.ts. */
const RECOLORED: Factors = { semantic: 1, color: 0, visual: 0.5 }
const RECOLORED_COLOR = 0.55

type Factors = Readonly<Record<PartName, number>>

/** A photo, of any of `DIMENSIONS`, as a question for its own product: what things are is alike among many. */
export function toQuestion (photo: Embedding): Embedding {
  return normalise(scaled(photo, QUESTION))
}

/** A photo, of any of `DIMENSIONS`, as a question for the same in other colors, given at unit length. */
export function toRecolored (photo: Embedding, colors: Float32Array): Embedding {
  const question = scaled(photo, RECOLORED)
  question.set(colors.map((value) => value * RECOLORED_COLOR), COLOR[0])
  return normalise(question)
}

function scaled (photo: Embedding, factors: Factors): Embedding {
  const result = photo.slice()
  let offset = 0
  for (const [name, from, to] of SEGMENTS) {
    const end = Math.min(photo.length, offset + to - from)
    for (let i = offset; i < end; i++) result[i] = photo[i]! * factors[name]
    offset = end
  }
  return result
}

/** Lays the parts out as one embedding at the native dimension. */
export function compose (parts: Parts): Embedding {
  const shares = parts.visual ? PHOTO_SHARES : TEXT_SHARES
  const embedding = new Float32Array(DIMENSIONS[0])
  let offset = 0
  for (const [name, from, to] of SEGMENTS) {
    const weight = Math.sqrt(shares[name])
    const values = parts[name]?.subarray(from, to).map((value) => value * weight)
    if (values) embedding.set(values, offset)
    offset += to - from
  }
  return normalise(embedding)
}
