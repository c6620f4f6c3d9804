import { LRUCache } from 'lru-cache'
import type { Embedder, Embedding, MediaPiece } from '../../embedding/embedder.ts'
import { MediaFetchError, MediaTooLargeError, ModalityUnsupportedError } from '../../errors.ts'
import { MEDIA_NAMES, READ_MEDIA, WITHOUT_READER } from '../../media/media-names.ts'
import { MEDIA_KINDS, type MediaFile, type MediaKind } from '../../media/media-file.ts'
import { inputHashOf } from '../content-hash.ts'
import { withoutCredentials } from '../../shared/without-credentials.ts'
import { isTooLate, type LoadedMedia, type MediaLoader } from '../media/load-media.ts'
import { isRemote } from '../photos/load-image.ts'
import type { MediaSpan, Product } from '../product.ts'
import { spanKey } from '../record-keys.ts'
import type { StoredProduct } from '../stored-product.ts'
import { codeAndReason, type Rejection } from './reject-log.ts'

/** The fields of a product by what their files are. */
export const MEDIA_FIELDS = { video: 'videos', document: 'documents', audio: 'audio' } as const
const PART_KINDS = { video: 'video', document: 'page', audio: 'audio' } as const

interface PreparedSpan {
  readonly span: MediaSpan
  readonly inputHash: string
  readonly embedding: Embedding
  readonly isNew: boolean
}

/** The files of a product that can be used, and what is in them. */
export interface ProductMedia {
  /** Stored addresses, by field; only fields that have some. */
  readonly files: Partial<Pick<Product, 'videos' | 'documents' | 'audio'>>
  /** One for each file, in the order of the fields. */
  readonly identities: readonly string[]
  readonly spans: readonly PreparedSpan[]
  readonly rejections: readonly Rejection[]
}

export const NO_MEDIA: ProductMedia = { files: {}, identities: [], spans: [], rejections: [] }

/** What stands in every record has to leave room for the rest. */
const MAX_SPANS = 300
/** Of files that several products share, the last ones read. */
const KEPT_FILES = 50
/** What the file, not the model or the store, is to blame for. */
const FILE_CODES = new Set([
  'UNSUPPORTED_MEDIA_TYPE',
  'MEDIA_UNREADABLE',
  'MEDIA_TOO_LARGE',
  'MEDIA_FETCH_FAILED',
  'MEDIA_JOB_FAILED',
  'MODALITY_UNSUPPORTED',
  'PAYLOAD_TOO_LARGE',
  'IMAGE_UNREADABLE',
  'IMAGE_TOO_LARGE',
  'MODEL_REJECTED_INPUT'
])

interface MediaOptions {
  readonly loader: MediaLoader
  readonly embedder: Embedder
  readonly signal?: AbortSignal | undefined
  /** Of the loading of files alone. Default: `signal`. */
  readonly loadSignal?: AbortSignal | undefined
}

interface Asked {
  readonly line: number
  readonly product: Product
  readonly stored: StoredProduct | undefined
}

interface ReadFile {
  readonly identity: string
  readonly spans: readonly PreparedSpan[]
}

export function hasMedia (product: Product): boolean {
  return MEDIA_KINDS.some((kind) => (product[MEDIA_FIELDS[kind]]?.length ?? 0) > 0)
}

/** Loads and embeds the clips, documents and sounds of products; those that are stored as they are stay. */
export class ProductMediaReader {
  readonly #options: MediaOptions
  readonly #read = new LRUCache<string, Promise<readonly MediaPiece[]>>({ max: KEPT_FILES })
  /** Hosts that let the whole time of a file pass: each further file there would, too. */
  readonly #silent = new Set<string>()

  constructor (options: MediaOptions) {
    this.#options = options
  }

