import { createHash, hash } from 'node:crypto'
import type { MercuriusContext } from 'mercurius'
import type { Upload } from '../images/upload.ts'
import type { SearchResult, Timings } from '../search/search-result.ts'

export interface EndedOperation {
  /** Name of the field. */
  readonly operation: string
  /** OK, or the code of the error. */
  readonly code: string
  readonly ms: number
  readonly args: object
  /** Absent where it failed. */
  readonly result?: unknown
}

type Asked = Readonly<
  Partial<
    Record<'text' | 'without' | 'like' | 'title' | 'id', string | null> &
      Record<'imageUpload' | 'image' | 'videoUpload' | 'documentUpload' | 'audioUpload', Upload | null>
  >
>

/** Levels at which the line would be made for nobody. */
const ABOVE_INFO = new Set(['warn', 'error', 'fatal', 'silent'])
/** Bytes of a photo that are hashed, with its length: enough to tell photos apart, and no work. */
const PHOTO_HEAD = 16_384
/** Characters of a text that are hashed: more than are ever searched for, unless a shop allows for it. */
const TEXT_HEAD = 10_000
/** Characters of the hash, 64 bits. */
const HASH_LENGTH = 16

/** One line at info for each field that was asked: what, by whose key, for how long, and what came of it. */
export function logOperation (
  { app, reply }: MercuriusContext,
  { operation, code, ms, args, result }: EndedOperation
): void {
  const { log } = reply.request
  if (ABOVE_INFO.has(log.level)) return
  log.info(
    {
      operation,
      code,
      ms: rounded(ms),
      key: app.keyOf(reply.request)?.name,
      ...asked(args, app.logsQueries),
      ...(operation === 'search' && result !== undefined && found(result as SearchResult)),
      phases: phasesOf(result)
    },
    `${operation} ${code === 'OK' ? 'answered' : 'failed'}`
  )
}

/** Equal questions have equal hashes. Words themselves only where the shop wants them in its logs. */
function asked (args: Asked, isOpen: boolean): object {
  const { text, without, like } = args
  const photo = args.imageUpload ?? args.image ?? args.videoUpload ?? args.documentUpload ?? args.audioUpload
  const words = [text ?? args.title, without, like ?? args.id].map(
    (part) => part?.slice(0, TEXT_HEAD).normalize('NFC').trim() ?? null
  )
  if (!photo && words.every((part) => part === null)) return {}
  return {
    query: hashOf(JSON.stringify(words), photo ? bytesOf(photo) : undefined).slice(0, HASH_LENGTH),
    ...(photo ? { photo: true } : {}),
    ...(isOpen && { text: head(text), without: head(without), like: head(like) })
  }
}

function hashOf (words: string, bytes: Uint8Array | undefined): string {
  // In one call, it takes a third of the time.
  if (!bytes) return hash('sha256', words)
  const both = createHash('sha256').update(words).update(`${bytes.length} `).update(bytes.subarray(0, PHOTO_HEAD))
  return both.digest('hex')
}

function head (text: string | null | undefined): string | undefined {
  return text?.slice(0, TEXT_HEAD)
}

/** None of a data URI that cannot be read, which the caller was told already. */
function bytesOf (photo: Upload): Uint8Array | undefined {
  try {
    return photo.bytes
  } catch {
    return undefined
  }
}

function found ({ items, cached, weights }: SearchResult): object {
  const relevance = items[0]?.relevance
  return {
    answers: items.length,
    topRelevance: relevance === undefined ? undefined : rounded(relevance),
    cached: cached.length === weights.length
  }
}

/** Of what searches and tags; milliseconds. */
function phasesOf (result: unknown): object | undefined {
  const timings =
    typeof result === 'object' && result !== null && 'timings' in result ? (result.timings as Timings) : undefined
  if (!timings) return undefined
  const phases: Record<string, number> = {}
  for (const [phase, ms] of Object.entries(timings) as Array<[string, number]>) phases[phase] = rounded(ms)
  return phases
}

function rounded (value: number): number {
  return Math.round(value * 1000) / 1000
}
