import { ModalityUnsupportedError } from '../../errors.ts'
import type { Image } from '../../images/image.ts'
import { renderPages, type DocumentPage } from '../../media/documents.ts'
import { framesOf, type Frame } from '../../media/frames.ts'
import type { MediaFile, MediaKind } from '../../media/media-file.ts'
import { READ_MEDIA } from '../../media/media-names.ts'
import { meanOf, normalise, type EmbedOptions, type Embedding, type MediaPiece, type MediaPlan, type MediaReader } from '../embedder.ts'

export interface BuiltinMediaOptions {
  readonly model: string
  readonly embedText: (text: string, options: EmbedOptions) => Promise<Embedding>
  readonly embedImage: (image: Image, options: EmbedOptions) => Promise<Embedding>
  readonly segmentSeconds: number
  /** Whether ffmpeg was found, which takes clips apart. */
  readonly hasFfmpeg: boolean
}

const FRAMES_PER_SEGMENT = 4
/** The photo network looks at 260 × 260 pixels; a page's words are read as text. */
const PAGE_PIXELS = 600_000
/** A page says more by its words than by its looks, where it has any. */
const WORDS_SHARE = 0.8
const LEAST_WORDS = 24
/** About what the text network reads at once, and how often at most. */
const CHUNK = 1000
const MAX_CHUNKS = 4

const WITHOUT_FFMPEG =
  'clips go through ffmpeg, which is not installed. Install it (apt-get install ffmpeg), or set EMBEDDER=bedrock'
const WITHOUT_EARS = 'set EMBEDDER=bedrock, whose model does'

/** Clips as the mean of their frames, second by second, and pages as their picture and their words. */
export class BuiltinMedia implements MediaReader {
  readonly #options: BuiltinMediaOptions

  constructor (options: BuiltinMediaOptions) {
    this.#options = options
  }

  plan (_file: MediaFile): MediaPlan {
    return { calls: 0, usd: 0 }
  }

  async read (file: MediaFile, options: EmbedOptions): Promise<readonly MediaPiece[]> {
    const why = this.whyNot(file.kind)
    if (why !== undefined) throw new ModalityUnsupportedError(this.#options.model, READ_MEDIA[file.kind], why)
    return await (file.kind === 'document' ? this.#readDocument(file, options) : this.#readVideo(file, options))
  }

  whyNot (kind: MediaKind): string | undefined {
    if (kind === 'audio') return WITHOUT_EARS
    return kind === 'video' && !this.#options.hasFfmpeg ? WITHOUT_FFMPEG : undefined
  }

  async #readDocument (file: MediaFile, options: EmbedOptions): Promise<MediaPiece[]> {
    const pages = await renderPages(file, { maxPixels: PAGE_PIXELS, signal: options.signal })
    return await Promise.all(
      pages.map(async (page) => ({ page: page.page, embedding: await this.#embedPage(page, options) }))
    )
  }

  async #embedPage ({ text, image }: DocumentPage, options: EmbedOptions): Promise<Embedding> {
    const { embedText, embedImage } = this.#options
    const words = text.replace(/\s+/g, ' ').trim()
    const picture = await embedImage(image, options)
    if (words.length < LEAST_WORDS) return picture
    const chunks = chunksOf(words)
    const read = meanOf(await Promise.all(chunks.map(async (chunk) => await embedText(chunk, options))))
    return normalise(read.map((value, i) => WORDS_SHARE * value + (1 - WORDS_SHARE) * picture[i]!))
  }

  async #readVideo (file: MediaFile, options: EmbedOptions): Promise<MediaPiece[]> {
    const { segmentSeconds, embedImage } = this.#options
    const framesPerSecond = FRAMES_PER_SEGMENT / segmentSeconds
    const frames = await framesOf(file, { framesPerSecond, signal: options.signal })
    const end = Math.max(file.seconds ?? 0, frames.at(-1)!.seconds)
    return await Promise.all(
      [...segmentsOf(frames, segmentSeconds)].map(async ([startSeconds, held]) => {
        const embeddings = await Promise.all(held.map(async ({ image }) => await embedImage(image, options)))
        const endSeconds = Math.min(startSeconds + segmentSeconds, Math.max(end, startSeconds + 0.1))
        return { startSeconds, endSeconds: round(endSeconds), embedding: meanOf(embeddings) }
      })
    )
  }
}

/** Frames by the second at which their segment begins. */
function segmentsOf (frames: readonly Frame[], segmentSeconds: number): Map<number, Frame[]> {
  const segments = new Map<number, Frame[]>()
  for (const frame of frames) {
    const start = Math.floor(frame.seconds / segmentSeconds) * segmentSeconds
    segments.set(start, [...(segments.get(start) ?? []), frame])
  }
  return segments
}

/** Parted at blanks, since half a word is another word. */
function chunksOf (text: string): string[] {
  const chunks: string[] = []
  for (let rest = text; rest !== '' && chunks.length < MAX_CHUNKS;) {
    const blank = rest.length > CHUNK ? rest.lastIndexOf(' ', CHUNK) : -1
    const chunk = blank > 0 ? rest.slice(0, blank) : rest.slice(0, CHUNK)
    chunks.push(chunk)
    rest = rest.slice(chunk.length).trimStart()
  }
  return chunks
}

function round (seconds: number): number {
  return Math.round(seconds * 10) / 10
}
