import { join, resolve } from 'node:path'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { packageRoot } from '../config.ts'

export interface StorefrontPluginOptions {
  /** Folder of local product images, served under `/media/`; empty for none. */
  mediaDir: string
}

const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:', 'https:', 'http:'],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    objectSrc: ["'none'"]
  }
}

async function storefrontPlugin (app: FastifyInstance, { mediaDir }: StorefrontPluginOptions): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // Locally the page is plain http; behind a load balancer, TLS and its headers are the balancer's.
    strictTransportSecurity: false
  })
  await app.register(fastifyStatic, {
    root: join(packageRoot, 'src/storefront'),
    // A route for each file, so that every other path stays free for the service and its 404.
    wildcard: false,
    maxAge: '1m'
  })
  app.get('/review', async (_request, reply) => await reply.sendFile('review.html'))
  if (mediaDir) {
    await app.register(fastifyStatic, {
      root: resolve(mediaDir),
      prefix: '/media/',
      decorateReply: false,
      dotfiles: 'ignore',
      index: false,
      maxAge: '30d',
      // Other shops' pages may show these pictures (CORS_ORIGINS lets them ask for the products).
      setHeaders: (reply) => { reply.header('cross-origin-resource-policy', 'cross-origin') }
    })
  }
}

export default fp(storefrontPlugin, { name: 'storefront', fastify: '5.x' })
