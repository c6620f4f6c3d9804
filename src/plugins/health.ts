import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isCodedError, serverBusy } from '../errors.ts'

/** Liveness says that the process is up; readiness that model and catalogue can answer a search, and do: a burst of load is no reason. */
async function healthPlugin (app: FastifyInstance): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    try {
      if (app.isOverloaded()) throw serverBusy('it has not kept up with its requests for half a minute')
      const { manifest } = await app.services.catalogue.open()
      return { status: 'ok', products: manifest.products, cache: app.services.embedder.counters }
    } catch (error) {
      if (!isCodedError(error)) throw error
      return await reply.status(503).send({ status: 'unavailable', code: error.code, message: error.message })
    }
  })
}

export default fp(healthPlugin, { name: 'health', fastify: '5.x', dependencies: ['services', 'load'] })