  /** Rejects only for what is no problem of a file, e.g. MODEL_UNAVAILABLE. */
  async of (asked: Asked): Promise<ProductMedia> {
    if (!hasMedia(asked.product)) return NO_MEDIA
    const files: Record<string, string[]> = {}
    const [identities, spans, rejections] = [[] as string[], [] as PreparedSpan[], [] as Rejection[]]
    for (const kind of MEDIA_KINDS) {
      const field = MEDIA_FIELDS[kind]
      for (const reference of asked.product[field] ?? []) {
        try {
          const read = await this.#file(reference, kind, files[field]?.length ?? 0, asked)
          if (spans.length + read.spans.length > MAX_SPANS) {
            throw new MediaTooLargeError(MEDIA_NAMES[kind], `${read.spans.length} parts`, `${MAX_SPANS} of one product`)
          }
          files[field] = [...(files[field] ?? []), this.#options.loader.storedUrl(reference)]
          identities.push(read.identity)
          spans.push(...read.spans)
        } catch (error) {
          const problem = codeAndReason(error)
          if (!FILE_CODES.has(problem.code)) throw error
          const { line, product: { id } } = asked
          rejections.push({ line, id, kind, ...problem, image: withoutCredentials(reference) })
        }
      }
    }
    return { files, identities, spans, rejections }
  }

  async #file (reference: string, kind: MediaKind, position: number, { stored }: Asked): Promise<ReadFile> {
    const { loader } = this.#options
    const url = loader.storedUrl(reference)
    const known = (identity: string) => storedSpans(stored, { kind, url, identity, position })
    const unfetched = isRemote(reference) ? known(reference) : undefined
    if (unfetched) return { identity: reference, spans: unfetched }
    // What was read before needs nobody who reads it now.
    if (stored === undefined || stored.spansOf(MEDIA_FIELDS[kind], url).length === 0) this.#assertReadable(kind)
    const { file, release } = await this.#load(reference, kind)
    try {
      const identity = isRemote(reference) ? reference : file.hash
      const spans = known(identity) ?? toSpans(await this.#pieces(file), { kind, identity, position })
      return { identity, spans }
    } finally {
      await release()
    }
  }

  #assertReadable (kind: MediaKind): void {
    const { media, model } = this.#options.embedder
    const why = media ? media.whyNot(kind) : WITHOUT_READER
    if (why !== undefined) throw new ModalityUnsupportedError(model, READ_MEDIA[kind], why)
  }

  async #load (reference: string, kind: MediaKind): Promise<LoadedMedia> {
    const { loader, signal, loadSignal = signal } = this.#options
    const host = isRemote(reference) && URL.canParse(reference) ? new URL(reference).host : undefined
    if (host !== undefined && this.#silent.has(host)) {
      throw new MediaFetchError(withoutCredentials(reference), `${host} did not answer for another file`)
    }
    try {
      return await loader.load(reference, kind, loadSignal)
    } catch (error) {
      if (host !== undefined && isTooLate(error)) this.#silent.add(host)
      throw error
    }
  }

  async #pieces (file: MediaFile): Promise<readonly MediaPiece[]> {
    const { embedder, signal } = this.#options
    this.#assertReadable(file.kind)
    const key = `${file.kind} ${file.hash}`
    const reading = this.#read.get(key) ?? embedder.media!.read(file, { purpose: 'index', signal })
    this.#read.set(key, reading)
    reading.catch(() => this.#read.delete(key))
    return await reading
  }
}

interface SpanPlace {
  readonly kind: MediaKind
  readonly identity: string
  readonly position: number
}

function toSpans (pieces: readonly MediaPiece[], { kind, identity, position }: SpanPlace): PreparedSpan[] {
  return pieces.map(({ embedding, ...place }) => {
    const span: MediaSpan = { kind: PART_KINDS[kind], file: position, ...place }
    return { span, inputHash: inputHashOfSpan(identity, span), embedding, isNew: true }
  })
}

/** All parts of a file as they are stored; undefined where it is another file now, or not all are there. */
function storedSpans (
  stored: StoredProduct | undefined,
  { kind, url, identity, position }: SpanPlace & { readonly url: string }
): PreparedSpan[] | undefined {
  const found = stored?.spansOf(MEDIA_FIELDS[kind], url) ?? []
  const spans = found.flatMap((before): PreparedSpan[] => {
    const span = { ...before, file: position }
    const inputHash = inputHashOfSpan(identity, span)
    const embedding = stored?.embeddingOf(inputHash)
    return embedding ? [{ span, inputHash, embedding, isNew: false }] : []
  })
  return found.length > 0 && spans.length === found.length ? spans : undefined
}

function inputHashOfSpan (identity: string, span: MediaSpan): string {
  return inputHashOf(`${identity} ${spanKey('', { ...span, file: 0 })}`)
}
