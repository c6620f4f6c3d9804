import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import mercurius, { type IResolvers } from 'mercurius'
import { BadUserInputError } from '../errors.ts'
import { createContext, sumCosts, sumTimings } from '../graphql/context.ts'
import { formatErrors } from '../graphql/error-formatter.ts'
import { limitCost } from '../graphql/query-cost.ts'
import { loaders, resolvers } from '../graphql/resolvers.ts'
import { readSchema } from '../graphql/schema.ts'

/** Introspection by GraphiQL nests deepest. */
const MAX_DEPTH = 15

const PATH = '/graphql'

async function graphqlPlugin (app: FastifyInstance): Promise<void> {
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.url === PATH) refuseNonsense(request)
  })
  await app.register(mercurius, {
    schema: readSchema(),
    resolvers: resolvers as IResolvers,
    loaders,
    path: PATH,
    jit: 1,
    graphiql: false,
    queryDepth: MAX_DEPTH,
    validationRules: [limitCost],
    context: createContext,
    errorFormatter: (execution, { reply }) => {
      const { retryAfter, ...formatted } = formatErrors(execution, { log: reply?.log ?? app.log })
      if (retryAfter !== undefined) reply?.header('retry-after', retryAfter)
      return formatted
    }
  })
  app.graphql.addHook('onResolution', async (execution, { timings, costs }) => {
    if (timings.length > 0) execution.extensions = { ...execution.extensions, timings: sumTimings(timings), ...(costs.length > 0 && { cost: sumCosts(costs) }) }
  })
}

/** What Mercurius would take for a fault of the service: a request without a query, and variables in the address that are no JSON. */
function refuseNonsense ({ method, body, query: address }: FastifyRequest): void {
  const { query, variables } = (method === 'POST' ? body : address) as Record<string, unknown>
  if (!Array.isArray(body) && (typeof query !== 'string' || query === '')) {
    throw new BadUserInputError('The request has no query. Send it as JSON like {"query": "{ catalogue { products } }", "variables": {}}, or in the address as ?query=.')
  }
  if (method !== 'POST' && typeof variables === 'string' && !isJson(variables)) throw new BadUserInputError('The variables in the address are not valid JSON.')
}

function isJson (text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export default fp(graphqlPlugin, { name: 'graphql', fastify: '5.x', dependencies: ['services', 'credentials'] })
