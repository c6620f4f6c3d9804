import type { IncomingMessage } from 'node:http'

/**
 * Throws away what is left of a request's body, so that its client can finish sending, read the answer and use the
 * connection again. A client that is not done after `timeoutMs` loses the connection.
 */
export function drain (request: IncomingMessage, timeoutMs: number): void {
  request.unpipe()
  if (request.complete) {
    request.resume()
    return
  }
  const timer = setTimeout(() => request.destroy(), timeoutMs).unref()
  const done = () => clearTimeout(timer)
  request.once('end', done).once('close', done).resume()
}
