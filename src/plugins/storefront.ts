import { join } from 'node:path'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { packageRoot } from '../config.ts'

const CONTENT_SECURITY_POLICY = {
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
}

async function storefrontPlugin (app: FastifyInstance): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // Locally the page is plain http; behind a load balancer, TLS and its headers are the balancer's.
    strictTransportSecurity: false
  })
  await app.register(fastifyStatic, {
    root: join(packageRoot, 'src/storefront'),
    // A route for each file, so that every other path stays free for the service and its 404.
    wildcard: false,
    // What checks the pages' types is not part of them; the review page has an address of its own.
    globIgnore: ['**/*.json', '**/*.ts', 'review.html'],
    maxAge: '1m'
  })
  app.get('/review', async (_request, reply) => await reply.sendFile('review.html'))
}

export default fp(storefrontPlugin, { name: 'storefront', fastify: '5.x' })
