import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { DocumentNode } from 'graphql'
import mercurius, { type IResolvers } from 'mercurius'
import { MethodNotAllowedError } from '../errors.ts'
import { answerType } from '../graphql/answer-type.ts'
import { createContext, sumCosts, sumTimings } from '../graphql/context.ts'
import { formatErrors } from '../graphql/error-formatter.ts'
import { isCompilable, LIMITS, limitOperation } from '../graphql/operation-limits.ts'
import { persistedQueries } from '../graphql/persisted-queries.ts'
import { loaders, resolvers } from '../graphql/resolvers.ts'
import { readSchema } from '../graphql/schema.ts'
import { checkRequest } from './graphql-request.ts'

const PATH = '/graphql'
/**
 * Parsed queries that are kept; up to twice as many while the older half is let go. Their size is bounded by LIMITS.
 */
const KEPT_QUERIES = 100
/** Compiling costs more than a few runs save. */
const RUNS_BEFORE_COMPILING = 5
/** Each is told, and some are slow to find. */
const MAX_VALIDATION_ERRORS = 20

async function graphqlPlugin (app: FastifyInstance): Promise<void> {
  const persisted = persistedQueries()
  app.addHook('preValidation', (request, _reply, done) => {
    const isAsked = request.routeOptions.url === PATH && ['GET', 'POST'].includes(request.method)
    if (isAsked) checkRequest(request, persisted.textOf)
    done()
  })
  await app.register(mercurius, {
    schema: readSchema(),
    resolvers: resolvers as IResolvers,
    loaders,
    path: PATH,
    cache: KEPT_QUERIES,
    jit: RUNS_BEFORE_COMPILING,
    graphiql: false,
    graphql: { parseOptions: { maxTokens: LIMITS.tokens }, validateOptions: { maxErrors: MAX_VALIDATION_ERRORS } },
    persistedQueryProvider: persisted,
    context: createContext,
    errorFormatter: (execution, { reply }) => {
      const { retryAfter, ...formatted } = formatErrors(execution, {
        log: reply?.log ?? app.log,
        type: answerType(reply?.request.headers.accept)
      })
      if (retryAfter !== undefined) reply?.header('retry-after', retryAfter)
      return formatted
    }
  })
  limitOperations(app)
  app.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: PATH,
    handler: async ({ method }, reply) => {
      reply.header('allow', 'GET, POST')
      throw new MethodNotAllowedError(method)
    }
  })
  app.graphql.addHook('onResolution', async (execution, { timings, costs }) => {
    if (timings.length > 0) {
      execution.extensions = {
        ...execution.extensions,
        timings: sumTimings(timings),
        ...(costs.length > 0 && { cost: sumCosts(costs) })
      }
    }
  })
}

function limitOperations (app: FastifyInstance): void {
  const interpreted = new WeakSet<DocumentNode>()
  app.graphql.addHook('preValidation', async (schema, document) => {
    limitOperation(document, schema)
    if (!isCompilable(document)) interpreted.add(document)
  })
  // Mercurius compiles no document that a hook has changed.
  app.graphql.addHook('preExecution', async (_schema, document) =>
    interpreted.has(document) ? { document } : undefined
  )
}

export default fp(graphqlPlugin, {
  name: 'graphql',
  fastify: '5.x',
  dependencies: ['services', 'credentials', 'public-url']
})
