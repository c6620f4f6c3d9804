import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { isCodedError, PayloadTooLargeError, UploadInvalidError, UploadTimeoutError } from '../errors.ts'
import { serverBusy } from '../shared/server-busy.ts'
import { whenClosed } from '../shared/when-closed.ts'
import { carriesPhoto } from './carries-photo.ts'
import { drain } from './drain.ts'
import { type MultipartLimits, readMultipart } from './read-multipart.ts'
import { ReceivingRoom } from './receiving-room.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Requests with photos that are being received or answered. */
    uploadsInFlight: () => number
  }
}

export interface UploadsOptions {
  readonly maxFileBytes: number
  readonly maxFiles: number
  /**
   * Requests with photos, as files or data URIs, that are answered at once. As many may arrive besides, at full size.
   */
  readonly maxUploadsInFlight: number
  /** For the whole request to arrive. */
  readonly timeoutMs: number
  /** Bytes of all files of one request. Default: twice `maxFileBytes`. */
  readonly maxTotalBytes?: number
  /** Route of the GraphQL endpoint. Default: /graphql. */
  readonly path?: string
}

const MAX_FIELD_BYTES = 262_144
const MAX_FIELD_NAME_BYTES = 100
/** For the answer to leave before a client that never ends loses its connection. */
const MIN_DRAIN_MS = 1000
/** Boundaries and headers of the parts. */
const MAX_FRAMING_BYTES = 65_536
/** Parsed queries are kept with their texts; photos in them would fill the memory. */
const MAX_QUERY_LENGTH = 20_000

/** Bodies up to here hold no photo worth counting while they arrive. */
const SMALL_BYTES = 65_536

const PROBLEMS: Readonly<Record<string, string>> = {
  FST_FILES_LIMIT: 'it has more files than are accepted',
  FST_FIELDS_LIMIT: 'it has more fields than "operations" and "map"',
  FST_PARTS_LIMIT: 'it has more parts than are accepted',
  FST_PROTO_VIOLATION: 'a field has a name that is not accepted',
  FST_INVALID_JSON_FIELD_ERROR: '"operations" and "map" must be JSON',
  FST_MP_PREMATURE_CLOSE: 'the connection closed before its end'
}

async function uploadsPlugin (
  app: FastifyInstance,
  { path = '/graphql', maxUploadsInFlight, timeoutMs, ...given }: UploadsOptions
): Promise<void> {
  const limits = { maxTotalBytes: 2 * given.maxFileBytes, maxFieldBytes: MAX_FIELD_BYTES, ...given }
  const room = new ReceivingRoom(maxUploadsInFlight * maxLength(limits))
  let answered = 0
  await app.register(multipart, { throwFileSizeLimit: false, limits: parserLimits(limits), isPartAFile })
  app.decorate('uploadsInFlight', () => room.size + answered)

  function checkSlots (): void {
    if (answered >= maxUploadsInFlight) throw serverBusy(`${maxUploadsInFlight} uploads at once`)
  }

  /** Taken once the photo is here, and held until the answer is out, because it stays in memory until then. */
  function takeSlot (reply: FastifyReply): void {
    checkSlots()
    answered++
    whenClosed(reply.raw, () => {
      answered--
    })
  }

  function enterRoom ({ raw }: FastifyRequest, bytes: number): void {
    const before = raw.socket.bytesRead
    const leave = room.enter({ bytes, received: () => raw.socket.bytesRead - before, drop: () => raw.destroy() })
    // Whatever becomes of the request: read, refused or broken off.
    raw.once('end', leave).once('close', leave)
  }

  async function receive (request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const startedAt = performance.now()
    try {
      if (request.raw.destroyed) throw new UploadInvalidError(PROBLEMS['FST_MP_PREMATURE_CLOSE']!)
      request.body = await withTimeout(readMultipart(request.parts(), limits), timeoutMs)
    } catch (error) {
      if (error instanceof UploadTimeoutError) reply.header('connection', 'close')
      drain(request.raw, Math.max(MIN_DRAIN_MS, timeoutMs - (performance.now() - startedAt)))
      throw isCodedError(error) ? error : new UploadInvalidError(problem(error), { cause: error })
    }
  }

  function makeRoom (request: FastifyRequest): void {
    if (request.routeOptions.url !== path || !mayCarryPhoto(request)) return
    try {
      if (isForm(request)) checkLength(request, limits)
      checkSlots()
      enterRoom(request, Math.min(lengthOf(request), maxLength(limits)))
    } catch (error) {
      drain(request.raw, timeoutMs)
      throw error
    }
  }

  function accept (request: FastifyRequest, reply: FastifyReply): void {
    refuseLongQuery(request.body)
    if (request.isMultipart() || carriesPhoto(request.body)) takeSlot(reply)
  }

  // Not async: most requests carry no photo, and each promise in their way costs time.
  app.addHook('onRequest', (request, _reply, done) => {
    makeRoom(request)
    done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (request.routeOptions.url === path && request.isMultipart()) receive(request, reply).then(() => done(), done)
    else done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (request.routeOptions.url === path) accept(request, reply)
    done()
  })
}

/** Some clients leave the filename out. */
function isPartAFile (
  _field: string | undefined,
  contentType: string | undefined,
  filename: string | undefined
): boolean {
  return (
    filename !== undefined ||
    contentType === 'application/octet-stream' ||
    (contentType !== undefined && /^(?:(?:image|video|audio)\/|application\/pdf)/.test(contentType))
  )
}

function parserLimits ({ maxFiles, maxFileBytes, maxFieldBytes }: MultipartLimits) {
  return {
    fieldNameSize: MAX_FIELD_NAME_BYTES,
    fieldSize: maxFieldBytes,
    // One more than needed, so that the reader can name the one that is too much.
    fields: 3,
    files: maxFiles,
    parts: maxFiles + 3,
    fileSize: maxFileBytes,
    headerPairs: 20,
    headerSize: 8192
  }
}

function maxLength ({ maxTotalBytes, maxFieldBytes }: MultipartLimits): number {
  return maxTotalBytes + 2 * maxFieldBytes + MAX_FRAMING_BYTES
}

/** Of a body that does not say, as much as there may be. */
function lengthOf ({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? 0 : Infinity))
}

/** Before the body is looked at: only then does `isMultipart` know. */
function isForm ({ headers }: FastifyRequest): boolean {
  return /^multipart\/form-data/i.test(headers['content-type'] ?? '')
}

function mayCarryPhoto (request: FastifyRequest): boolean {
  return isForm(request) || lengthOf(request) > SMALL_BYTES
}

function checkLength (request: FastifyRequest, limits: MultipartLimits): void {
  const length = Number(request.headers['content-length'] ?? 0)
  if (length > maxLength(limits)) throw new PayloadTooLargeError('The request', maxLength(limits))
}

async function withTimeout<T> (work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new UploadTimeoutError(timeoutMs)), timeoutMs)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

function problem (error: unknown): string {
  const { code = '', message = String(error) } = error as { code?: string; message?: string }
  return PROBLEMS[code] ?? `the body is damaged (${message})`
}

function refuseLongQuery (body: unknown): void {
  const query = (body as { query?: unknown } | null | undefined)?.query
  if (typeof query === 'string' && query.length > MAX_QUERY_LENGTH) {
    throw new PayloadTooLargeError('The query text (photos belong into variables)', MAX_QUERY_LENGTH)
  }
}

export default fp(uploadsPlugin, { name: 'uploads', fastify: '5.x' })
