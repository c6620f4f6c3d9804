import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

const MESSAGE = 'There is nothing here. GraphQL is at POST /graphql, the shop at /, the state of the service at /healthz.'

/** Answers unknown routes without repeating their address, which the caller chooses. */
async function notFoundPlugin (app: FastifyInstance): Promise<void> {
  app.setNotFoundHandler(async (_request, reply) => {
    return await reply.code(404).send({ statusCode: 404, code: 'NOT_FOUND', error: 'Not Found', message: MESSAGE })
  })
}

export default fp(notFoundPlugin, { name: 'not-found', fastify: '5.x' })
