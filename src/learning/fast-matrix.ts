import { MULTIPLY_CODE } from './multiply-code.ts'

interface Kernel {
  readonly memory: WebAssembly.Memory
  multiply (matrix: number, stride: number, count: number, vector: number, out: number): void
}

const FLOAT_BYTES = 4
/** Values that the kernel takes at once, and rows. */
const LANES = 4
const PAGE_BYTES = 65_536

/**
 * A matrix that many vectors are multiplied with: 10,000 rows of 500 values in 1 ms instead of 5, by the vector
 * instructions that JavaScript has not. It lies where WebAssembly finds it, 4 bytes a value.
 */
export class FastMatrix {
  readonly #kernel: Kernel
  readonly #count: number
  readonly #stride: number
  readonly #rows: number
  readonly #vectorAt: number
  readonly #outAt: number

  /** `values` row by row, of `width` each. */
  constructor (values: Float32Array, width: number) {
    this.#count = width === 0 ? 0 : values.length / width
    this.#rows = Math.ceil(this.#count / LANES) * LANES
    this.#stride = Math.ceil(width / LANES) * LANES
    this.#vectorAt = this.#rows * this.#stride * FLOAT_BYTES
    this.#outAt = this.#vectorAt + this.#stride * FLOAT_BYTES
    this.#kernel = new WebAssembly.Instance(compiled()).exports as unknown as Kernel
    const { memory } = this.#kernel
    memory.grow(Math.ceil((this.#outAt + this.#rows * FLOAT_BYTES) / PAGE_BYTES))
    const floats = new Float32Array(memory.buffer)
    for (let row = 0; row < this.#count; row++) {
      floats.set(values.subarray(row * width, (row + 1) * width), row * this.#stride)
    }
  }

  /** The inner product of each row with the vector, added up in single precision. */
  times (vector: Float32Array): Float32Array {
    const { memory, multiply } = this.#kernel
    new Float32Array(memory.buffer, this.#vectorAt, this.#stride).set(vector)
    if (this.#stride > 0) multiply(0, this.#stride * FLOAT_BYTES, this.#rows, this.#vectorAt, this.#outAt)
    return new Float32Array(memory.buffer, this.#outAt, this.#count).slice()
  }
}

let code: WebAssembly.Module | undefined

function compiled (): WebAssembly.Module {
  return (code ??= new WebAssembly.Module(Buffer.from(MULTIPLY_CODE, 'base64')))
}
