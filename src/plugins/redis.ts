import type { FastifyBaseLogger } from 'fastify'
import type { Redis } from 'ioredis'
import { ConfigInvalidError } from '../errors.ts'

/** A rate limit must not hold up the answers it counts. */
const COMMAND_TIMEOUT_MS = 250
const CONNECT_TIMEOUT_MS = 2000

/**
 * Connects in the background and again after every loss; tells the log of each change, without the URL, which may hold
 * a password. Rejects with CONFIG_INVALID without its client, an optional dependency.
 */
export async function connectRedis (url: string, log: FastifyBaseLogger): Promise<Redis> {
  const Redis = await importRedis()
  const redis = new Redis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0
  })
  let isDown = false
  redis.on('error', (error: Error) => {
    if (isDown) return
    isDown = true
    log.warn(`the Redis of RATE_LIMIT_REDIS cannot be used, each replica counts for itself meanwhile: ${error.message}`)
  })
  redis.on('ready', () => {
    log.info('the Redis of RATE_LIMIT_REDIS counts for all replicas')
    isDown = false
  })
  return redis
}

async function importRedis (): Promise<typeof Redis> {
  try {
    return (await import('ioredis')).Redis
  } catch (cause) {
    const advice = 'install it with: npm install --include=optional'
    throw new ConfigInvalidError(`RATE_LIMIT_REDIS needs the package ioredis; ${advice}`, { cause })
  }
}
