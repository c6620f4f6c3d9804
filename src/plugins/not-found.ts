import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

const MESSAGE =
  'There is nothing here. GraphQL is at POST /graphql, the shop at /, the state of the service at /healthz.'

const UNREADABLE = 'The address of the request cannot be read. Write a percent sign as %25.'

/** Answers an address that is none, before any hook runs. */
export function answerBadAddress (_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  reply
    .code(400)
    .header('x-content-type-options', 'nosniff')
    .send({ statusCode: 400, code: 'BAD_USER_INPUT', error: 'Bad Request', message: UNREADABLE })
}

/** Answers unknown routes without repeating their address, which the caller chooses. */
async function notFoundPlugin (app: FastifyInstance): Promise<void> {
  app.setNotFoundHandler(async (_request, reply) => {
    return await reply.code(404).send({ statusCode: 404, code: 'NOT_FOUND', error: 'Not Found', message: MESSAGE })
  })
}

export default fp(notFoundPlugin, { name: 'not-found', fastify: '5.x' })
