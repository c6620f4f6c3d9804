import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import helmet from 'helmet'

const OPTIONS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:', 'https:', 'http:'],
      mediaSrc: ["'self'", 'blob:', 'https:', 'http:'],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"]
    }
  },
  // Locally the page is plain http; behind a load balancer, TLS and its headers are the balancer's.
  strictTransportSecurity: false
}

/**
 * Helmet's headers on every answer; a route may set its own in their place. They are the same each time and read once:
 * `@fastify/helmet` composes them anew for every request, which took 7 % of a search's time on the main thread.
 */
async function securityHeadersPlugin (app: FastifyInstance): Promise<void> {
  const headers = await helmetHeaders()
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}

async function helmetHeaders (): Promise<Record<string, string>> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  await new Promise<void>((resolve, reject) =>
    helmet(OPTIONS)(request, response, (error?: unknown) => error instanceof Error ? reject(error) : resolve())
  )
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]))
}

export default fp(securityHeadersPlugin, { name: 'security-headers', fastify: '5.x' })
