import type { QueryResolvers, QuerySearchArgs, SearchItemResolvers, SearchPayloadResolvers } from './types.generated.ts'
import { toFacets } from './facets.ts'
import type { SearchRequest } from '../search/request.ts'
import { admit } from './admit.ts'
import { omitNulls } from './omit-nulls.ts'

export const search: NonNullable<QueryResolvers['search']> = async (_parent, args, context) => {
  await admit(context, 'search')
  const result = await context.app.services.search.search(toRequest(args), context.signal, context.charge)
  context.timings.push(result.timings)
  if (result.cost) context.costs.push(result.cost)
  return result
}

export const searchPayload: SearchPayloadResolvers = {
  pageInfo: ({ endCursor }) => ({ hasNextPage: endCursor !== undefined, endCursor }),
  facets: async ({ facets }) => toFacets('RESULTS', await facets()),
  query: ({ model, dimension, weights, cached }, _args, { reply }) => ({ id: reply.request.id, model, dimension, weights, cached })
}

export const searchItem: SearchItemResolvers = {
  explanation: async (item) => await item.explain()
}

function toRequest (args: QuerySearchArgs): SearchRequest {
  const { imageUpload, fusion, ...rest } = omitNulls(args)
  const { preset, text, image, like, without } = fusion ?? {}
  const own = Object.entries({ TEXT: text, IMAGE: image, LIKE: like, WITHOUT: without }).filter(([, weight]) => weight !== undefined)
  return { ...rest, image: imageUpload, fusion: { preset, weights: Object.fromEntries(own) } }
}
