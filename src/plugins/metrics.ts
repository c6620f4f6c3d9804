import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { ForbiddenError } from '../errors.ts'
import { listen } from '../shared/observations.ts'
import { strangerBy } from './local-caller.ts'
import { HttpMeters } from './meters/http-meters.ts'
import { ServiceGauges } from './meters/service-gauges.ts'
import { WorkMeters } from './meters/work-meters.ts'

interface MetricsOptions {
  /** Who may read them: keys with the scope `metrics`, whoever asks from this machine, or everybody. */
  readonly readers: 'keys' | 'local' | 'all'
}

/**
 * Serves at /metrics what the service does, in the text format of Prometheus. All are described in docs/operations.md.
 */
async function metricsPlugin (app: FastifyInstance, { readers }: MetricsOptions): Promise<void> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const [http, work] = [new HttpMeters(registry), new WorkMeters(registry)]
  const gauges = new ServiceGauges(registry)
  const stop = listen((observation) => work.record(observation))
  app.addHook('onClose', async () => stop())
  app.addHook('onRequest', (request, reply, done) => {
    http.watch(request, reply)
    done()
  })

  app.get('/metrics', { logLevel: 'warn' }, async (request, reply) => {
    if (readers === 'keys') app.authorise(reply, 'metrics')
    else if (readers === 'local') assertLocal(request)
    await gauges.collect({ ...app.services, uploadsInFlight: app.uploadsInFlight() })
    return await reply.type(registry.contentType).send(await registry.metrics())
  })
}

function assertLocal (request: FastifyRequest): void {
  const reason = strangerBy(request)
  if (reason === undefined) return
  throw new ForbiddenError(
    `Without a key, metrics are for this machine only, and ${reason}. Make a key with: vitrine key <name> --scope metrics, or set METRICS=open where only Prometheus can ask`
  )
}

export default fp(metricsPlugin, {
  name: 'metrics',
  fastify: '5.x',
  dependencies: ['services', 'credentials', 'uploads']
})
