import type { Embedding } from '../embedder.ts'
import { namedColors, withoutColors } from '../color-words.ts'
import { ConceptEmbeddings } from './concept-embeddings.ts'
import type { ModelFiles } from './model-files.ts'
import { compose } from './layout.ts'
import { inContext } from './text-context.ts'
import { TextEncoder } from './text-encoder.ts'
import type { Model } from './worker-messages.ts'

/** Embeds texts: the text encoder and what the head makes of its vectors. */
export class TextModel implements Model {
  readonly #encoder: TextEncoder
  readonly #bank: ConceptEmbeddings

  private constructor (encoder: TextEncoder, bank: ConceptEmbeddings) {
    this.#encoder = encoder
    this.#bank = bank
  }

  static async open ({ modelsDir, threads, head }: ModelFiles): Promise<TextModel> {
    return new TextModel(await TextEncoder.open(modelsDir, threads), new ConceptEmbeddings(head))
  }

  async embed (text: string): Promise<Embedding> {
    // What is named by color is matched by color: the rest of the text says what it is.
    const vector = await this.#encoder.encode(inContext(withoutColors(text)))
    return compose({ semantic: this.#bank.ofText(vector), color: namedColors(text) })
  }

  async close (): Promise<void> {
    await this.#encoder.close()
  }
}
