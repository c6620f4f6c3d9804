import type { Match, Metadata } from './vector-store.ts'

/** A match whose metadata are made of JSON when they are first read, since most are never shown. */
export class ReadableMatch implements Match {
  readonly key: string
  readonly score: number
  readonly #json: () => string
  #metadata: Metadata | undefined

  constructor (key: string, score: number, json: () => string) {
    this.key = key
    this.score = score
    this.#json = json
  }

  get metadata (): Metadata {
    return (this.#metadata ??= JSON.parse(this.#json()) as Metadata)
  }
}

/** Rounding can leave a cosine a little outside -1 to 1. */
export function toScore (cosine: number): number {
  return Math.min(1, Math.max(-1, cosine))
}

/** The order in which every store answers. */
export function byScoreThenKey (a: Pick<Match, 'key' | 'score'>, b: Pick<Match, 'key' | 'score'>): number {
  return b.score - a.score || (a.key < b.key ? -1 : 1)
}
