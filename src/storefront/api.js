/** @import { Photo } from './photo.js' */

const PATIENCE_MS = 30_000
const KEY = 'vitrine.key'

/**
 * The key of this tab, for a shop that asks for one.
 * @param {string} key
 */
export function useKey (key) {
  try {
    window.sessionStorage.setItem(KEY, key)
  } catch {}
}

export function keyOfTab () {
  try {
    return window.sessionStorage.getItem(KEY)
  } catch {
    // A browser may keep nothing for the page.
    return null
  }
}

/**
 * The text of an operation, which knows the shape of its answer.
 * @template Data
 * @typedef {string & { readonly data?: Data }} Query
 */

/**
 * @template Data
 * @typedef {object} Operation
 * @property {Query<Data>} query
 * @property {Record<string, unknown>} [variables]
 * @property {Photo | null} [photo] sent beside the variables, as `imageUpload` or its own field
 * @property {string | null} [key] API key
 */

/**
 * What the service answers; where a limit in front of GraphQL answers, `code` and `message` alone.
 * @template Data
 * @typedef {object} Answer
 * @property {Data} [data]
 * @property {{ message: string, extensions?: { code?: string } }[]} [errors]
 * @property {{ timings?: Record<string, unknown> }} [extensions]
 * @property {string} [code]
 * @property {string} [message]
 */

/** A failed request: `code` is the service's, or OFFLINE, UNREACHABLE, TIMEOUT of ours. */
export class RequestError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   */
  constructor (code, message = code) {
    super(message)
    this.code = code
  }
}

/**
 * What goes wrong with a request, coded unless it is our own mistake.
 * @typedef {{ readonly code?: string, readonly message: string }} Problem
 * @typedef {Error & Problem} Failure
 */

/**
 * What was caught, by its type.
 * @param {unknown} error
 */
export function failureOf (error) {
  return /** @type {Failure} */ (error)
}

/** @type {Record<number, string>} */
const CODE_OF_STATUS = {
  408: 'UPLOAD_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  503: 'SERVER_BUSY',
  504: 'TIMEOUT'
}

/**
 * Sends an operation, with an API key where one is given; resolves to `{ data, extensions }`, rejects with a
 * RequestError, or an AbortError if `signal` fires.
 * @template Data
 * @param {Operation<Data>} operation
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ data: Data, extensions: Answer<Data>['extensions'] }>}
 */
export async function request ({ query, variables = {}, photo, key = keyOfTab() }, signal) {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new RequestError('TIMEOUT')), PATIENCE_MS)
  const stop = () => deadline.abort(signal?.reason)
  signal?.addEventListener('abort', stop)
  try {
    signal?.throwIfAborted()
    const response = await fetch('/graphql', {
      method: 'POST',
      ...encode({ query, variables, photo, key }),
      signal: deadline.signal
    })
    return read(response.status, await response.json().catch(() => ({})))
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : translate(error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/**
 * @param {Operation<unknown>} operation
 * @returns {RequestInit}
 */
function encode ({ query, variables, photo, key }) {
  const operations = JSON.stringify({ query, variables })
  /** @type {Record<string, string>} */
  const headers = key ? { authorization: `Bearer ${key}` } : {}
  if (!photo?.blob) return { headers: { 'content-type': 'application/json', ...headers }, body: operations }
  const body = new FormData()
  body.append('operations', operations)
  body.append('map', JSON.stringify({ 0: [`variables.${photo.field ?? 'imageUpload'}`] }))
  body.append('0', photo.blob, photo.name)
  return { headers, body }
}

/**
 * @template Data
 * @param {number} status
 * @param {Answer<Data>} answer
 */
function read (status, { data, errors, extensions, code, message }) {
  const [first] = errors ?? []
  if (first) {
    throw new RequestError(first.extensions?.code ?? CODE_OF_STATUS[status] ?? 'INTERNAL_SERVER_ERROR', first.message)
  }
  // Limits in front of GraphQL answer with a status and no `errors`.
  if (!data) throw new RequestError(CODE_OF_STATUS[status] ?? code ?? 'INTERNAL_SERVER_ERROR', message)
  return { data, extensions }
}

/** @param {unknown} error */
function translate (error) {
  const { name, message } = failureOf(error)
  if (error instanceof RequestError || name === 'AbortError') return error
  return new RequestError(navigator.onLine ? 'UNREACHABLE' : 'OFFLINE', message)
}
