import type { Embedder, EmbedInput, Embedding, EmbedOptions } from '../src/embedding/embedder.ts'

/** An embedder whose calls wait while its gate is shut. */
export class GatedEmbedder implements Embedder {
  readonly #embedder: Embedder
  readonly #waiting: Array<() => void> = []
  #isShut = false

  constructor (embedder: Embedder) {
    this.#embedder = embedder
  }

  get model (): string { return this.#embedder.model }
  get dimensions (): readonly number[] { return this.#embedder.dimensions }
  get capabilities (): Embedder['capabilities'] { return this.#embedder.capabilities }
  get maxTextLength (): number { return this.#embedder.maxTextLength }

  shut (): void {
    this.#isShut = true
  }

  open (): void {
    this.#isShut = false
    for (const pass of this.#waiting.splice(0)) pass()
  }

  async embed (input: EmbedInput, options: EmbedOptions): Promise<Embedding> {
    if (this.#isShut) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return await this.#embedder.embed(input, options)
  }

  async close (): Promise<void> {
    await this.#embedder.close()
  }
}
