import type { FastifyRequest } from 'fastify'

/** Whether a request comes with a key to write products or reviews, by the hundred a call. */
export function isWriter (request: FastifyRequest): boolean {
  const { scopes = [] } = request.server.keyOf(request) ?? {}
  return scopes.includes('catalogue') || scopes.includes('review')
}
