import type { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'

/** Callers counted at the same time; the one that was quiet longest is forgotten first. About 300 bytes each. */
export const MAX_CALLERS = 50_000
const WINDOW_S = 60

interface Limits {
  /** Tells the callers of several limits apart. */
  readonly name: string
  /** What one caller may spend in a minute. */
  readonly points: number
  /** Counts for all replicas; while it does not answer, each counts for itself. */
  readonly redis?: Redis | undefined
}

/** What callers spend, in points a minute. */
export class PointLimiter {
  readonly points: number
  readonly #limiter: RateLimiterAbstract

  constructor ({ name, points, redis }: Limits) {
    this.points = points
    const options = { keyPrefix: `vitrine:${name}`, points, duration: WINDOW_S }
    const memory = new BoundedMemory(options)
    this.#limiter = redis
      ? new RateLimiterRedis({
        ...options,
        storeClient: redis,
        insuranceLimiter: memory,
        rejectIfRedisNotReady: true,
        // Whoever is out of points costs no further call until the minute is over.
        inMemoryBlockOnConsumed: points + 1
      })
      : memory
  }

  /** Seconds until the caller may ask again; undefined where it had the points. */
  async spend (caller: string, points: number): Promise<number | undefined> {
    try {
      await this.#limiter.consume(caller, points)
      return undefined
    } catch (error) {
      if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      throw error
    }
  }
}

/** The library's keeps a count for every caller of the last minute, however many an attacker invents. */
class BoundedMemory extends RateLimiterMemory {
  readonly #callers = new LRUCache<string, true>({
    max: MAX_CALLERS,
    dispose: (_value, caller, reason) => { if (reason === 'evict') this.delete(caller).catch(() => {}) }
  })

  override async consume (caller: string, points?: number): Promise<RateLimiterRes> {
    this.#callers.set(caller, true)
    return await super.consume(caller, points)
  }
}
