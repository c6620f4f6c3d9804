import { performance } from 'node:perf_hooks'
import type { S3VectorsClientConfig } from '@aws-sdk/client-s3vectors'
import { timeLeftAfterMs } from './paced.ts'
import { RateExceededError } from './pacer.ts'
import { RetryBudget, type RetryCause } from './retry-budget.ts'

/** The strategy contract of the SDK, whose middleware repeats, signs anew, corrects the clock and reads Retry-After. */
type SdkStrategy = Extract<NonNullable<S3VectorsClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>
type Token = Awaited<ReturnType<SdkStrategy['acquireInitialRetryToken']>>
type Failure = Parameters<SdkStrategy['refreshRetryTokenForRetry']>[1]

export interface RetrySettings {
  /** Tries of one call, the first included. */
  readonly maxAttempts: number
  /** The same where the service is only busy; Infinity for as many as fit into the time. Default: `maxAttempts`. */
  readonly maxThrottledAttempts?: number
  /** Time for all tries of one call; a retry that would begin later is not made. */
  readonly deadlineMs: number
  /** Longest wait between tries. Default: 5,000. */
  readonly maxDelayMs?: number
  /** Units of the retry budget: a retry takes 5 after throttling and 10 otherwise. */
  readonly budget?: number
}

const BASE_DELAY_MS: Readonly<Record<RetryCause, number>> = { throttling: 100, transient: 50 }
const MAX_DELAY_MS = 5000
/**
 * Retries at the base delay. Where a quarter of the calls fail by chance, the next try most likely succeeds, and a
 * delay that grows at once only makes the slowest calls slower; a fifth failure in a row is no chance. Lasting
 * throttling is met by the rate, which is that of all calls, long before the back-off of one call has grown.
 */
const RETRIES_AT_BASE = 4
const BUDGET = 500
/** As a failing model is reported: the SDK repeats neither. */
const MODEL_TIMEOUT = 'ModelTimeoutException'
const MODEL_ERROR = 'ModelErrorException'

class CallToken implements Token {
  readonly startedAt: number
  readonly cost: number | undefined
  readonly #retries: number
  readonly #delayMs: number

  constructor (startedAt: number, retries = 0, delayMs = 0, cost?: number) {
    this.startedAt = startedAt
    this.cost = cost
    this.#retries = retries
    this.#delayMs = delayMs
  }

  getRetryCount (): number {
    return this.#retries
  }

  getRetryDelay (): number {
    return this.#delayMs
  }
}

/**
 * When a call to AWS is repeated: after throttling, 5xx, time-outs and broken connections, with full jitter (Brooker,
 * "Exponential Backoff And Jitter", AWS 2015), never before a Retry-After, within attempts, deadline and budget. One
 * for each client, since the budget is that of all its calls. At which rate tries are made is not decided here.
 */
export class RetryPolicy implements SdkStrategy {
  readonly #settings: RetrySettings
  readonly #budget: RetryBudget

  constructor (settings: RetrySettings) {
    this.#settings = settings
    this.#budget = new RetryBudget(settings.budget ?? BUDGET)
  }

  async acquireInitialRetryToken (): Promise<CallToken> {
    return new CallToken(performance.now())
  }

  /** Throws where the failure is final; the SDK then passes the failure itself on. */
  async refreshRetryTokenForRetry (token: Token, failure: Failure): Promise<CallToken> {
    const cause = retryCause(failure)
    if (!(token instanceof CallToken) || cause === undefined) throw new Error('not to be repeated')
    const { maxAttempts, maxThrottledAttempts = maxAttempts, deadlineMs, maxDelayMs = MAX_DELAY_MS } = this.#settings
    const retries = token.getRetryCount() + 1
    if (retries >= (cause === 'throttling' ? maxThrottledAttempts : maxAttempts)) throw new Error('no attempts left')
    const delayMs = Math.max(Math.random() * Math.min(maxDelayMs, backoffCeilingMs(cause, retries)), waitOf(failure))
    const leftMs = Math.min(deadlineMs - (performance.now() - token.startedAt), timeLeftAfterMs(failure.error))
    if (delayMs >= leftMs) throw new Error('no time left')
    const cost = this.#budget.spend(cause)
    if (cost === undefined) throw new Error('no retry budget left')
    return new CallToken(token.startedAt, retries, delayMs, cost)
  }

  recordSuccess (token: Token): void {
    this.#budget.refund(token instanceof CallToken ? token.cost : undefined)
  }
}

/** Why a failure is worth another try; undefined for one that would only come again. */
export function retryCause ({ error, errorType }: Failure): RetryCause | undefined {
  if (error instanceof RateExceededError) return undefined
  if (errorType === 'THROTTLING') return 'throttling'
  if (errorType === 'TRANSIENT' || errorType === 'SERVER_ERROR' || error?.name === MODEL_TIMEOUT) return 'transient'
  const isServerFault =
    error?.name === MODEL_ERROR && 'originalStatusCode' in error && Number(error.originalStatusCode) >= 500
  return isServerFault ? 'transient' : undefined
}

/** Longest wait before the given retry, the first being 1; the wait itself is drawn evenly from 0 up to it. */
export function backoffCeilingMs (cause: RetryCause, retry: number): number {
  const growth = retry <= RETRIES_AT_BASE ? 1 : 2 ** (retry - 1)
  return Math.min(MAX_DELAY_MS, BASE_DELAY_MS[cause] * growth)
}

function waitOf ({ retryAfterHint }: Failure): number {
  return retryAfterHint ? retryAfterHint.getTime() - Date.now() : 0
}
