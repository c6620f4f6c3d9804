import type { MediaFile } from '../../media/media-file.ts'
import type { ModelUsage } from '../metered-embedder.ts'

export interface NovaPrices {
  readonly usdPerMillionTokens: number
  readonly usdPerImage: number
  readonly usdPerPage?: number
  readonly usdPerVideoSecond?: number
  readonly usdPerAudioSecond?: number
}

export type MediaAmount = Pick<MediaFile, 'kind' | 'pages' | 'seconds'>

const CHARACTERS_PER_TOKEN = 4

export class UsageMeter {
  readonly #prices: NovaPrices
  #calls = 0
  #images = 0
  #inputTokens = 0
  #pages = 0
  #videoSeconds = 0
  #audioSeconds = 0

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

  /** One call for a page, or for a clip or sound as a whole. */
  countMedia (file: MediaAmount): void {
    this.#calls++
    this.#pages += file.pages ?? 0
    if (file.kind === 'video') this.#videoSeconds += file.seconds ?? 0
    if (file.kind === 'audio') this.#audioSeconds += file.seconds ?? 0
  }

  priceOfMedia ({ kind, pages = 0, seconds = 0 }: MediaAmount): number {
    const { usdPerImage, usdPerPage = usdPerImage, usdPerVideoSecond = 0, usdPerAudioSecond = 0 } = this.#prices
    if (kind === 'document') return pages * usdPerPage
    return seconds * (kind === 'video' ? usdPerVideoSecond : usdPerAudioSecond)
  }

  get usage (): ModelUsage {
    const media =
      this.priceOfMedia({ kind: 'document', pages: this.#pages }) +
      this.priceOfMedia({ kind: 'video', seconds: this.#videoSeconds }) +
      this.priceOfMedia({ kind: 'audio', seconds: this.#audioSeconds })
    return {
      calls: this.#calls,
      images: this.#images,
      inputTokens: this.#inputTokens,
      estimatedUsd: this.#price(this.#inputTokens, this.#images) + media,
      ...(this.#pages > 0 && { pages: this.#pages }),
      ...(this.#videoSeconds > 0 && { videoSeconds: this.#videoSeconds }),
      ...(this.#audioSeconds > 0 && { audioSeconds: this.#audioSeconds })
    }
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
