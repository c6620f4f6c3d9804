import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** Node's code of what it could not read: status, our code, what to do. */
const KNOWN: Readonly<Record<string, readonly [number, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'UPLOAD_TIMEOUT', 'The request did not arrive in time. Send it again.'],
  HPE_HEADER_OVERFLOW: [
    431,
    'PAYLOAD_TOO_LARGE',
    'The headers of the request, its address among them, are too large. Send the query in the body, by POST.'
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    'PAYLOAD_TOO_LARGE',
    'The chunk extensions of the request are too large. Send it without.'
  ]
}
const OTHERWISE = [
  400,
  'BAD_USER_INPUT',
  'The request is not valid HTTP. Send it with a client for HTTP/1.1.'
] as const

/** Answers what Node could not read as HTTP in the shape of a GraphQL response, and closes the connection. */
export function answerClientError (error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, code, message] = KNOWN[error.code ?? ''] ?? OTHERWISE
  const body = JSON.stringify({ data: null, errors: [{ message, extensions: { code } }] })
  const headers = [
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close'
  ]
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join('\r\n')}\r\n\r\n${body}`)
  }
  socket.destroySoon()
}
