import type { ServerResponse } from 'node:http'

/**
 * Calls back once when an answer is out or its client has gone; at once where that is past: the event of a client who
 * hung up while the request was read comes before anybody listens for it.
 */
export function whenClosed (response: ServerResponse, done: () => void): void {
  if (response.destroyed || response.closed) done()
  else response.once('close', done)
}
