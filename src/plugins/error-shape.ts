import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { GraphQLError } from 'graphql'
import { BadUserInputError, PayloadTooLargeError } from '../errors.ts'
import { answerType, RESPONSE_TYPE } from '../graphql/answer-type.ts'
import { formatErrors } from '../graphql/error-formatter.ts'
import { drain } from './drain.ts'

interface ErrorShapeOptions {
  /** Route of the GraphQL endpoint. Default: /graphql. */
  readonly path?: string
}

const DRAIN_MS = 10_000
/** Mercurius asks the kind of a GET's operation before it knows that there is one. */
const NO_OPERATION = "Cannot read properties of null (reading 'operation')"

/** Answers what fails before GraphQL runs in the shape of a GraphQL response; must be registered before Mercurius. */
async function errorShapePlugin (app: FastifyInstance, { path = '/graphql' }: ErrorShapeOptions): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.url === path) route.errorHandler = answer
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url === path && answerType(request.headers.accept) === 'response') {
      reply.type(`${RESPONSE_TYPE}; charset=utf-8`)
    }
    done()
  })
}

/** At the route, because Mercurius sets a handler of its own, which gets only what is its own. */
function answer (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (isOfGraphQL(error)) throw error
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') keepConnection(request, reply)
  const originalError = translate(error, request)
  const { statusCode, response, retryAfter } = formatErrors(
    { errors: [new GraphQLError(originalError.message, { originalError })] },
    { log: request.log, type: answerType(request.headers.accept) }
  )
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  reply.code(statusCode).send(response)
}

function isOfGraphQL (error: FastifyError): boolean {
  return (error.code?.startsWith('MER_') && !(error instanceof SyntaxError)) || error instanceof GraphQLError
}

/** Fastify closes the connection, and a client that is still sending meets a reset in place of the answer. */
function keepConnection (request: FastifyRequest, reply: FastifyReply): void {
  reply.removeHeader('connection')
  drain(request.raw, DRAIN_MS)
}

function translate (error: FastifyError, request: FastifyRequest): Error {
  // Mercurius reads variables and extensions of the address with a parser that refuses more than ours.
  if (error instanceof SyntaxError && error.code?.startsWith('MER_')) {
    return new BadUserInputError('The variables or extensions in the address are not valid JSON.', { cause: error })
  }
  if (request.method === 'GET' && error instanceof TypeError && error.message === NO_OPERATION) {
    return new BadUserInputError('The query has no operation of this operationName, or several and none is named.', {
      cause: error
    })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new PayloadTooLargeError('The request', request.routeOptions.bodyLimit, { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new BadUserInputError(
        `The content type ${JSON.stringify(request.headers['content-type'] ?? '')} is not read. Send application/json, or multipart/form-data for files.`,
        { cause: error }
      )
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new BadUserInputError('The body is empty. Send a JSON object with query and variables.', {
        cause: error
      })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new BadUserInputError('The body is not valid JSON. Send a JSON object with query and variables.', {
        cause: error
      })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new BadUserInputError('The body is not as long as Content-Length says. Send it again.', { cause: error })
    default:
      return error
  }
}

export default fp(errorShapePlugin, { name: 'error-shape', fastify: '5.x' })
