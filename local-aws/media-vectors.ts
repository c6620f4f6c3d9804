import { createHash, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isCodedError } from '../src/errors.ts'
import { ffmpegVersion, framesOf } from '../src/media/frames.ts'
import { inspectMedia } from '../src/media/inspect-media.ts'
import type { MediaFile } from '../src/media/media-file.ts'
import { AwsError } from './aws-error.ts'
import type { LocalEmbedder } from './invoke-model.ts'
import type { NovaPurpose } from './nova-request.ts'

export interface MediaVector {
  readonly start: number
  readonly end: number
  readonly vector: Float32Array
}

interface GivenMedia {
  readonly bytes: Uint8Array
  readonly kind: 'video' | 'audio'
  readonly segmentSeconds: number
}

const LIMITS = { maxBytes: 2_000_000_000, maxSeconds: 7200, maxPages: 1 }
const FRAMES = 4

/**
 * Stretches of a clip as the mean of their frames, so that a photo of what it shows finds it; without ffmpeg, and of
 * sounds, equal stretches are equal and no more.
 */
export async function embedSegments (
  { bytes, kind, segmentSeconds }: GivenMedia,
  purpose: NovaPurpose,
  embedder: LocalEmbedder
): Promise<MediaVector[]> {
  const place = path.join(tmpdir(), `local-aws-${randomUUID()}`)
  await writeFile(place, bytes)
  try {
    const file = await inspectMedia(place, kind, LIMITS)
    const seconds = file.seconds ?? segmentSeconds
    const hasFrames = kind === 'video' && (await ffmpegVersion()) !== undefined
    const frames = hasFrames ? await framesIn(file, segmentSeconds, purpose, embedder) : undefined
    const count = Math.max(1, Math.ceil(seconds / segmentSeconds - 0.01))
    return await Promise.all(
      Array.from({ length: count }, async (_, i) => ({
        start: i * segmentSeconds,
        end: Math.min((i + 1) * segmentSeconds, seconds),
        vector: frames?.get(i) ?? (await embedder({ text: soundOf(bytes, i) }, purpose))
      }))
    )
  } catch (cause) {
    if (!isCodedError(cause)) throw cause
    throw new AwsError('ValidationException', `The ${kind} cannot be read: ${cause.message}`)
  } finally {
    await rm(place, { force: true })
  }
}

async function framesIn (
  file: MediaFile,
  segmentSeconds: number,
  purpose: NovaPurpose,
  embedder: LocalEmbedder
): Promise<Map<number, Float32Array>> {
  // At most one frame a second: more of them say the same again.
  const framesPerSecond = Math.min(1, FRAMES / segmentSeconds)
  const frames = await framesOf(file, { framesPerSecond })
  const sums = new Map<number, Float32Array>()
  for (const { seconds, image } of frames) {
    const vector = await embedder({ image: image.bytes, format: 'jpeg' }, purpose)
    const at = Math.floor(seconds / segmentSeconds)
    const sum = sums.get(at) ?? new Float32Array(vector.length)
    sums.set(at, sum.map((value, i) => value + vector[i]!))
  }
  return sums
}

function soundOf (bytes: Uint8Array, position: number): string {
  return `${createHash('sha256').update(bytes).digest('hex')}x${position}`
}
