import { normalise, type Embedding } from '../../embedding/embedder.ts'
import { Plane } from './plane.ts'

/** Values whose products a lane of the kernel adds to two sums. */
const LANES = 8
const CODE = 127
/** Bytes of a value, each of which tells parts of the one before. */
const PLANES = 3
const PARTS = 256
const MAX_QUERY = 32_767
/** A query has two halves: the second one counts in so many parts of the first one's last place. */
const QUERY_PARTS = 65_534
const MAX_SUM = 2 ** 31

/** A query as the planes have it. */
export interface CodedQuery {
  /** Which of the queries it is. */
  readonly place: number
  readonly scale: number
  /** Length of what coding took from it. */
  readonly error: number
}

/** Rows by slot, each with its score. */
export interface Scored {
  readonly slots: Int32Array
  readonly scores: Float32Array | Float64Array
}

/**
 * Unit vectors in three bytes a value, each byte in a plane of its own: a coarse one that every search reads, and two
 * that make a score as right as float32 does. Rows are appended and known by their position, the slot.
 *
 * Measured beside it on 2026-11-30 with 100,000 x 1,024: exact search of usearch 2.25 over the same bytes takes 0.6 of
 * the time, but knows no filter and no deletion, and has no build for Windows and musl.
 */
export class CodeRows {
  readonly #dimension: number
  /** The coarse one first. */
  readonly #planes: readonly [Plane, Plane, Plane]
  readonly #maxQuery: number
  /** Less than 1 where the sums of a long query would be too large. */
  readonly #restShare: number
  #size = 0
  #errors = new Float32Array(1024)
  #largestError = 0
  #largestScale = 0

  constructor (dimension: number) {
    this.#dimension = dimension
    this.#planes = [new Plane(dimension), new Plane(dimension), new Plane(dimension)]
    // A lane adds two products of each group of values.
    const groups = Math.ceil(dimension / LANES)
    this.#maxQuery = Math.min(MAX_QUERY, Math.floor(MAX_SUM / (2 * CODE * groups)) - 1)
    this.#restShare = this.#maxQuery / MAX_QUERY
  }

  get size (): number {
    return this.#size
  }

  /** Bytes a row takes. */
  static bytesOf (dimension: number): number {
    return PLANES * Plane.bytesOf(dimension) + Float32Array.BYTES_PER_ELEMENT
  }

  /** Appends vectors of any length other than zero, one after the other in `values`, which are normalised in place. */
  add (values: Float32Array): void {
    const count = values.length / this.#dimension
    this.#reserve(this.#size + count)
    for (let i = 0; i < count; i++) {
      const vector = normalise(values.subarray(i * this.#dimension, (i + 1) * this.#dimension))
      const slot = this.#size + i
      const scale = Math.fround(largest(vector) / CODE)
      for (const plane of this.#planes) plane.setScale(slot, scale)
      this.#errors[slot] = this.#code(vector, scale, slot)
      this.#largestError = Math.max(this.#largestError, this.#errors[slot]!)
      this.#largestScale = Math.max(this.#largestScale, scale)
    }
    this.#size += count
  }

  /** Lengths of what the coarse bytes of rows lack, by slot. */
  get errors (): Float32Array {
    return this.#errors
  }

  get largestError (): number {
    return this.#largestError
  }

  /** Length of what the first two bytes of any row lack, at most. */
  get largestFineError (): number {
    return (Math.sqrt(this.#dimension) * this.#largestScale) / PARTS
  }

  /** Makes this one of the queries of the next scores; of any length other than zero. `place`: below MAX_QUERIES. */
  ask (embedding: Embedding, place = 0): CodedQuery {
    const direction = normalise(embedding.slice())
    const scale = largest(direction) / this.#maxQuery
    const [coarse, second, third] = this.#planes
    const [codes, rests] = [coarse.query(place, false), coarse.query(place, true)]
    let energy = 0
    for (let i = 0; i < direction.length; i++) {
      const value = direction[i]! / scale
      const code = Math.round(value)
      codes[i] = code
      rests[i] = Math.round((value - code) * QUERY_PARTS * this.#restShare)
      energy += (direction[i]! - code * scale) ** 2
    }
    for (const plane of [second, third]) plane.query(place, false).set(codes)
    return { place, scale, error: Math.sqrt(energy) }
  }

  /** Scores of these rows by their coarse bytes, for each query. */
  rough (slots: Int32Array, queries: readonly CodedQuery[]): Float32Array[] {
    return this.#planes[0].scores(slots, queries.map(({ place, scale }) => ({ place, isRest: false, scale })))
  }

  /** Scores of rows by their first two bytes, from those by the first. */
  fine ({ slots, scores }: Scored, { place, scale }: CodedQuery): Scored {
    const [second] = this.#planes[1].scores(slots, [{ place, isRest: false, scale: scale / PARTS }])
    const sums = new Float64Array(slots.length)
    for (let i = 0; i < sums.length; i++) sums[i] = scores[i]! + second![i]!
    return { slots, scores: sums }
  }

  /** Scores of rows as they are, from those by two bytes. */
  exact ({ slots, scores }: Scored, { place, scale }: CodedQuery): Scored {
    const [third] = this.#planes[2].scores(slots, [{ place, isRest: false, scale: scale / PARTS ** 2 }])
    const restScale = scale / (QUERY_PARTS * this.#restShare)
    const [rest] = this.#planes[0].scores(slots, [{ place, isRest: true, scale: restScale }])
    const sums = new Float64Array(slots.length)
    for (let i = 0; i < sums.length; i++) sums[i] = scores[i]! + third![i]! + rest![i]!
    return { slots, scores: sums }
  }

  /** Writes a vector's bytes, and returns the length of what the coarse ones lack. */
  #code (vector: Embedding, scale: number, slot: number): number {
    const [first, second, third] = this.#planes.map(({ codes }) => codes)
    const at = this.#planes[0].startOf(slot)
    const perScale = 1 / scale
    let energy = 0
    for (let i = 0; i < vector.length; i++) {
      const value = vector[i]! * perScale
      const code = Math.floor(value + 0.5)
      const lack = value - code
      const rest = lack * PARTS
      const fine = Math.min(CODE, Math.floor(rest + 0.5))
      first![at + i] = code
      second![at + i] = fine
      third![at + i] = Math.min(CODE, Math.floor((rest - fine) * PARTS + 0.5))
      energy += lack * lack
    }
    return Math.sqrt(energy) * scale
  }

  #reserve (rows: number): void {
    for (const plane of this.#planes) plane.reserve(rows)
    if (rows <= this.#errors.length) return
    const larger = new Float32Array(Math.max(rows, 2 * this.#errors.length))
    larger.set(this.#errors)
    this.#errors = larger
  }
}

function largest (vector: Float32Array): number {
  let most = 0
  for (let i = 0; i < vector.length; i++) {
    const value = Math.abs(vector[i]!)
    if (value > most) most = value
  }
  return most
}
