import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isCodedError, serverBusy } from '../errors.ts'

/** A store that is only busy answers again by itself; what was known of it is served until then. */
const BUSY = new Set(['STORE_THROTTLED', 'STORE_TIMEOUT'])

/** Liveness says that the process is up; readiness that model and catalogue can answer a search: a burst of load is no reason. */
async function healthPlugin (app: FastifyInstance): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'warn' }, async (_request, reply) => {
    const { catalogue, modelWatch, embedder } = app.services
    try {
      if (app.isOverloaded()) throw serverBusy('it has not kept up with its requests for half a minute')
      const { manifest } = await catalogue.open()
      const { trouble } = catalogue
      const isBusy = isCodedError(trouble) && BUSY.has(trouble.code)
      const problem = await modelWatch.trouble() ?? (isBusy ? undefined : trouble)
      if (problem) throw problem
      return { status: 'ok', products: manifest.products, cache: embedder.counters, ...(trouble && { warning: trouble.message }) }
    } catch (error) {
      if (!isCodedError(error)) throw error
      return await reply.status(503).send({ status: 'unavailable', code: error.code, message: error.message })
    }
  })
}

export default fp(healthPlugin, { name: 'health', fastify: '5.x', dependencies: ['services', 'load'] })
