import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import PQueue from 'p-queue'
import { MediaTooSlowError, MediaUnreadableError } from '../errors.ts'
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
  /** Longest clip that is read. */
  readonly maxSeconds: number
  readonly signal?: AbortSignal | undefined
}

const SIDE = 512
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

/** Frames of a clip at even distances. Rejects with MEDIA_UNREADABLE or MEDIA_TOO_LARGE. */
export async function framesOf (file: MediaFile, options: FrameOptions): Promise<Frame[]> {
  const { framesPerSecond, signal } = options
  const output = await queue.add(async () => await decode(file, options), { signal })
  const frames = splitJpegs(output).map((bytes, i): Frame => ({
    seconds: (i + 0.5) / framesPerSecond,
    image: { bytes, format: 'jpeg', ...jpegSize(bytes)!, hash: createHash('sha256').update(bytes).digest('hex') }
  }))
  if (frames.length === 0) throw new MediaUnreadableError('video', 'no picture of it can be decoded')
  const [read, said] = [frames.length / framesPerSecond, Math.min(file.seconds ?? 0, options.maxSeconds)]
  if (read < LEAST_SHARE * said - 1 / framesPerSecond) {
    throw new MediaUnreadableError('video', `it ends after ${read.toFixed(0)} of ${said.toFixed(0)} seconds`)
  }
  return frames
}

async function decode (
  { path, format }: MediaFile,
  { framesPerSecond, maxSeconds, signal }: FrameOptions
): Promise<Buffer> {
  signal?.throwIfAborted()
  const filters = `fps=${framesPerSecond},scale=w=${SIDE}:h=${SIDE}:force_original_aspect_ratio=decrease`
  // No protocol but files: what names addresses in a clip is not followed.
  const args = [
    ['-v', 'error', '-nostdin', '-protocol_whitelist', 'file', '-f', DEMUXERS[format] ?? format],
    ['-threads', String(THREADS), '-max_pixels', String(MAX_PIXELS), '-i', `file:${path}`, '-t', String(maxSeconds)],
    ['-an', '-sn', '-dn', '-vf', filters, '-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '3', 'pipe:1']
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
    if (code !== 0 && parts.length === 0) throw new MediaUnreadableError('video', reasonOf(complaint, path))
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
