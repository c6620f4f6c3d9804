import type { FastifyBaseLogger } from 'fastify'
import { diag, DiagLogLevel } from '@opentelemetry/api'
import type { Config } from './config/config.ts'
import { ConfigInvalidError } from './errors.ts'

export interface Tracing {
  /** Sends what is left, for a few seconds at most; a collector that takes nothing is logged. */
  stop(): Promise<void>
}

const SERVICE = 'vitrine'
const EXPORT_TIMEOUT_MS = 3000

/**
 * Makes traces and sends them by OTLP over HTTP; undefined where OTEL_EXPORTER_OTLP_ENDPOINT is not set, and nothing is
 * loaded then. Other variables of OpenTelemetry hold too: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES,
 * OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS.
 */
export async function startTracing (
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Pick<Config, 'OTEL_EXPORTER_OTLP_ENDPOINT'>,
  logger: FastifyBaseLogger
): Promise<Tracing | undefined> {
  if (endpoint === '') return undefined
  const {
    BatchSpanProcessor,
    NodeTracerProvider,
    OTLPTraceExporter,
    detectResources,
    envDetector,
    resourceFromAttributes,
    defaultResource
  } = await importSdk()
  diag.setLogger(
    {
      error: (text) => logger.warn(`traces: ${text}`),
      warn: (text) => logger.warn(`traces: ${text}`),
      info: () => {},
      debug: () => {},
      verbose: () => {}
    },
    DiagLogLevel.WARN
  )
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS
  })
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS })]
  })
  provider.register()
  return {
    stop: async () =>
      await provider
        .shutdown()
        .catch((error: Error) => logger.warn(`traces: the last ones are lost: ${error.message}`))
  }
}

/** Optional dependencies: without them everything works but this. */
async function importSdk () {
  try {
    const [sdk, resources, exporter] = await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http')
    ])
    return { ...sdk, ...resources, ...exporter }
  } catch (cause) {
    throw new ConfigInvalidError(
      'OTEL_EXPORTER_OTLP_ENDPOINT needs the packages of OpenTelemetry; install them with: npm install --include=optional',
      { cause }
    )
  }
}
