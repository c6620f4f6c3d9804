import { SCAN_CODE } from './scan-code.ts'

const PAGE = 65_536
/** Rows scanned by one call of the kernel at most: their slots and scores stay in the nearest cache. */
const BLOCK = 4096
/** Bytes of the rows that all queries are scored against in turn: they stay in the cache of a core. */
const BLOCK_BYTES = 2 ** 19
/** Queries scored in one pass over the rows, which wait for memory more than they count. */
export const MAX_QUERIES = 8
/** The kernel knows the distance of two queries, and of their scores. */
const QUERY_BYTES = 16_384
const QUERY_REST_AT = QUERY_BYTES / 2
const SLOTS_AT = MAX_QUERIES * QUERY_BYTES
const SCORES_AT = SLOTS_AT + 4 * BLOCK
const ROWS_AT = SCORES_AT + 2 * QUERY_BYTES
/** Scale, and room up to a multiple of 16. */
const HEAD = 16
/** The kernel takes so many values at a time. */
const STEP = 16

type Scan = (rows: number, padded: number, slots: number, count: number, query: number, out: number) => void

interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly scanOne: Scan
  readonly scanTwo: Scan
}

/** A part of a query: the codes of one half at one place. What is scored times `scale` is the score. */
export interface QueryPart {
  readonly place: number
  /** Whether it is the half that tells the rest. */
  readonly isRest: boolean
  readonly scale: number
}

/** One byte of each value of all rows, in a memory of its own: a pass fetches nothing that it does not read. */
export class Plane {
  readonly #padded: number
  readonly #kernel: Kernel
  /** Rows scanned for one query after the other. A multiple of four. */
  readonly #block: number
  #codes: Int8Array

  constructor (dimension: number) {
    this.#padded = paddedOf(dimension)
    this.#kernel = new WebAssembly.Instance(compiled()).exports as unknown as Kernel
    this.#codes = new Int8Array(this.#kernel.memory.buffer)
    this.#block = Math.min(BLOCK, 4 * Math.ceil(BLOCK_BYTES / this.#padded / 4))
  }

  /** Bytes a row takes. */
  static bytesOf (dimension: number): number {
    return HEAD + paddedOf(dimension)
  }

  /** Makes room for so many rows, whose `codes` are all zero at first. */
  reserve (rows: number): void {
    const { memory } = this.#kernel
    const missing = this.startOf(rows) - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
    if (this.#codes.length < memory.buffer.byteLength) this.#codes = new Int8Array(memory.buffer)
  }

  /** Of all rows; others after `reserve`. */
  get codes (): Int8Array {
    return this.#codes
  }

  /** Where the codes of a row start. */
  startOf (slot: number): number {
    return ROWS_AT + slot * (HEAD + this.#padded) + HEAD
  }

  /** What the scores of a row are multiplied by. */
  setScale (slot: number, scale: number): void {
    new DataView(this.#codes.buffer).setFloat32(this.startOf(slot) - HEAD, scale, true)
  }

  /** The codes of half a query, to be filled from the first on. */
  query (place: number, isRest: boolean): Int16Array {
    return new Int16Array(this.#kernel.memory.buffer, addressOf({ place, isRest }), this.#padded)
  }

  /** Scores of these rows, for each part of a query; two at a time where they lie side by side. */
  scores (slots: Int32Array, parts: readonly QueryPart[]): Float32Array[] {
    const { memory, scanOne, scanTwo } = this.#kernel
    const scores = parts.map(() => new Float32Array(slots.length))
    const block = new Int32Array(memory.buffer, SLOTS_AT, BLOCK)
    for (let start = 0; start < slots.length; start += this.#block) {
      const rows = slots.subarray(start, start + this.#block)
      block.set(rows)
      // The kernel takes four at a time.
      const count = Math.ceil(rows.length / 4) * 4
      block.fill(0, rows.length, count)
      for (let i = 0; i < parts.length;) {
        const together = isPair(parts[i]!, parts[i + 1]) ? 2 : 1
        const scan = together === 2 ? scanTwo : scanOne
        scan(ROWS_AT, this.#padded, SLOTS_AT, count, addressOf(parts[i]!), SCORES_AT)
        for (let k = 0; k < together; k++) {
          this.#take(scores[i + k]!.subarray(start, start + rows.length), k, parts[i + k]!.scale)
        }
        i += together
      }
    }
    return scores
  }

  /** Those of the first query of a call, or of the second. */
  #take (own: Float32Array, k: number, scale: number): void {
    const found = new Float32Array(this.#kernel.memory.buffer, SCORES_AT + k * QUERY_BYTES, own.length)
    for (let i = 0; i < own.length; i++) own[i] = found[i]! * scale
  }
}

function paddedOf (dimension: number): number {
  return Math.ceil(dimension / STEP) * STEP
}

function addressOf ({ place, isRest }: Omit<QueryPart, 'scale'>): number {
  return place * QUERY_BYTES + (isRest ? QUERY_REST_AT : 0)
}

function isPair (first: QueryPart, second: QueryPart | undefined): boolean {
  return second !== undefined && second.place === first.place + 1 && second.isRest === first.isRest
}

let code: WebAssembly.Module | undefined

function compiled (): WebAssembly.Module {
  return (code ??= new WebAssembly.Module(Buffer.from(SCAN_CODE, 'base64')))
}
