import { AdaptiveRetryStrategy, DefaultRateLimiter } from '@smithy/core/retry'
import { timeLeftAfterMs } from '../src/aws/paced.ts'
import { retryCause } from '../src/aws/retry.ts'

type Token = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[0]
type Failure = Parameters<AdaptiveRetryStrategy['refreshRetryTokenForRetry']>[1]

/**
 * The SDK's own strategy, to hold ours against: it learns what else is worth a retry, and gives up when no time is
 * left.
 */
export class SdkAdaptive extends AdaptiveRetryStrategy {
  constructor (maxAttempts: number) {
    super(maxAttempts, { maxAttempts, rateLimiter: new DefaultRateLimiter() })
  }

  override async refreshRetryTokenForRetry (token: Token, failure: Failure) {
    if (timeLeftAfterMs(failure.error) <= 0) throw new Error('no time left')
    return await super.refreshRetryTokenForRetry(
      token,
      retryCause(failure) === 'transient' ? { ...failure, errorType: 'TRANSIENT' } : failure
    )
  }
}
