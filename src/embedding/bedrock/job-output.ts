import { MediaJobFailedError } from '../../errors.ts'
import type { MediaPiece } from '../embedder.ts'
import { MODEL_ID } from './nova.ts'
import { readEmbedding } from './nova-answer.ts'

interface ResultFile {
  readonly embeddingResults?: ReadonlyArray<{
    readonly embeddingType?: string
    readonly status?: string
    readonly outputFileUri?: string
    readonly failureReason?: string
    readonly message?: string
  }>
}

interface Line {
  readonly embedding?: unknown
  readonly status?: string
  readonly failureReason?: string
  readonly message?: string
  readonly segmentMetadata?: Readonly<Record<string, unknown>>
}

const SUCCESS = 'SUCCESS'

/**
 * The pieces that a finished job wrote, whichever of AWS's forms it wrote them in: the file is named by
 * `outputFileUri`, times stand as `segmentStartSeconds` or as `startTime`. Rejects with MEDIA_JOB_FAILED, which names
 * the part that failed, or MODEL_ANSWER_INVALID.
 */
export async function readJobOutput (
  folder: string,
  { what, dimension, read }: {
    readonly what: string
    readonly dimension: number
    /** The text of an object by its address `s3://…`. */
    readonly read: (uri: string) => Promise<string>
  }
): Promise<MediaPiece[]> {
  const failed = (reason: string) => new MediaJobFailedError(MODEL_ID, what, reason)
  const { embeddingResults = [] } = JSON.parse(await read(`${folder}/segmented-embedding-result.json`)) as ResultFile
  if (embeddingResults.length === 0) throw failed('its result names no embeddings')
  const pieces: MediaPiece[] = []
  for (const { embeddingType = '', status, outputFileUri, failureReason, message } of embeddingResults) {
    if (status !== SUCCESS || outputFileUri === undefined) {
      throw failed(`${embeddingType} ended as ${status} (${failureReason ?? message ?? 'no reason given'})`)
    }
    const lines = (await read(outputFileUri)).split('\n').filter((line) => line.trim() !== '')
    lines.forEach((line, i) => pieces.push(toPiece(JSON.parse(line) as Line, i, { dimension, failed })))
  }
  if (pieces.length === 0) throw failed('its output is empty')
  return pieces.sort((a, b) => a.startSeconds! - b.startSeconds!)
}

function toPiece (
  { embedding, status, failureReason, message, segmentMetadata = {} }: Line,
  position: number,
  { dimension, failed }: { readonly dimension: number; readonly failed: (reason: string) => Error }
): MediaPiece {
  const named = `segment ${String(segmentMetadata['segmentIndex'] ?? position)}`
  if (status !== undefined && status !== SUCCESS) {
    throw failed(`${named} ended as ${status} (${failureReason ?? message ?? 'no reason given'})`)
  }
  const startSeconds = secondsOf(segmentMetadata, ['segmentStartSeconds', 'startTime'])
  const endSeconds = secondsOf(segmentMetadata, ['segmentEndSeconds', 'endTime'])
  if (startSeconds === undefined || endSeconds === undefined) throw failed(`${named} says not when it begins and ends`)
  return { startSeconds, endSeconds, embedding: readEmbedding(embedding, dimension) }
}

function secondsOf (metadata: Readonly<Record<string, unknown>>, names: readonly string[]): number | undefined {
  const value = names.map((name) => metadata[name]).find((one) => one !== undefined)
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.round(seconds * 10) / 10 : undefined
}
