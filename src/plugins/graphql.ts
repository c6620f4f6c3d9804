import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import mercurius, { type IResolvers } from 'mercurius'
import { createContext, sumCosts, sumTimings } from '../graphql/context.ts'
import { formatErrors } from '../graphql/error-formatter.ts'
import { limitCost } from '../graphql/query-cost.ts'
import { loaders, resolvers } from '../graphql/resolvers.ts'
import { readSchema } from '../graphql/schema.ts'

/** Introspection by GraphiQL nests deepest. */
const MAX_DEPTH = 15

async function graphqlPlugin (app: FastifyInstance): Promise<void> {
  await app.register(mercurius, {
    schema: readSchema(),
    resolvers: resolvers as IResolvers,
    loaders,
    path: '/graphql',
    jit: 1,
    graphiql: false,
    queryDepth: MAX_DEPTH,
    validationRules: [limitCost],
    context: createContext,
    errorFormatter: (execution, context) => formatErrors(execution, { log: context.reply?.log ?? app.log })
  })
  app.graphql.addHook('onResolution', async (execution, { timings, costs }) => {
    if (timings.length > 0) execution.extensions = { ...execution.extensions, timings: sumTimings(timings), ...(costs.length > 0 && { cost: sumCosts(costs) }) }
  })
}

export default fp(graphqlPlugin, { name: 'graphql', fastify: '5.x', dependencies: ['services', 'credentials'] })
