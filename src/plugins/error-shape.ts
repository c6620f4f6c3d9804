import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { GraphQLError } from 'graphql'
import { BadUserInputError, PayloadTooLargeError } from '../errors.ts'
import { formatErrors } from '../graphql/error-formatter.ts'
import { drain } from './drain.ts'

export interface ErrorShapeOptions {
  /** Route of the GraphQL endpoint. Default: /graphql. */
  readonly path?: string
}

const DRAIN_MS = 10_000

/** Answers what fails before GraphQL runs in the shape of a GraphQL response; must be registered before Mercurius. */
async function errorShapePlugin (app: FastifyInstance, { path = '/graphql' }: ErrorShapeOptions): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.url === path) route.errorHandler = answer
  })
}

/** At the route, because Mercurius sets a handler of its own, which gets only what is its own. */
function answer (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.code?.startsWith('MER_') || error instanceof GraphQLError) throw error
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') keepConnection(request, reply)
  const originalError = translate(error, request)
  const { statusCode, response, retryAfter } = formatErrors({ errors: [new GraphQLError(originalError.message, { originalError })] }, { log: request.log })
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  reply.code(statusCode).send(response)
}

/** Fastify closes the connection, and a client that is still sending meets a reset in place of the answer. */
function keepConnection (request: FastifyRequest, reply: FastifyReply): void {
  reply.removeHeader('connection')
  drain(request.raw, DRAIN_MS)
}

function translate (error: FastifyError, request: FastifyRequest): Error {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new PayloadTooLargeError('The request', request.routeOptions.bodyLimit, { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new BadUserInputError(`The content type ${JSON.stringify(request.headers['content-type'] ?? '')} is not read. Send application/json, or multipart/form-data for files.`, { cause: error })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new BadUserInputError('The body is empty. Send a JSON object with query and variables.', { cause: error })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new BadUserInputError('The body is not valid JSON. Send a JSON object with query and variables.', { cause: error })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new BadUserInputError('The body is not as long as Content-Length says. Send it again.', { cause: error })
    default:
      return error
  }
}

export default fp(errorShapePlugin, { name: 'error-shape', fastify: '5.x' })
