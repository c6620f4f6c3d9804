import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isCodedError, messageForCallers } from '../errors.ts'
import type { ReviewLog } from '../review/review-log.ts'

/** Liveness says that the process is up; readiness that model and catalogue can answer a search. `degraded`: all but what reviews teach. */
async function healthPlugin (app: FastifyInstance): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'warn' }, async (request, reply) => {
    try {
      const { manifest } = await app.services.catalogue.open()
      const reviews = await problemOf(app.services.reviewLog)
      return { status: reviews ? 'degraded' : 'ok', products: manifest.products, cache: app.services.embedder.counters, ...(reviews && { reviews }) }
    } catch (error) {
      if (!isCodedError(error)) throw error
      request.log.warn(error.message)
      return await reply.status(503).send({ status: 'unavailable', code: error.code, message: messageForCallers(error) })
    }
  })
}

/** Searches are answered without the review log: its damage shows, and takes nobody out of service. */
async function problemOf (log: ReviewLog): Promise<{ readonly code: string, readonly message: string } | undefined> {
  try {
    await log.entries()
    return undefined
  } catch (error) {
    if (!isCodedError(error)) throw error
    return { code: error.code, message: messageForCallers(error) }
  }
}

export default fp(healthPlugin, { name: 'health', fastify: '5.x', dependencies: ['services'] })
