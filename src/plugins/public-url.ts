import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where browsers find a photo; local ones are stored as a path of the service. */
    readonly placePhoto: (url: string) => string
  }
}

interface PublicUrlPluginOptions {
  /** Address that browsers reach the service at; empty where paths will do. */
  readonly publicUrl: string
}

async function publicUrlPlugin (app: FastifyInstance, { publicUrl }: PublicUrlPluginOptions): Promise<void> {
  const base = publicUrl.replace(/\/+$/, '')
  const isPath = (url: string): boolean => url.startsWith('/') && !url.startsWith('//')
  app.decorate('placePhoto', (url: string) => isPath(url) ? base + url : url)
}

export default fp(publicUrlPlugin, { name: 'public-url', fastify: '5.x' })
