import { TimeoutError } from '../errors.ts'
import { endingIn } from './deadline.ts'

/** Who may cut a signal off, for as long as anybody has it: a signal alone does not keep its controller. */
const controllers = new WeakMap<AbortSignal, AbortController>()

/**
 * A signal that aborts with TIMEOUT after `timeoutMs`, or when the caller goes away, with their reason. One controller
 * and one timer: `AbortSignal.timeout` and `any` take six times as long.
 */
export function withinTime (timeoutMs: number, asked: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController()
  const { signal } = controller
  controllers.set(signal, controller)
  if (asked) followEnd(controller, asked)
  cutOffLater(new WeakRef(controller), timeoutMs)
  return endingIn(timeoutMs, signal)
}

function followEnd (controller: AbortController, asked: AbortSignal): void {
  if (asked.aborted) controller.abort(asked.reason)
  else asked.addEventListener('abort', () => controller.abort(asked.reason), { once: true })
}

/** Keeps nothing of an answer that is out. */
function cutOffLater (controller: WeakRef<AbortController>, timeoutMs: number): void {
  setTimeout(() => controller.deref()?.abort(new TimeoutError(timeoutMs)), timeoutMs).unref()
}
