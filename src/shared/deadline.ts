import { performance } from 'node:perf_hooks'

/** A call to AWS that took longer than it may in all. */
export class DeadlineError extends Error {
  readonly timeoutMs: number

  constructor (timeoutMs: number, options?: ErrorOptions) {
    super(`no answer within ${timeoutMs} ms`, options)
    this.name = 'DeadlineError'
    this.timeoutMs = timeoutMs
  }
}

/** By the signal that ends a call: when it will. */
const ends = new WeakMap<AbortSignal, number>()

/** Milliseconds until a signal of `withDeadline` or `endingIn` is aborted; Infinity of one that may never be. */
export function timeLeftMs (signal: AbortSignal | undefined): number {
  const end = signal && ends.get(signal)
  return end === undefined ? Infinity : end - performance.now()
}

/** Makes known when a signal will be aborted, so that nobody begins what cannot end before. */
export function endingIn (timeoutMs: number, signal: AbortSignal): AbortSignal {
  if (timeoutMs !== Infinity) ends.set(signal, performance.now() + timeoutMs)
  return signal
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
  endingIn(Math.min(timeoutMs, timeLeftMs(signal)), controller.signal)
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
