import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import PQueue from 'p-queue'
import { MediaTooLargeError, MediaTooSlowError, MediaUnreadableError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { jpegSize } from '../images/jpeg-size.ts'
import type { MediaFile, MediaFormat } from './media-file.ts'

export interface Frame {
  /** Where it lies, from the start. */
  readonly seconds: number
  readonly image: Image
}

export interface FrameOptions {
  readonly framesPerSecond: number
  readonly signal?: AbortSignal | undefined
}

const SIDE = 512
const SCALE = `scale=w=${SIDE}:h=${SIDE}:force_original_aspect_ratio=decrease`
/** Of one picture; twelve times a full-HD one. A decoder takes several pictures' memory for each thread. */
const MAX_PIXELS = 50_000_000
const THREADS = 2
/** What ffmpeg calls a container: the file must not choose another reader, such as one of playlists. */
const DEMUXERS: Readonly<Partial<Record<MediaFormat, string>>> = {
  mp4: 'mov',
  mov: 'mov',
  '3gp': 'mov',
  mkv: 'matroska',
  webm: 'matroska',
  wmv: 'asf',
  flv: 'flv',
  mpeg: 'mpeg'
}
const TIMEOUT_MS = 120_000
const MAX_STDERR = 2000
/** What is there of a clip by its header; less is a file that was cut off, or lies. */
const LEAST_SHARE = 0.6
const queue = new PQueue({ concurrency: 2 })

let version: Promise<string | undefined> | undefined

/** The first line that `ffmpeg -version` says; undefined where it is not installed. */
export async function ffmpegVersion (): Promise<string | undefined> {
  version ??= promisify(execFile)('ffmpeg', ['-version'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout.split('\n', 1)[0],
    () => undefined
  )
  return await version
}

/** Frames of a clip at even distances, at least one. Rejects with MEDIA_UNREADABLE or MEDIA_TOO_LARGE. */
export async function framesOf (file: MediaFile, options: FrameOptions): Promise<Frame[]> {
  const { framesPerSecond, signal } = options
  return await queue.add(async () => {
    const pictures = splitJpegs(await decode(file, evenly(file, framesPerSecond), signal))
    if (pictures.length > 0) {
      assertLength(file, pictures.length / framesPerSecond, 1 / framesPerSecond)
      return pictures.map((bytes, i) => frameOf(bytes, (i + 0.5) / framesPerSecond))
    }
    // Shorter than half the way from one frame to the next.
    const [first] = splitJpegs(await decode(file, ['-frames:v', '1', '-vf', SCALE], signal))
    if (!first) throw new MediaUnreadableError('video', 'no picture of it can be decoded. Save it as MP4 with H.264 and retry')
    return [frameOf(first, 0)]
  }, { signal })
}

/** One frame beyond the limit tells that a clip goes on, without decoding all of it. */
function evenly ({ maxSeconds }: MediaFile, framesPerSecond: number): string[] {
  return ['-t', String(maxSeconds + 2 / framesPerSecond), '-vf', `fps=${framesPerSecond},${SCALE}`]
}

/** The container of a stream states no length, and any may state a false one. */
function assertLength ({ maxSeconds, seconds = 0 }: MediaFile, read: number, distance: number): void {
  if (read > maxSeconds + distance) {
    throw new MediaTooLargeError('video', `more than ${maxSeconds} seconds`, `${maxSeconds} seconds`)
  }
  if (read < LEAST_SHARE * seconds - distance) {
    throw new MediaUnreadableError('video', `it ends after ${read.toFixed(0)} of ${seconds.toFixed(0)} seconds. Send the whole file`)
  }
}

function frameOf (bytes: Uint8Array, seconds: number): Frame {
  const hash = createHash('sha256').update(bytes).digest('hex')
  return { seconds, image: { bytes, format: 'jpeg', ...jpegSize(bytes)!, hash } }
}

async function decode (
  { path, format }: MediaFile,
  taken: readonly string[],
  signal: AbortSignal | undefined
): Promise<Buffer> {
  signal?.throwIfAborted()
  // No protocol but files: what names addresses in a clip is not followed.
  const args = [
    ['-v', 'error', '-nostdin', '-protocol_whitelist', 'file', '-f', DEMUXERS[format] ?? format],
    ['-threads', String(THREADS), '-max_pixels', String(MAX_PIXELS), '-i', `file:${path}`],
    ['-an', '-sn', '-dn', ...taken, '-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '3', 'pipe:1']
  ].flat()
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const parts: Buffer[] = []
  let complaint = ''
  let isLate = false
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.stderr.on('data', (part: Buffer) => {
    if (complaint.length < MAX_STDERR) complaint += part.toString()
  })
  const stop = () => child.kill('SIGKILL')
  const timer = setTimeout(() => {
    isLate = true
    stop()
  }, TIMEOUT_MS)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
    signal?.throwIfAborted()
    if (isLate) throw new MediaTooSlowError('video', TIMEOUT_MS / 1000)
    if (code !== 0 && parts.length === 0) throw new MediaUnreadableError('video', `${reasonOf(complaint, path)}. Save it as MP4 with H.264 and retry`)
    return Buffer.concat(parts)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

function reasonOf (complaint: string, path: string): string {
  const [first = 'its codec is unknown'] = complaint.replaceAll(`file:${path}`, 'it').replaceAll(path, 'it').split('\n').filter(Boolean)
  return first.replace(/^\[[^\]]*\] /, '').replace(/[.:]+$/, '')
}

/** The encoder writes no thumbnails: an end marker before a start marker parts two pictures. */
function splitJpegs (bytes: Buffer): Uint8Array[] {
  const boundary = Buffer.from('ffd9ffd8', 'hex')
  const pictures: Uint8Array[] = []
  let from = 0
  for (let at = bytes.indexOf(boundary); at !== -1; at = bytes.indexOf(boundary, at + 2)) {
    pictures.push(bytes.subarray(from, at + 2))
    from = at + 2
  }
  if (bytes.length > from) pictures.push(bytes.subarray(from))
  return pictures
}
