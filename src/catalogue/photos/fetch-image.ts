import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request, type Dispatcher } from 'undici'
import { ImageFetchError } from '../../errors.ts'
import { isPublicAddress, lookupPublic, PrivateAddressError } from './public-address.ts'
import { withoutCredentials } from '../../shared/without-credentials.ts'

export interface ImageFetcherOptions {
  readonly maxBytes: number
  /** Lets addresses through that are not public, e.g. an image server in the same network. */
  readonly allowPrivate: boolean
  /** For one try with its redirects. */
  readonly timeoutMs?: number
  /** Before the second try; doubles for each further one. */
  readonly retryDelayMs?: number
}

/** Servers that keep scrapers out answer 403 to who does not say. */
const USER_AGENT = 'Mozilla/5.0 (compatible; Vitrine/1.0; product images)'
/** Of a feed, which may be larger than memory; a disk is never so far behind a network. */
const MAX_AHEAD_BYTES = 268_435_456
const MAX_REDIRECTS = 3
const DUMP_MS = 1000
const MAX_TRIES = 3
const MAX_RETRY_AFTER_MS = 10_000
const RETRIED_STATUS = new Set([429, 500, 502, 503, 504])
const RETRIED_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT'
])

type Body = Dispatcher.ResponseData['body']
/** What becomes of an answer. */
type Use<T> = (body: Body) => Promise<T>

/** What a later try may mend. */
class PassingFailure extends Error {
  readonly retryAfterMs: number

  constructor (message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterMs = retryAfterMs
  }
}

/** Fetches photos that a catalogue names by URL, without letting the catalogue reach into the private network. */
export class ImageFetcher {
  readonly #agent: Agent
  readonly #options: Required<ImageFetcherOptions>

  constructor (options: ImageFetcherOptions) {
    this.#options = { timeoutMs: 15_000, retryDelayMs: 500, ...options }
    this.#agent = new Agent({
      connect: options.allowPrivate ? {} : { lookup: lookupPublic },
      maxResponseSize: options.maxBytes
    })
  }

  /** Rejects with IMAGE_FETCH_FAILED, or with the signal's reason. */
  async fetch (url: string, signal?: AbortSignal): Promise<Uint8Array> {
    return await this.#read(url, async (body) => await readBounded(body, this.#options.maxBytes), signal)
  }

  /** Writes what is there into a file, whose folder is there; the same rules hold. */
  async save (url: string, file: string, signal?: AbortSignal): Promise<void> {
    await this.#read(
      url,
      async (body) => await pipeline(bounded(body, this.#options.maxBytes), createWriteStream(file)),
      signal
    )
  }

  async #read<T>(url: string, use: Use<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#try(url, use, signal)
      } catch (cause) {
        signal?.throwIfAborted()
        if (!(cause instanceof PassingFailure) || attempt === MAX_TRIES) {
          throw new ImageFetchError(withoutCredentials(url), (cause as Error).message, { cause })
        }
        // Jitter keeps parallel fetches from returning to a busy server together.
        await pause(
          Math.max(cause.retryAfterMs, this.#options.retryDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random())),
          signal
        )
      }
    }
  }

  async close (): Promise<void> {
    await this.#agent.destroy()
  }

  async #try<T>(url: string, use: Use<T>, signal: AbortSignal | undefined): Promise<T> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs)
    const limit = signal ? AbortSignal.any([signal, timeout]) : timeout
    try {
      return await this.#follow(new URL(url), use, limit)
    } catch (cause) {
      throw timeout.aborted
        ? new PassingFailure(`it did not arrive within ${this.#options.timeoutMs} ms`, 0, { cause })
        : translate(cause, this.#options.maxBytes)
    }
  }

  async #follow<T>(start: URL, use: Use<T>, signal: AbortSignal): Promise<T> {
    let url = start
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      this.#assertAllowed(url)
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.#agent,
        signal,
        // Room for what comes faster than it is read: undici 7.26 and later end the process where a server closes while
        // the parser waits for the reader (https://github.com/nodejs/undici/issues/5360).
        highWaterMark: Math.min(this.#options.maxBytes + 1, MAX_AHEAD_BYTES),
        headers: { accept: 'image/avif,image/webp,image/*;q=0.9,*/*;q=0.5', 'user-agent': USER_AGENT }
      })
      if (statusCode === 200) return await use(body)
      // The connection is kept where the rest comes soon; what the server answered is known either way.
      await body.dump({ limit: 65_536, signal: AbortSignal.timeout(DUMP_MS) }).catch(() => {})
      const { location } = headers
      if (statusCode < 300 || statusCode > 399 || typeof location !== 'string') {
        throw refused(statusCode, headers['retry-after'])
      }
      url = new URL(location, url)
    }
    throw new Error(`it is redirected more than ${MAX_REDIRECTS} times`)
  }

  /** Addresses written as numbers never reach the agent's lookup. */
  #assertAllowed ({ protocol, hostname, username, password }: URL): void {
    if (protocol !== 'http:' && protocol !== 'https:') {
      throw new Error(`${protocol} is not fetched, only http: and https:`)
    }
    if (username !== '' || password !== '') throw new Error('the URL holds a user name or password')
    const address = hostname.replace(/^\[|\]$/g, '')
    const isNumeric = /^[\d.]+$/.test(address) || address.includes(':')
    if (!this.#options.allowPrivate && isNumeric && !isPublicAddress(address)) throw new PrivateAddressError(hostname)
  }
}

/** Node's own wraps the reason of the signal. */
async function pause (ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal?.throwIfAborted())
}

async function readBounded (body: Body, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of bounded(body, maxBytes)) parts.push(part)
  return Buffer.concat(parts)
}

async function * bounded (body: Body, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const part of body as AsyncIterable<Uint8Array>) {
    bytes += part.length
    // Leaving the loop destroys the body and its connection.
    if (bytes > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`)
    yield part
  }
}

function refused (statusCode: number, retryAfter: string | string[] | undefined): Error {
  const message = `the server answered ${statusCode}`
  const waitMs = Number(retryAfter) > 0 ? Number(retryAfter) * 1000 : 0
  return RETRIED_STATUS.has(statusCode)
    ? new PassingFailure(message, Math.min(waitMs, MAX_RETRY_AFTER_MS))
    : new Error(message)
}

function translate (cause: unknown, maxBytes: number): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new Error(`it is larger than ${maxBytes} bytes`, { cause })
  return code !== undefined && RETRIED_CODES.has(code)
    ? new PassingFailure(message || code, 0, { cause })
    : (cause as Error)
}
