import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import ipaddr from 'ipaddr.js'
import { RateLimitedError } from '../errors.ts'
import { forwardingHeader } from './local-caller.ts'
import { PointLimiter } from './point-limiter.ts'
import { connectRedis } from './redis.ts'

/** Points by what a caller makes the service do. A text or photo whose embedding is cached costs its query only. */
export const POINTS = { request: 1, query: 1, text: 4, image: 10, media: 100 } as const
type Work = keyof typeof POINTS

declare module 'fastify' {
  interface FastifyInstance {
    /** Takes the points for work from who asks, before it is done. Rejects with RATE_LIMITED and sets Retry-After. */
    charge: (reply: FastifyReply, work: Work) => Promise<void>
  }
}

interface RateLimitOptions {
  /** Points a minute of one address; 0 for no limit. */
  readonly perAddress: number
  /** Points a minute of one API key; 0 for no limit. */
  readonly perKey: number
  /** URL of a Redis that counts for all replicas; empty for none. */
  readonly redisUrl: string
  /** Whether some proxy is trusted, so that addresses are those of callers. */
  readonly isProxyTrusted: boolean
  /** Route that is limited. Default: /graphql. */
  readonly path?: string
}

async function rateLimitPlugin (app: FastifyInstance, options: RateLimitOptions): Promise<void> {
  const { perAddress, perKey, redisUrl, isProxyTrusted, path = '/graphql' } = options
  const isLimited = perAddress > 0 || perKey > 0
  const redis = redisUrl && isLimited ? await connectRedis(redisUrl, app.log) : undefined
  if (redis) app.addHook('onClose', () => redis.disconnect())
  const limiterOf = (name: string, points: number) => points > 0 ? new PointLimiter({ name, points, redis }) : undefined
  const [addresses, keys] = [limiterOf('address', perAddress), limiterOf('key', perKey)]

  app.decorate('charge', async (reply: FastifyReply, work: Work) => {
    const key = app.keyOf(reply.request)
    const limiter = key ? keys : addresses
    const wait = await limiter?.spend(key ? key.name : networkOf(reply.request.ip), POINTS[work])
    if (limiter === undefined || wait === undefined) return
    reply.header('retry-after', wait)
    throw new RateLimitedError(limiter.points, wait)
  })

  if (!isLimited) return
  const warn = isProxyTrusted || perAddress === 0 ? undefined : warnOnce(app)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== path) return
    warn?.(request)
    await app.charge(reply, 'request')
  })
}

/** All shoppers behind one proxy share one limit, unless it may say who they are. */
function warnOnce ({ log }: FastifyInstance): (request: FastifyRequest) => void {
  let isDone = false
  return ({ headers }) => {
    if (isDone || forwardingHeader(headers) === undefined) return
    isDone = true
    log.warn('requests come through a proxy, whose address is all that the rate limit sees: ' +
      'set TRUST_PROXY to the proxy, or RATE_LIMIT=0')
  }
}

/** Of IPv6 the first 64 bits, which one household or server has all to itself. */
export function networkOf (address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const network = [...parsed.toByteArray().slice(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]
  return `${ipaddr.fromByteArray(network).toString()}/64`
}

export default fp(rateLimitPlugin, { name: 'rate-limit', fastify: '5.x', dependencies: ['credentials'] })
