import { normalise, type Embedding } from '../../embedding/embedder.ts'
import { SCAN_CODE } from './scan-code.ts'

const PAGE = 65_536
/** Rows scanned by one call of the kernel at most: their slots and scores stay in the nearest cache. */
const BLOCK = 4096
/** Bytes of the rows that all queries are scored against in turn: they stay in the cache of a core. */
const BLOCK_BYTES = 2 ** 19
/** Queries scored in one pass over the rows, which wait for memory more than they count. */
export const MAX_QUERIES = 8
const QUERY_REST_AT = 8192
const QUERY_BYTES = 16_384
const SLOTS_AT = MAX_QUERIES * QUERY_BYTES
const SCORES_AT = SLOTS_AT + 4 * BLOCK
const ROWS_AT = SCORES_AT + 4 * BLOCK
/** Scale, and room up to a multiple of 16. */
const HEAD = 16
/** Values come in groups of so many. */
const LANES = 8
const CODE = 127
/** Bytes of a value, each of which tells parts of the one before. */
const PLANES = 3
const PARTS = 256
const MAX_QUERY = 32_767
/** A query has two halves: the second one counts in so many parts of the first one's last place. */
const QUERY_PARTS = 65_534
const MAX_SUM = 2 ** 31

interface Kernel {
  readonly memory: WebAssembly.Memory
  scan (
    rows: number,
    stride: number,
    codes: number,
    dimension: number,
    slots: number,
    count: number,
    query: number,
    out: number
  ): void
}

/** A query as the kernel takes it. */
export interface CodedQuery {
  /** Where it lies. */
  readonly at: number
  readonly scale: number
  /** Length of what coding took from it. */
  readonly error: number
}

/** Rows by slot, each with its score. */
export interface Scored {
  readonly slots: Int32Array
  readonly scores: Float32Array | Float64Array
}

/** One half of a query: its codes or their rests. */
type Half = Pick<CodedQuery, 'at' | 'scale'>

/**
 * Unit vectors in three bytes a value, searched by WebAssembly: a coarse one that every search reads, and two that
 * make a score as right as float32 does. Rows are appended and known by their position, the slot.
 *
 * Measured beside it on 2026-11-30 with 100,000 x 1,024: exact search of usearch 2.25 over the same bytes takes 0.6 of
 * the time, but knows no filter and no deletion, and has no build for Windows and musl.
 */
export class CodeRows {
  readonly #dimension: number
  readonly #padded: number
  readonly #stride: number
  readonly #kernel: Kernel
  /** Rows scanned for one query after the other. A multiple of four. */
  readonly #block: number
  readonly #maxQuery: number
  /** Less than 1 where the sums of a long query would be too large. */
  readonly #restShare: number
  #size = 0
  #errors = new Float32Array(1024)
  #largestError = 0
  #largestScale = 0

  constructor (dimension: number) {
    this.#dimension = dimension
    this.#padded = Math.ceil(dimension / LANES) * LANES
    this.#stride = HEAD + Math.ceil((PLANES * this.#padded) / HEAD) * HEAD
    this.#block = Math.min(BLOCK, 4 * Math.ceil(BLOCK_BYTES / this.#padded / 4))
    this.#kernel = new WebAssembly.Instance(compiled()).exports as Kernel
    // A lane adds two products of each group of values.
    this.#maxQuery = Math.min(MAX_QUERY, Math.floor(MAX_SUM / ((2 * CODE * this.#padded) / LANES)) - 1)
    this.#restShare = this.#maxQuery / MAX_QUERY
  }

  get size (): number {
    return this.#size
  }

  /** Bytes a row takes. */
  static bytesOf (dimension: number): number {
    return HEAD + PLANES * dimension + 32
  }

