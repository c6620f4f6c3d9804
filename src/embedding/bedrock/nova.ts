import type { ImageFormat } from '../../images/image.ts'
import type { Purpose } from '../embedder.ts'

/** Amazon Nova Multimodal Embeddings. The name in prose has no 2, the id has. */
export const MODEL_ID = 'amazon.nova-2-multimodal-embeddings-v1:0'
/** What its embeddings are known by: photos are sent without plain borders since the second revision. */
export const MODEL_REVISION = `${MODEL_ID}/2`
/** Native first; the model refuses every other size. */
export const DIMENSIONS: readonly number[] = [3072, 1024, 384, 256]
export const NATIVE_DIMENSION = 3072
/** Longer text is cut by the model, after about as many characters. */
export const MAX_TEXT_LENGTH = 8192
/** Of a request body, images in base64 included. */
export const MAX_BODY_BYTES = 25_000_000
/** What an image may have so that body and base64 stay within; the rest of the body takes a few hundred bytes. */
export const MAX_IMAGE_BYTES = Math.floor((MAX_BODY_BYTES - 1024) / 4) * 3
/** The only known home of the model. */
export const HOME_REGION = 'us-east-1'

type Format = Exclude<ImageFormat, 'avif'>

/** What an index holds that queries search: texts and images, images only, texts only. */
export type QueryPurpose = 'GENERIC_RETRIEVAL' | 'IMAGE_RETRIEVAL' | 'TEXT_RETRIEVAL'
export type NovaPurpose = 'GENERIC_INDEX' | QueryPurpose

/** The retrieval purposes name what is searched, not what is asked with. */
export const PURPOSES: Readonly<Record<Purpose, NovaPurpose>> = {
  index: 'GENERIC_INDEX',
  query: 'GENERIC_RETRIEVAL',
  'text-query': 'TEXT_RETRIEVAL',
  'image-query': 'IMAGE_RETRIEVAL'
}

export type NovaInput =
  | { readonly text: { readonly truncationMode: 'END'; readonly value: string } }
  | {
    readonly image: {
      readonly format: Format
      readonly detailLevel: 'STANDARD_IMAGE'
      readonly source: { readonly bytes: string }
    }
  }

export function novaRequest (
  input: NovaInput,
  embeddingPurpose: NovaPurpose,
  embeddingDimension = NATIVE_DIMENSION
): string {
  return JSON.stringify({
    schemaVersion: 'nova-multimodal-embed-v1',
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: { embeddingPurpose, embeddingDimension, ...input }
  })
}

export function isNovaFormat (format: ImageFormat): format is Format {
  return format !== 'avif'
}
