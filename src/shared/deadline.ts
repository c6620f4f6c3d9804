/** A call to AWS that took longer than it may in all. */
export class DeadlineError extends Error {
  readonly timeoutMs: number

  constructor (timeoutMs: number, options?: ErrorOptions) {
    super(`no answer within ${timeoutMs} ms`, options)
    this.name = 'DeadlineError'
    this.timeoutMs = timeoutMs
  }
}

/**
 * Runs a call that is cut off after `timeoutMs`, or when the caller goes away: then it rejects with the reason of their signal.
 * With a controller of its own, since `AbortSignal.timeout` and `any` cost more and keep their timers after the call.
 */
export async function withDeadline<T> (timeoutMs: number, signal: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const cut = () => controller.abort()
  const timer = setTimeout(cut, timeoutMs)
  signal?.addEventListener('abort', cut)
  try {
    return await call(controller.signal)
  } catch (cause) {
    signal?.throwIfAborted()
    throw controller.signal.aborted ? new DeadlineError(timeoutMs, { cause }) : cause
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cut)
  }
}
