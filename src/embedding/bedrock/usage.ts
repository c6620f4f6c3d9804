export interface NovaPrices {
  readonly usdPerMillionTokens: number
  readonly usdPerImage: number
}

/** What an embedder has used since it was made. Prices are settings: the sum is an estimate, not a bill. */
export interface ModelUsage {
  readonly calls: number
  readonly images: number
  /** Tokens of text as the service counts them; a quarter of the characters where it does not say. */
  readonly inputTokens: number
  readonly estimatedUsd: number
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

  countText (length: number, tokens: number | undefined): void {
    this.#calls++
    this.#inputTokens += tokens ?? Math.ceil(length / CHARACTERS_PER_TOKEN)
  }

  countImage (): void {
    this.#calls++
    this.#images++
  }

  get usage (): ModelUsage {
    const { usdPerMillionTokens, usdPerImage } = this.#prices
    const estimatedUsd = this.#inputTokens / 1_000_000 * usdPerMillionTokens + this.#images * usdPerImage
    return { calls: this.#calls, images: this.#images, inputTokens: this.#inputTokens, estimatedUsd }
  }
}
