import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Services } from '../services.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly services: Services
  }
}

interface ServicesPluginOptions {
  readonly services: Services
}

async function servicesPlugin (app: FastifyInstance, { services }: ServicesPluginOptions): Promise<void> {
  app.decorate('services', services)
  app.addHook('onClose', async () => await services.close())
}

export default fp(servicesPlugin, { name: 'services', fastify: '5.x' })
