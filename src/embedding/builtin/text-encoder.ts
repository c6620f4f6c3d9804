import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { normalise } from '../embedder.ts'
import { sessionOptions } from './session-options.ts'

/** Positions that bge-small-en-v1.5 was trained with, its two special tokens included. */
const MAX_TOKENS = 512
/** More than 512 tokens of any prose; what lies behind would be tokenised only to be dropped. */
const MAX_CHARACTERS = 8192

export const TEXT_SIZE = 384

/** bge-small-en-v1.5: a text to 384 values of unit length, taken from the first token as its authors do. */
export class TextEncoder {
  readonly #session: InferenceSession
  readonly #tokenizer: Tokenizer

  private constructor (session: InferenceSession, tokenizer: Tokenizer) {
    this.#session = session
    this.#tokenizer = tokenizer
  }

  static async open (modelsDir: string, threads: number): Promise<TextEncoder> {
    const tokenizer = new Tokenizer(JSON.parse(await readFile(join(modelsDir, 'tokenizer.json'), 'utf8')) as object, {})
    const session = await InferenceSession.create(join(modelsDir, 'text-encoder.onnx'), sessionOptions(threads))
    return new TextEncoder(session, tokenizer)
  }

  /** Reads the first 512 tokens. */
  async encode (text: string): Promise<Float32Array> {
    const ids = this.#tokens(text)
    const { last_hidden_state: states } = await this.#session.run({
      input_ids: row(ids),
      attention_mask: row(ids.map(() => 1)),
      token_type_ids: row(ids.map(() => 0))
    })
    return normalise((states!.data as Float32Array).slice(0, TEXT_SIZE))
  }

  async close (): Promise<void> {
    await this.#session.release()
  }

  #tokens (text: string): number[] {
    const { ids } = this.#tokenizer.encode(text.slice(0, MAX_CHARACTERS))
    // The last token marks the end and stays.
    return ids.length <= MAX_TOKENS ? ids : [...ids.slice(0, MAX_TOKENS - 1), ids.at(-1)!]
  }
}

function row (values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length])
}
