import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { serverBusy } from '../shared/server-busy.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether every look at it, for half a minute now, found the process too busy to answer. */
    isOverloaded: () => boolean
  }
}

interface LoadPluginOptions {
  /** Mean of a second beyond which requests are refused; 0 for never. */
  readonly maxDelayMs: number
  /** Route that is refused under pressure. Default: /graphql. */
  readonly path?: string
}

const SAMPLE_INTERVAL_MS = 1000
/** Longer than a burst: a pod that is taken out leaves its load to the others. */
const PERSISTS_MS = 30_000

/**
 * The last resort, where the event loop itself is late: searches are refused before they are parsed, health goes on.
 */
async function loadPlugin (app: FastifyInstance, { maxDelayMs, path = '/graphql' }: LoadPluginOptions): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: maxDelayMs,
    sampleInterval: SAMPLE_INTERVAL_MS,
    pressureHandler: (request) => request.routeOptions.url === path ? refuse() : undefined
  })
  let since: number | undefined
  app.decorate('isOverloaded', () => {
    since = app.isUnderPressure() ? since ?? performance.now() : undefined
    return since !== undefined && performance.now() - since >= PERSISTS_MS
  })
}

async function refuse (): Promise<void> {
  throw serverBusy('the process does not keep up with its requests')
}

export default fp(loadPlugin, { name: 'load', fastify: '5.x' })
