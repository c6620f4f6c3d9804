import type { Image, ImageFormat } from './image.ts'

export interface DecodeBudgetOptions {
  /** Pixels of large images that are decoded at the same time; one that has more is decoded alone. */
  readonly pixels: number
  /** Up to here an image is ordinary, and never waits. */
  readonly ordinaryPixels: number
}

type ImageSize = Pick<Image, 'width' | 'height' | 'format'>

interface Waiting {
  readonly weight: number
  readonly start: () => void
}

/** Bytes a pixel while decoding, measured: up to 9, but 17 of an AVIF. */
const WEIGHTS: Partial<Record<ImageFormat, number>> = { avif: 3 }

/**
 * Lets few large images be decoded at once, the first that asks first, while ordinary ones pass by: the threads that
 * decode bound their number. What has begun keeps its share until it has ended: nothing stops libvips from outside.
 */
export class DecodeBudget {
  readonly #options: DecodeBudgetOptions
  readonly #waiting = new Set<Waiting>()
  #used = 0

  constructor (options: DecodeBudgetOptions) {
    this.#options = options
  }

  /** Large images that have not begun. */
  get waiting (): number {
    return this.#waiting.size
  }

  /** Runs `decode` once there is room; rejects with the signal's reason where that aborts before. */
  async run<T> (image: ImageSize, signal: AbortSignal | undefined, decode: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const { width, height, format } = image
    const weight = width * height * (WEIGHTS[format] ?? 1)
    if (weight <= this.#options.ordinaryPixels) return await decode()
    await this.#room(weight, signal)
    try {
      return await decode()
    } finally {
      this.#used -= weight
      this.#admit()
    }
  }

  async #room (weight: number, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(one)
        reject(signal?.reason)
        this.#admit()
      }
      const one = {
        weight,
        start: () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.add(one)
      this.#admit()
    })
  }

  #admit (): void {
    for (const one of this.#waiting) {
      if (this.#used > 0 && this.#used + one.weight > this.#options.pixels) return
      this.#used += one.weight
      this.#waiting.delete(one)
      one.start()
    }
  }
}

/** Of this process, whose memory all decoders share. Photos of telephones are ordinary, those of cameras are large. */
export const decodeBudget = new DecodeBudget({ pixels: 50_000_000, ordinaryPixels: 16_000_000 })
