import type { Embedder, Purpose } from '../src/embedding/embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import type { LocalEmbedder } from './invoke-model.ts'
import type { NovaPurpose } from './nova-request.ts'

const IMAGE_LIMITS = { maxPixels: 50_000_000, maxBytes: 25_000_000 }

/** What is written in a picture, where somebody knows. */
export type WordsOf = (image: Uint8Array) => string | undefined

/**
 * Lets an embedder of the product itself, such as the built-in one, stand in for the model on Bedrock. Nova reads what
 * stands on a page; an embedder that does not is told by `wordsOf`.
 */
export function fromEmbedder (embedder: Embedder, wordsOf: WordsOf = () => undefined): LocalEmbedder {
  return async (input, novaPurpose) => {
    const purpose = toPurpose(novaPurpose)
    const text = 'image' in input ? wordsOf(input.image) : input.text
    if ('image' in input && text === undefined) return embedder.embed({ image: await inspectImage(input.image, IMAGE_LIMITS) }, { purpose })
    return embedder.embed({ text: text!.slice(0, embedder.maxTextLength) }, { purpose })
  }
}

function toPurpose (purpose: NovaPurpose): Purpose {
  return purpose.endsWith('_RETRIEVAL') ? 'query' : 'index'
}
