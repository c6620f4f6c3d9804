import type { ModelUsage } from '../metered-embedder.ts'

export interface NovaPrices {
  readonly usdPerMillionTokens: number
  readonly usdPerImage: number
}

const CHARACTERS_PER_TOKEN = 4

export class UsageMeter {
  readonly #prices: NovaPrices
  #calls = 0
  #images = 0
  #inputTokens = 0

  constructor (prices: NovaPrices) {
    this.#prices = prices
  }

  countText (length: number, tokens = estimateTokens(length)): void {
    this.#calls++
    this.#inputTokens += tokens
  }

  countImage (): void {
    this.#calls++
    this.#images++
  }

  get usage (): ModelUsage {
    const estimatedUsd = this.#price(this.#inputTokens, this.#images)
    return { calls: this.#calls, images: this.#images, inputTokens: this.#inputTokens, estimatedUsd }
  }

  priceOfText (length: number): number {
    return this.#price(estimateTokens(length), 0)
  }

  get priceOfImage (): number {
    return this.#price(0, 1)
  }

  #price (tokens: number, images: number): number {
    const { usdPerMillionTokens, usdPerImage } = this.#prices
    return tokens / 1_000_000 * usdPerMillionTokens + images * usdPerImage
  }
}

function estimateTokens (length: number): number {
  return Math.ceil(length / CHARACTERS_PER_TOKEN)
}
