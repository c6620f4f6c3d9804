import type { Embedding } from '../embedder.ts'
import { namedColours, withoutColours } from '../colour-words.ts'
import { ConceptBank } from './concept-bank.ts'
import type { ModelFiles } from './model-files.ts'
import { compose } from './layout.ts'
import { inContext } from './text-context.ts'
import { TextEncoder } from './text-encoder.ts'
import type { Model } from './worker-messages.ts'

/** Embeds texts: the text encoder and what the head makes of its vectors. */
export class TextModel implements Model {
  readonly #encoder: TextEncoder
  readonly #bank: ConceptBank

  private constructor (encoder: TextEncoder, bank: ConceptBank) {
    this.#encoder = encoder
    this.#bank = bank
  }

  static async open ({ modelsDir, threads, head }: ModelFiles): Promise<TextModel> {
    return new TextModel(await TextEncoder.open(modelsDir, threads), new ConceptBank(head))
  }

  async embed (text: string): Promise<Embedding> {
    // What is named by colour is matched by colour: the rest of the text says what it is.
    const vector = await this.#encoder.encode(inContext(withoutColours(text)))
    return compose({ semantic: this.#bank.ofText(vector), colour: namedColours(text) })
  }

  async close (): Promise<void> {
    await this.#encoder.close()
  }
}
