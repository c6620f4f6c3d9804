import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isCodedError, type CodedError } from '../errors.ts'
import { serverBusy } from '../shared/server-busy.ts'
import { messageForCallers } from '../told-to-callers.ts'
import type { ReviewStore } from '../review/store/review-store.ts'

interface Told {
  readonly code: string
  readonly message: string
}

/** Probes come often, from every load balancer. */
const MAX_AGE_MS = 5000
/** A store that is only busy answers again by itself; what was known of it is served until then. */
const BUSY = new Set(['STORE_THROTTLED', 'STORE_TIMEOUT'])

/**
 * Liveness says that the process is up; readiness that model and catalogue can answer a search: a burst of load is no
 * reason. `degraded`: searches are answered, but reviews cannot be read, or the last write failed.
 */
async function healthPlugin (app: FastifyInstance): Promise<void> {
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'ok' }))
  app.get('/readyz', { logLevel: 'warn' }, async (request, reply) => {
    const { catalogue, modelWatch, embedder, reviewLog, writer } = app.services
    try {
      if (app.isOverloaded()) throw serverBusy('it has not kept up with its requests for half a minute')
      const { manifest } = await catalogue.open()
      const { trouble } = catalogue
      const isBusy = isCodedError(trouble) && BUSY.has(trouble.code)
      const problem = (await modelWatch.trouble()) ?? (isBusy ? undefined : trouble)
      if (problem) throw problem
      const reviews = await problemOf(reviewLog)
      const writes = writer.trouble && toldOf(writer.trouble)
      const status = reviews ?? writes ? 'degraded' : 'ok'
      const warning = trouble && (isCodedError(trouble) ? messageForCallers(trouble) : trouble.message)
      return {
        status,
        products: manifest.products,
        cache: embedder.counters,
        ...(reviews && { reviews }),
        ...(writes && { writes }),
        ...(warning && { warning })
      }
    } catch (error) {
      if (!isCodedError(error)) throw error
      request.log.warn(error.message)
      return await reply
        .status(503)
        .send({ status: 'unavailable', code: error.code, message: messageForCallers(error) })
    }
  })
}

/** Searches are answered without the review log: its damage shows, and takes nobody out of service. */
async function problemOf (log: ReviewStore): Promise<Told | undefined> {
  try {
    await log.entries(MAX_AGE_MS)
    return undefined
  } catch (error) {
    if (!isCodedError(error)) throw error
    return toldOf(error)
  }
}

function toldOf (error: CodedError): Told {
  return { code: error.code, message: messageForCallers(error) }
}

export default fp(healthPlugin, { name: 'health', fastify: '5.x', dependencies: ['services', 'load'] })
