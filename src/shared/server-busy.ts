import { ServerBusyError } from '../errors.ts'

/** SERVER_BUSY that tells callers, in the header Retry-After too, after how many seconds to come back: at least one. */
export function serverBusy (reason: string, waitMs = 0): Error & { readonly retryAfter: number } {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000))
  return Object.assign(withoutStack(() => new ServerBusyError(reason, retryAfter)), { retryAfter })
}

/** Under a flood such errors are made by the thousand, and nobody reads where. */
function withoutStack<T> (make: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
