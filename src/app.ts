import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import closing from './plugins/closing.ts'
import credentials from './plugins/credentials.ts'
import errorShape from './plugins/error-shape.ts'
import graphiql from './plugins/graphiql.ts'
import graphql from './plugins/graphql.ts'
import health from './plugins/health.ts'
import load from './plugins/load.ts'
import services from './plugins/services.ts'
import storefront from './plugins/storefront.ts'
import uploads from './plugins/uploads.ts'
import type { Services } from './services.ts'

export interface AppOptions {
  readonly config: Config
  readonly services: Services
  readonly logger: FastifyBaseLogger
}

const MAX_PHOTOS = 4

/** Registers the plugins in the order in which a request meets them; never listens. */
export async function buildApp ({ config, services: built, logger }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    // A photo as a data URI is a third larger than its bytes.
    bodyLimit: Math.ceil(config.MAX_UPLOAD_BYTES * 1.4),
    requestTimeout: config.UPLOAD_TIMEOUT_MS,
    forceCloseConnections: 'idle'
  })
  await app.register(closing)
  await app.register(errorShape)
  await app.register(services, { services: built })
  if (config.CORS_ORIGINS.length > 0) await app.register(cors, { origin: config.CORS_ORIGINS.includes('*') ? '*' : [...config.CORS_ORIGINS] })
  await app.register(load)
  await app.register(uploads, {
    maxFileBytes: config.MAX_UPLOAD_BYTES,
    maxFiles: MAX_PHOTOS,
    maxUploadsInFlight: config.MAX_UPLOADS_IN_FLIGHT,
    timeoutMs: config.UPLOAD_TIMEOUT_MS
  })
  await app.register(credentials, { keys: config.API_KEYS })
  await app.register(graphql)
  await app.register(health)
  await app.register(storefront, { mediaDir: config.MEDIA_DIR })
  if (config.GRAPHIQL) await app.register(graphiql, { endpoint: '/graphql' })
  return app
}
