import { readFile } from 'node:fs/promises'
import { ModalityUnsupportedError } from '../../errors.ts'
import { renderPages } from '../../media/documents.ts'
import type { MediaFile } from '../../media/media-file.ts'
import { READ_MEDIA } from '../../media/media-names.ts'
import type { EmbedOptions, Embedding, MediaPiece, MediaPlan, MediaReader } from '../embedder.ts'
import type { MediaJobs } from './media-jobs.ts'
import type { AnswerType } from './nova-answer.ts'
import { mediaInput } from './nova-input.ts'
import { MAX_IMAGE_BYTES, MAX_SYNC_SECONDS, MODEL_ID, type NovaInput } from './nova.ts'
import type { UsageMeter } from './usage.ts'

/** One call of the model. */
export interface NovaCall {
  readonly input: NovaInput
  readonly type: AnswerType
  /** Told once it was answered. */
  readonly count: (inputTokens: number | undefined) => void
}

export interface NovaMediaOptions {
  readonly dimension: number
  readonly meter: UsageMeter
  readonly jobs: MediaJobs | undefined
  readonly invoke: (call: NovaCall, options: EmbedOptions) => Promise<Embedding>
}

/** A page of A4 at 200 dots an inch, as AWS's own sample renders it. */
export const PAGE_PIXELS = 4_000_000

/**
 * Pages as document images; a clip or sound in one call where it fits and need not be taken apart, else by a job that
 * gives a vector for each stretch.
 */
export class NovaMedia implements MediaReader {
  readonly #options: NovaMediaOptions

  constructor (options: NovaMediaOptions) {
    this.#options = options
  }

  plan (file: MediaFile): MediaPlan {
    return { calls: file.kind === 'document' ? (file.pages ?? 1) : 1, usd: this.#options.meter.priceOfMedia(file) }
  }

  whyNot (): undefined {}

  async read (file: MediaFile, options: EmbedOptions): Promise<readonly MediaPiece[]> {
    if (file.kind === 'document') return await this.#readDocument(file, options)
    const { jobs, dimension, meter } = this.#options
    const isShort = (file.seconds ?? Infinity) <= MAX_SYNC_SECONDS && file.bytes <= MAX_IMAGE_BYTES
    // A query is one vector; of what is stored, a shopper is shown the second.
    const isTakenApart = options.purpose === 'index' && (file.seconds ?? Infinity) > (jobs?.segmentSeconds ?? Infinity)
    if (isShort && !isTakenApart) return [await this.#readWhole(file, options)]
    const what = `${READ_MEDIA[file.kind]} above 30 seconds or 18 MB, or of unknown length`
    if (options.purpose !== 'index') throw new ModalityUnsupportedError(MODEL_ID, what, 'send a shorter one')
    if (!jobs) {
      throw new ModalityUnsupportedError(MODEL_ID, what, 'such files go through a bucket. Set MEDIA_BUCKET')
    }
    return await jobs.run(file, dimension, options.signal, () => meter.countMedia(file))
  }

  async #readDocument (file: MediaFile, options: EmbedOptions): Promise<MediaPiece[]> {
    const { invoke, meter } = this.#options
    const pages = await renderPages(file, { maxPixels: PAGE_PIXELS, signal: options.signal })
    return await Promise.all(
      pages.map(async ({ page, image }) => {
        const source = { bytes: Buffer.from(image.bytes).toString('base64') }
        const input: NovaInput = { image: { format: 'png', detailLevel: 'DOCUMENT_IMAGE', source } }
        const count = () => meter.countMedia({ kind: 'document', pages: 1 })
        return { page, embedding: await invoke({ input, type: 'IMAGE', count }, options) }
      })
    )
  }

  async #readWhole (file: MediaFile, options: EmbedOptions): Promise<MediaPiece> {
    const { invoke, meter } = this.#options
    const input = mediaInput(file, { bytes: (await readFile(file.path)).toString('base64') })
    const type = file.kind === 'video' ? 'VIDEO' : 'AUDIO'
    const embedding = await invoke({ input, type, count: () => meter.countMedia(file) }, options)
    return { startSeconds: 0, endSeconds: Math.round((file.seconds ?? 0) * 10) / 10, embedding }
  }
}