  /** Appends vectors of any length other than zero, one after the other in `values`, which are normalised in place. */
  add (values: Float32Array): void {
    const count = values.length / this.#dimension
    this.#reserve(this.#size + count)
    const { buffer } = this.#kernel.memory
    const [floats, bytes] = [new Float32Array(buffer), new Int8Array(buffer)]
    for (let i = 0; i < count; i++) {
      const vector = normalise(values.subarray(i * this.#dimension, (i + 1) * this.#dimension))
      const slot = this.#size + i
      const at = ROWS_AT + slot * this.#stride
      const scale = largest(vector) / CODE
      floats[at / 4] = scale
      this.#errors[slot] = this.#code(vector, Math.fround(scale), bytes, at + HEAD)
      this.#largestError = Math.max(this.#largestError, this.#errors[slot]!)
      this.#largestScale = Math.max(this.#largestScale, floats[at / 4]!)
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
    const at = place * QUERY_BYTES
    const direction = normalise(Float32Array.from(embedding))
    const scale = largest(direction) / this.#maxQuery
    const { buffer } = this.#kernel.memory
    const codes = new Int16Array(buffer, at, this.#padded).fill(0)
    const rests = new Int16Array(buffer, at + QUERY_REST_AT, this.#padded).fill(0)
    let energy = 0
    for (let i = 0; i < direction.length; i++) {
      const value = direction[i]! / scale
      codes[i] = Math.round(value)
      rests[i] = Math.round((value - codes[i]!) * QUERY_PARTS * this.#restShare)
      energy += (direction[i]! - codes[i]! * scale) ** 2
    }
    return { at, scale, error: Math.sqrt(energy) }
  }

  /** Scores of these rows by their coarse bytes, for each query. */
  rough (slots: Int32Array, queries: readonly CodedQuery[]): Float32Array[] {
    return this.#scores(slots, 0, queries)
  }

  /** Scores of rows by their first two bytes, from those by the first. */
  fine ({ slots, scores }: Scored, { at, scale }: CodedQuery): Scored {
    const [second] = this.#scores(slots, 1, [{ at, scale: scale / PARTS }])
    return { slots, scores: Float64Array.from(scores, (score, i) => score + second![i]!) }
  }

  /** Scores of rows as they are, from those by two bytes. */
  exact ({ slots, scores }: Scored, { at, scale }: CodedQuery): Scored {
    const [third] = this.#scores(slots, 2, [{ at, scale: scale / PARTS ** 2 }])
    const half = { at: at + QUERY_REST_AT, scale: scale / (QUERY_PARTS * this.#restShare) }
    const [rest] = this.#scores(slots, 0, [half])
    return { slots, scores: Float64Array.from(scores, (score, i) => score + third![i]! + rest![i]!) }
  }

  /** Of one byte of the values against halves of queries, block by block. */
  #scores (slots: Int32Array, plane: number, halves: readonly Half[]): Float32Array[] {
    const { memory, scan } = this.#kernel
    const codes = HEAD + plane * this.#padded
    const scores = halves.map(() => new Float32Array(slots.length))
    const block = new Int32Array(memory.buffer, SLOTS_AT, BLOCK)
    const found = new Float32Array(memory.buffer, SCORES_AT, BLOCK)
    for (let start = 0; start < slots.length; start += this.#block) {
      const part = slots.subarray(start, start + this.#block)
      block.set(part)
      // The kernel takes four at a time.
      const count = Math.ceil(part.length / 4) * 4
      block.fill(0, part.length, count)
      for (const [k, { at, scale }] of halves.entries()) {
        scan(ROWS_AT, this.#stride, codes, this.#padded, SLOTS_AT, count, at, SCORES_AT)
        const own = scores[k]!
        for (let i = 0; i < part.length; i++) own[start + i] = found[i]! * scale
      }
    }
    return scores
  }

  /** Writes a vector's bytes from `at` on, and returns the length of what the coarse ones lack. */
  #code (vector: Embedding, scale: number, bytes: Int8Array, at: number): number {
    const [perScale, padded] = [1 / scale, this.#padded]
    let energy = 0
    for (let i = 0; i < vector.length; i++) {
      const value = vector[i]! * perScale
      const code = Math.floor(value + 0.5)
      const lack = value - code
      const rest = lack * PARTS
      const fine = Math.min(CODE, Math.floor(rest + 0.5))
      bytes[at + i] = code
      bytes[at + padded + i] = fine
      bytes[at + 2 * padded + i] = Math.min(CODE, Math.floor((rest - fine) * PARTS + 0.5))
      energy += lack * lack
    }
    return Math.sqrt(energy) * scale
  }

  #reserve (rows: number): void {
    const { memory } = this.#kernel
    const missing = ROWS_AT + rows * this.#stride - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
    if (rows <= this.#errors.length) return
    const larger = new Float32Array(Math.max(rows, 2 * this.#errors.length))
    larger.set(this.#errors)
    this.#errors = larger
  }
}

let code: WebAssembly.Module | undefined

function compiled (): WebAssembly.Module {
  return (code ??= new WebAssembly.Module(Buffer.from(SCAN_CODE, 'base64')))
}

function largest (vector: Float32Array): number {
  let most = 0
  for (let i = 0; i < vector.length; i++) {
    const value = Math.abs(vector[i]!)
    if (value > most) most = value
  }
  return most
}
