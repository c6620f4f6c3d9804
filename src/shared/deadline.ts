import { performance } from 'node:perf_hooks'

/** A call to AWS or PostgreSQL that took longer than it may in all. */
export class DeadlineError extends Error {
  readonly timeoutMs: number

  constructor (timeoutMs: number, options?: ErrorOptions) {
    super(`no answer within ${timeoutMs} ms`, options)
    this.name = 'DeadlineError'
    this.timeoutMs = timeoutMs
  }
}

interface Call {
  readonly endsAt: number
  /** What the last try failed with: why there was no answer in time. */
  failure?: Error
}

/** By the signal that ends a call: whoever makes one try of it has the signal, and nothing else. */
const calls = new WeakMap<AbortSignal, Call>()

/** Milliseconds until a signal of `withDeadline` or `endingIn` is aborted; Infinity of one that may never be. */
export function timeLeftMs (signal: AbortSignal | undefined): number {
  const call = signal && calls.get(signal)
  return call ? call.endsAt - performance.now() : Infinity
}

/** Makes known when a signal will be aborted, so that nobody begins what cannot end before. */
export function endingIn (timeoutMs: number, signal: AbortSignal): AbortSignal {
  calls.set(signal, { endsAt: performance.now() + timeoutMs })
  return signal
}

/** Keeps what a try failed with as the cause of running out of time later; undefined after one that was answered. */
export function noteFailure (signal: AbortSignal | undefined, failure: Error | undefined): void {
  const call = signal && calls.get(signal)
  if (!call) return
  if (failure) call.failure = failure
  else delete call.failure
}

/**
 * Runs a call that is cut off after `timeoutMs`, or when the caller goes away: then it rejects with the reason of their
 * signal. With a controller of its own, since `AbortSignal.timeout` and `any` cost more and keep their timers after the
 * call.
 */
export async function withDeadline<T> (
  timeoutMs: number,
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const cut = () => controller.abort()
  const timer = setTimeout(cut, timeoutMs)
  endingIn(Math.min(timeoutMs, timeLeftMs(signal)), controller.signal)
  signal?.addEventListener('abort', cut)
  try {
    return await call(controller.signal)
  } catch (cause) {
    signal?.throwIfAborted()
    throw controller.signal.aborted
      ? new DeadlineError(timeoutMs, { cause: calls.get(controller.signal)?.failure ?? cause })
      : cause
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cut)
  }
}
