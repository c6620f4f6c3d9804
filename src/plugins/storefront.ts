import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { packageRoot } from '../shared/package-root.ts'

async function storefrontPlugin (app: FastifyInstance): Promise<void> {
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

export default fp(storefrontPlugin, { name: 'storefront', fastify: '5.x', dependencies: ['security-headers'] })
