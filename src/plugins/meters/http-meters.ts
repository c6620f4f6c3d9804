import type { FastifyReply, FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { SECONDS } from './buckets.ts'

/** Routes that have a series of their own: all others are pages and their parts. */
const ROUTES = new Set(['/graphql', '/healthz', '/readyz', '/metrics', '/media/*'])

/** What is seen of requests from outside: how many, how long, with what status. */
export class HttpMeters {
  readonly #requests: Counter<'route' | 'status'>
  readonly #seconds: Histogram<'route'>
  readonly #inFlight: Gauge

  constructor (registry: Registry) {
    const registers = [registry]
    this.#requests = new Counter({
      name: 'vitrine_http_requests_total',
      help: 'Requests by route and status; status gone: the client went away before the answer',
      labelNames: ['route', 'status'],
      registers
    })
    this.#seconds = new Histogram({
      name: 'vitrine_http_request_duration_seconds',
      help: 'Time from the head of a request to the end of its answer',
      labelNames: ['route'],
      buckets: SECONDS,
      registers
    })
    this.#inFlight = new Gauge({
      name: 'vitrine_http_requests_in_flight',
      help: 'Requests being received or answered',
      registers
    })
  }

  watch (request: FastifyRequest, { raw }: FastifyReply): void {
    const start = performance.now()
    let isOpen = true
    this.#inFlight.inc()
    const end = (status: string) => {
      if (!isOpen) return
      isOpen = false
      this.#inFlight.dec()
      const route = routeOf(request.routeOptions.url)
      this.#requests.inc({ route, status })
      this.#seconds.observe({ route }, (performance.now() - start) / 1000)
    }
    // `stream.finished` tells the same, by more listeners on every request.
    raw.once('finish', () => end(String(raw.statusCode))).once('close', () => end('gone'))
  }
}

function routeOf (url: string | undefined): string {
  if (url === undefined) return 'none'
  return ROUTES.has(url) ? url : 'page'
}
