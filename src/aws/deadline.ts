/** A call to AWS that took longer than it may in all. */
export class DeadlineError extends Error {
  readonly timeoutMs: number

  constructor (timeoutMs: number, options?: ErrorOptions) {
    super(`no answer within ${timeoutMs} ms`, options)
    this.name = 'DeadlineError'
    this.timeoutMs = timeoutMs
  }
}

/** Runs a call that is cut off after `timeoutMs`, or when the caller goes away: then it rejects with the reason of their signal. */
export async function withDeadline<T> (timeoutMs: number, signal: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal?.throwIfAborted()
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    return await call(signal ? AbortSignal.any([signal, timeout]) : timeout)
  } catch (cause) {
    signal?.throwIfAborted()
    throw timeout.aborted ? new DeadlineError(timeoutMs, { cause }) : cause
  }
}
