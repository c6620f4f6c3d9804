const PATIENCE_MS = 30_000

/** A failed request: `code` is the service's, or OFFLINE, UNREACHABLE, TIMEOUT of ours. */
export class RequestError extends Error {
  constructor (code, message = code) {
    super(message)
    this.code = code
  }
}

const CODE_OF_STATUS = { 408: 'UPLOAD_TIMEOUT', 413: 'PAYLOAD_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE', 429: 'RATE_LIMITED', 503: 'SERVER_BUSY', 504: 'TIMEOUT' }

/** Sends an operation, with an API key where one is given; resolves to `{ data, extensions }`, rejects with a RequestError, or an AbortError if `signal` fires. */
export async function request ({ query, variables = {}, photo, key }, signal) {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new RequestError('TIMEOUT')), PATIENCE_MS)
  const stop = () => deadline.abort(signal.reason)
  signal?.addEventListener('abort', stop)
  try {
    signal?.throwIfAborted()
    const response = await fetch('/graphql', { method: 'POST', ...encode({ query, variables, photo, key }), signal: deadline.signal })
    return read(response.status, await response.json().catch(() => ({})))
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : translate(error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

function encode ({ query, variables, photo, key }) {
  const operations = JSON.stringify({ query, variables })
  if (!photo) return { headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) }, body: operations }
  const body = new FormData()
  body.append('operations', operations)
  body.append('map', '{"0":["variables.imageUpload"]}')
  body.append('0', photo.blob, photo.name)
  return { body }
}

function read (status, { data, errors, extensions, code, message }) {
  if (errors?.length > 0) {
    const [first] = errors
    throw new RequestError(first.extensions?.code ?? CODE_OF_STATUS[status] ?? 'INTERNAL_SERVER_ERROR', first.message)
  }
  // Limits in front of GraphQL answer with a status and no `errors`.
  if (!data) throw new RequestError(CODE_OF_STATUS[status] ?? code ?? 'INTERNAL_SERVER_ERROR', message)
  return { data, extensions }
}

function translate (error) {
  if (error instanceof RequestError || error.name === 'AbortError') return error
  return new RequestError(navigator.onLine ? 'UNREACHABLE' : 'OFFLINE', error.message)
}
