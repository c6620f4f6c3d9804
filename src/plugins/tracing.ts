import { finished } from 'node:stream'
import { context, propagation, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

interface RequestTrace { readonly span: Span, readonly active: Context }

/** A span for each request, within the trace that its `traceparent` names. Registered only where traces are made. */
async function tracingPlugin (app: FastifyInstance): Promise<void> {
  const tracer = trace.getTracer('vitrine')
  const traces = new WeakMap<FastifyRequest, RequestTrace>()

  app.addHook('onRequest', (request, reply, done) => {
    const parent = propagation.extract(context.active(), request.headers)
    const route = request.routeOptions.url ?? 'none'
    const attributes = { 'http.request.method': request.method, 'http.route': route, 'vitrine.request_id': request.id }
    const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent)
    const active = trace.setSpan(parent, span)
    traces.set(request, { span, active })
    finished(reply.raw, (error) => {
      span.setAttribute('http.response.status_code', reply.statusCode)
      if (reply.statusCode >= 500 || error) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    })
    context.with(active, done)
  })
  // Reading a body leaves the context, since the socket's events began outside it.
  app.addHook('preHandler', (request, _reply, done) => {
    const found = traces.get(request)
    if (found) context.with(found.active, done)
    else done()
  })
}

export default fp(tracingPlugin, { name: 'tracing', fastify: '5.x' })
