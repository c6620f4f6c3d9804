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

/** What an index holds that queries search: a mix, or one kind alone. */
export type QueryPurpose =
  | 'GENERIC_RETRIEVAL'
  | 'IMAGE_RETRIEVAL'
  | 'TEXT_RETRIEVAL'
  | 'DOCUMENT_RETRIEVAL'
  | 'VIDEO_RETRIEVAL'
  | 'AUDIO_RETRIEVAL'
export type NovaPurpose = 'GENERIC_INDEX' | QueryPurpose

/** The retrieval purposes name what is searched, not what is asked with. */
export const PURPOSES: Readonly<Record<Purpose, NovaPurpose>> = {
  index: 'GENERIC_INDEX',
  query: 'GENERIC_RETRIEVAL',
  'text-query': 'TEXT_RETRIEVAL',
  'image-query': 'IMAGE_RETRIEVAL',
  'page-query': 'DOCUMENT_RETRIEVAL',
  'video-query': 'VIDEO_RETRIEVAL',
  'audio-query': 'AUDIO_RETRIEVAL'
}

export type NovaInput =
  | { readonly text: { readonly truncationMode: 'END'; readonly value: string } }
  | {
    readonly image: {
      readonly format: Format
      readonly detailLevel: 'STANDARD_IMAGE' | 'DOCUMENT_IMAGE'
      readonly source: { readonly bytes: string }
    }
  }
  | NovaMediaInput

/** Where a clip or sound is: in the request, or in a bucket. */
type NovaSource = { readonly bytes: string } | { readonly s3Location: { readonly uri: string } }

// An alias, since the SDK's type of a document takes no interface.
type Segmented = { readonly segmentationConfig?: { readonly durationSeconds: number } }

export type NovaMediaInput =
  | {
    readonly video: Segmented & {
      readonly format: string
      readonly embeddingMode: 'AUDIO_VIDEO_COMBINED'
      readonly source: NovaSource
    }
  }
  | { readonly audio: Segmented & { readonly format: string; readonly source: NovaSource } }

/** Of a clip or sound that is embedded at once, as one. */
export const MAX_SYNC_SECONDS = 30

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

/** The document that an asynchronous job is started with. */
export function novaJob (input: NovaMediaInput, embeddingDimension: number) {
  return {
    schemaVersion: 'nova-multimodal-embed-v1',
    taskType: 'SEGMENTED_EMBEDDING',
    segmentedEmbeddingParams: { embeddingPurpose: PURPOSES.index, embeddingDimension, ...input }
  }
}

export function isNovaFormat (format: ImageFormat): format is Format {
  return format !== 'avif'
}
