import type { Embedder, Purpose } from '../src/embedding/embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import type { LocalEmbedder } from './invoke-model.ts'
import type { NovaPurpose } from './nova-request.ts'

const IMAGE_LIMITS = { maxPixels: 50_000_000, maxBytes: 25_000_000 }

/** Lets an embedder of the product itself, such as the built-in one, stand in for the model on Bedrock. */
export function fromEmbedder (embedder: Embedder): LocalEmbedder {
  return async (input, novaPurpose) => {
    const purpose = toPurpose(novaPurpose)
    if ('image' in input) return embedder.embed({ image: await inspectImage(input.image, IMAGE_LIMITS) }, { purpose })
    return embedder.embed({ text: input.text.slice(0, embedder.maxTextLength) }, { purpose })
  }
}

function toPurpose (purpose: NovaPurpose): Purpose {
  return purpose.endsWith('_RETRIEVAL') ? 'query' : 'index'
}
