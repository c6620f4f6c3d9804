import { noteFailure, timeLeftMs } from '../shared/deadline.ts'
import type { AdaptiveRate } from './adaptive-rate.ts'
import { failureKind } from './failure.ts'
import { unreadableFailure, unreadableSuccess } from './unreadable-answer.ts'

type Handler<Args, Outcome> = (args: Args) => Promise<Outcome>
/** The SDK has a type for each step; this one fits them all. */
type Middleware = <Args extends object, Outcome extends object>(
  next: Handler<Args, Outcome>,
  context: object
) => Handler<Args, Outcome>

interface PacedClient {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: Middleware,
      options: { readonly name: string; readonly relation: 'after'; readonly toMiddleware: string }
    ): void
  }
}

/** Where the SDK keeps the signal of a call. */
const SDK_CONTEXT = '__smithy_context'

/** Signals by what a try failed with: the SDK asks for a retry with the failure alone. */
const signals = new WeakMap<object, AbortSignal>()

/**
 * Lets every try of a client's calls wait for its turn at `rate`, which learns how each ended. Between the retries of
 * the SDK and the signature: there the signal of the call is known, and a try that nobody waits for any more gives its
 * turn away.
 */
export function paced<Client extends PacedClient> (client: Client, rate: AdaptiveRate): Client {
  const middleware: Middleware = (next, context) => async (args) => {
    const signal = signalOf(context)
    await rate.turn(signal)
    try {
      const outcome = await readable(next, args)
      rate.record('answered')
      noteFailure(signal, undefined)
      return outcome
    } catch (failure) {
      if (!signal?.aborted) note(failure, signal, rate)
      throw failure
    }
  }
  client.middlewareStack.addRelativeTo(middleware, {
    name: 'pace',
    relation: 'after',
    toMiddleware: 'retryMiddleware'
  })
  return client
}

/** Milliseconds that the call has left which failed so. */
export function timeLeftAfterMs (failure: object | undefined): number {
  return timeLeftMs(failure && signals.get(failure))
}

async function readable<Args extends object, Outcome extends object> (
  next: Handler<Args, Outcome>,
  args: Args
): Promise<Outcome> {
  const request = 'request' in args ? args.request : undefined
  let outcome: Outcome
  try {
    outcome = await next(args)
  } catch (cause) {
    throw unreadableFailure(cause, request) ?? cause
  }
  const problem = unreadableSuccess('response' in outcome ? outcome.response : undefined, request)
  if (problem) throw problem
  return outcome
}

function note (failure: unknown, signal: AbortSignal | undefined, rate: AdaptiveRate): void {
  rate.record(failureKind(failure) === 'throttled' ? 'throttled' : 'answered')
  if (!(failure instanceof Error) || !signal) return
  noteFailure(signal, failure)
  signals.set(failure, signal)
}

function signalOf (context: object): AbortSignal | undefined {
  const sdk = SDK_CONTEXT in context && typeof context[SDK_CONTEXT] === 'object' ? context[SDK_CONTEXT] : undefined
  return sdk && 'abortSignal' in sdk && sdk.abortSignal instanceof AbortSignal ? sdk.abortSignal : undefined
}
