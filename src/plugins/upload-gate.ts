import type { FastifyReply, FastifyRequest } from 'fastify'
import { isCodedError, PayloadTooLargeError, UploadInvalidError, UploadTimeoutError } from '../errors.ts'
import { serverBusy } from '../shared/server-busy.ts'
import { whenClosed } from '../shared/when-closed.ts'
import { carriesPhoto } from './carries-photo.ts'
import { drain } from './drain.ts'
import { type MultipartLimits, readMultipart } from './read-multipart.ts'
import { ReceivingRoom } from './receiving-room.ts'

export interface UploadGateOptions {
  readonly limits: MultipartLimits
  /** Requests with photos that are answered at the same time; as many may arrive besides, at full size. */
  readonly maxInFlight: number
  /** For the whole request to arrive. */
  readonly timeoutMs: number
}

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

/** Lets in requests with photos while there is room for what they bring, and reads forms. */
export class UploadGate {
  readonly #limits: MultipartLimits
  readonly #maxInFlight: number
  readonly #timeoutMs: number
  readonly #room: ReceivingRoom
  #answering = 0

  constructor ({ limits, maxInFlight, timeoutMs }: UploadGateOptions) {
    this.#limits = limits
    this.#maxInFlight = maxInFlight
    this.#timeoutMs = timeoutMs
    this.#room = new ReceivingRoom(maxInFlight * maxLength(limits))
  }

  /** Large bodies that are being received, and requests with photos that are being answered. */
  get inFlight (): number {
    return this.#room.size + this.#answering
  }

  /** Before the body arrives. Throws PAYLOAD_TOO_LARGE or SERVER_BUSY. */
  makeRoom (request: FastifyRequest): void {
    if (!mayCarryPhoto(request)) return
    try {
      if (isForm(request)) checkLength(request, this.#limits)
      this.#checkSlots()
      this.#enterRoom(request, Math.min(lengthOf(request), maxLength(this.#limits)))
    } catch (error) {
      drain(request.raw, this.#timeoutMs)
      throw error
    }
  }

  /** Reads a form into the request's body. Rejects with UPLOAD_INVALID, UPLOAD_TIMEOUT or PAYLOAD_TOO_LARGE. */
  async receive (request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const startedAt = performance.now()
    try {
      if (request.raw.destroyed) throw new UploadInvalidError(PROBLEMS['FST_MP_PREMATURE_CLOSE']!)
      request.body = await withTimeout(readMultipart(request.parts(), this.#limits), this.#timeoutMs)
    } catch (error) {
      if (error instanceof UploadTimeoutError) reply.header('connection', 'close')
      drain(request.raw, Math.max(MIN_DRAIN_MS, this.#timeoutMs - (performance.now() - startedAt)))
      throw isCodedError(error) ? error : new UploadInvalidError(problem(error), { cause: error })
    }
  }

  /** Once the body is here. Throws PAYLOAD_TOO_LARGE or SERVER_BUSY. */
  accept (request: FastifyRequest, reply: FastifyReply): void {
    refuseLongQuery(request.body)
    if (request.isMultipart() || carriesPhoto(request.body)) this.#takeSlot(reply)
  }

  #checkSlots (): void {
    if (this.#answering >= this.#maxInFlight) throw serverBusy(`${this.#maxInFlight} uploads at once`)
  }

  /** Taken once the photo is here, and held until the answer is out, because it stays in memory until then. */
  #takeSlot (reply: FastifyReply): void {
    this.#checkSlots()
    this.#answering++
    whenClosed(reply.raw, () => {
      this.#answering--
    })
  }

  #enterRoom ({ raw }: FastifyRequest, bytes: number): void {
    const before = raw.socket.bytesRead
    const received = () => raw.socket.bytesRead - before
    const leave = this.#room.enter({ bytes, received, drop: () => raw.destroy() })
    // Whatever becomes of the request: read, refused or broken off.
    raw.once('end', leave).once('close', leave)
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
