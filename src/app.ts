import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Config } from './config/config.ts'
import { answerClientError } from './plugins/client-error.ts'
import closing from './plugins/closing.ts'
import compressedBody from './plugins/compressed-body.ts'
import credentials from './plugins/credentials.ts'
import errorShape from './plugins/error-shape.ts'
import graphiql from './plugins/graphiql.ts'
import graphql from './plugins/graphql.ts'
import health from './plugins/health.ts'
import jsonBody from './plugins/json-body.ts'
import metrics from './plugins/metrics.ts'
import observationLog from './plugins/observation-log.ts'
import requestLog, { requestId, RequestLog } from './plugins/request-log.ts'
import media from './plugins/media.ts'
import notFound, { answerBadAddress } from './plugins/not-found.ts'
import publicUrl from './plugins/public-url.ts'
import rateLimit from './plugins/rate-limit.ts'
import load from './plugins/load.ts'
import securityHeaders from './plugins/security-headers.ts'
import services from './plugins/services.ts'
import storefront from './plugins/storefront.ts'
import tracing from './plugins/tracing.ts'
import uploads from './plugins/uploads.ts'
import type { Services } from './services.ts'

export interface AppOptions {
  readonly config: Config
  readonly services: Services
  readonly logger: FastifyBaseLogger
}

const MAX_PHOTOS = 4
/** For the headers of a request to arrive; Node looks every half minute unless told to look sooner. */
const HEADERS_TIMEOUT_MS = 10_000
const CHECKING_MS = 2000

/** Registers the plugins in the order in which a request meets them; never listens. */
export async function buildApp ({ config, services: built, logger }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new RequestLog(),
    genReqId: requestId,
    // A photo as a data URI is a third larger than its bytes.
    bodyLimit: Math.ceil(config.MAX_UPLOAD_BYTES * 1.4),
    clientErrorHandler: answerClientError,
    frameworkErrors: answerBadAddress,
    requestTimeout: config.UPLOAD_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECKING_MS },
    trustProxy: config.TRUST_PROXY,
    forceCloseConnections: 'idle'
  })
  await addLogs(app, config)
  await addForms(app)
  await app.register(services, { services: built })
  await addAddresses(app, config)
  await addLimits(app, config)
  await addRoutes(app, config)
  return app
}

async function addLogs (app: FastifyInstance, config: Config): Promise<void> {
  await app.register(requestLog, { logsQueries: config.LOG_QUERIES })
  await app.register(observationLog)
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT !== '') await app.register(tracing)
}

/** What every request and answer looks like, whatever the route. */
async function addForms (app: FastifyInstance): Promise<void> {
  await app.register(closing)
  await app.register(securityHeaders)
  await app.register(errorShape)
  await app.register(notFound)
  await app.register(compressedBody)
  await app.register(jsonBody)
}

async function addAddresses (app: FastifyInstance, config: Config): Promise<void> {
  await app.register(publicUrl, { publicUrl: config.PUBLIC_URL })
  if (config.CORS_ORIGINS.length === 0) return
  const origin = config.CORS_ORIGINS.includes('*') ? '*' : [...config.CORS_ORIGINS]
  await app.register(cors, { origin, exposedHeaders: ['retry-after'] })
}

/** Who may ask, how much at once, and who reads the counts of it. */
async function addLimits (app: FastifyInstance, config: Config): Promise<void> {
  await app.register(load, { maxDelayMs: config.MAX_EVENT_LOOP_DELAY_MS })
  await app.register(uploads, {
    maxFileBytes: config.MAX_UPLOAD_BYTES,
    maxFiles: MAX_PHOTOS,
    maxUploadsInFlight: config.MAX_UPLOADS_IN_FLIGHT,
    timeoutMs: config.UPLOAD_TIMEOUT_MS
  })
  await app.register(credentials, {
    keys: config.API_KEYS,
    isReviewLocal: config.REVIEW === 'local',
    isSearchKeyed: config.REQUIRE_SEARCH_KEY
  })
  if (config.METRICS !== 'off') {
    await app.register(metrics, {
      readers: config.METRICS === 'open' ? 'all' : config.API_KEYS.length > 0 ? 'keys' : 'local'
    })
  }
  await app.register(rateLimit, {
    perAddress: config.RATE_LIMIT,
    perKey: config.KEY_RATE_LIMIT,
    redisUrl: config.RATE_LIMIT_REDIS,
    isProxyTrusted: config.TRUST_PROXY !== false
  })
}

async function addRoutes (app: FastifyInstance, config: Config): Promise<void> {
  await app.register(graphql)
  await app.register(health)
  await app.register(storefront)
  if (config.MEDIA_DIR) await app.register(media, { folder: config.MEDIA_DIR })
  if (config.GRAPHIQL) await app.register(graphiql, { endpoint: '/graphql' })
}
