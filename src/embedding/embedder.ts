import { ModalityUnsupportedError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import type { MediaFile, MediaKind } from '../media/media-file.ts'
import { READ_MEDIA, WITHOUT_READER } from '../media/media-names.ts'

/** The vector of one input: float32, unit length, as many values as the dimension it was made for. */
export type Embedding = Float32Array

/** What an embedder may be able to read. */
type Modality = 'text' | 'image' | MediaKind

/** How a modality is read. */
interface Capability {
  /** Whether a long file is read by a job elsewhere, which takes minutes, so that many are started at once. */
  readonly isAsync: boolean
}

export type Capabilities = ReadonlyMap<Modality, Capability>

/** What every embedder reads. */
export const WORDS_AND_PHOTOS: Capabilities = new Map([
  ['text', { isAsync: false }],
  ['image', { isAsync: false }]
])

/** Exactly one modality; several are fused by the caller (see search/fusion.ts). */
export type EmbedInput = { readonly text: string } | { readonly image: Image }

/** What a query may be asked with; of a clip, a document or a sound it is the mean of its pieces. */
export type QueryInput = EmbedInput | { readonly media: MediaFile }

/**
 * Embeddings kept in an index and embeddings that search it may differ, and the latter by what is searched: texts and
 * images, texts only, or images only. Nova asks for it, others ignore it.
 */
export type Purpose =
  | 'index'
  | 'query'
  | 'text-query'
  | 'image-query'
  | 'page-query'
  | 'video-query'
  | 'audio-query'

/** A stretch of a clip or sound, or a page of a document, with its embedding. */
export interface MediaPiece {
  readonly startSeconds?: number | undefined
  readonly endSeconds?: number | undefined
  /** From 1. */
  readonly page?: number | undefined
  readonly embedding: Embedding
}

/** What a file would cost, told before it is read. */
export interface MediaPlan {
  readonly calls: number
  readonly usd: number
}

/** Reads clips, documents and sounds. */
export interface MediaReader {
  /**
   * The pieces of a file in their order, at least one. Rejects with MODALITY_UNSUPPORTED, MEDIA_UNREADABLE,
   * MEDIA_TOO_LARGE, MEDIA_JOB_FAILED or what `embed` rejects with.
   */
  read (file: MediaFile, options: EmbedOptions): Promise<readonly MediaPiece[]>
  plan (file: MediaFile): MediaPlan
  /** Why it reads no file of that kind; undefined where it does. */
  whyNot (kind: MediaKind): string | undefined
}

export interface EmbedOptions {
  readonly purpose: Purpose
  readonly signal?: AbortSignal | undefined
}

export interface Embedder {
  /** Identity with revision, e.g. `builtin-1`; part of the catalogue's fingerprint. */
  readonly model: string
  /** What an embedding may be cut to, the one it has as it comes first. */
  readonly dimensions: readonly number[]
  readonly capabilities: Capabilities
  /** Absent of a model of words and photos alone. */
  readonly media?: MediaReader | undefined
  /** Most characters of text that the model reads; longer text is refused with TEXT_TOO_LONG by the search service. */
  readonly maxTextLength: number
  /** BCP 47 tags of the languages that the model reads; absent for a model of many. */
  readonly languages?: readonly string[] | undefined
  /**
   * Embeds one input at the first of `dimensions`, unit length.
   * Rejects with a coded error (src/errors.ts); never resolves to NaN or to zeros.
   */
  embed (input: EmbedInput, options: EmbedOptions): Promise<Embedding>
  close (): Promise<void>
}

/** First `dimension` values at unit length: Matryoshka Representation Learning (Kusupati et al. 2022), section 3. */
export function truncate (embedding: Embedding, dimension: number): Embedding {
  if (dimension > embedding.length) throw new RangeError(`cannot cut ${embedding.length} values to ${dimension}`)
  return normalise(embedding.slice(0, dimension))
}

/** Scales to unit length in place and returns it. Throws on a zero or non-finite vector, which has no direction. */
export function normalise (vector: Float32Array): Embedding {
  const norm = Math.sqrt(dot(vector, vector))
  if (!Number.isFinite(norm) || norm === 0) throw new RangeError('a vector without direction cannot be normalised')
  return divide(vector, norm)
}

/** Divides each value in place and returns the vector. */
export function divide (vector: Float32Array, by: number): Float32Array {
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / by
  return vector
}

/**
 * Cosine similarity of two unit vectors of equal length. In four sums at a time: one would wait for itself, and take
 * twice as long.
 */
export function dot (a: ArrayLike<number>, b: ArrayLike<number>): number {
  const whole = a.length - a.length % 4
  let [first, second, third, fourth] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    first += a[i]! * b[i]!
    second += a[i + 1]! * b[i + 1]!
    third += a[i + 2]! * b[i + 2]!
    fourth += a[i + 3]! * b[i + 3]!
  }
  for (let i = whole; i < a.length; i++) first += a[i]! * b[i]!
  return first + second + third + fourth
}

/** A file as one embedding. Rejects with MODALITY_UNSUPPORTED, or as the model's reader does. */
export async function embedMedia (embedder: Embedder, file: MediaFile, options: EmbedOptions): Promise<Embedding> {
  if (!embedder.media) {
    throw new ModalityUnsupportedError(embedder.model, READ_MEDIA[file.kind], WITHOUT_READER)
  }
  return meanOf((await embedder.media.read(file, options)).map(({ embedding }) => embedding))
}

/** The mean direction of embeddings of one dimension. */
export function meanOf (embeddings: readonly Embedding[]): Embedding {
  const [first = new Float32Array(0), ...others] = embeddings
  const sum = first.slice()
  for (const embedding of others) for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + embedding[i]!
  return normalise(sum)
}
