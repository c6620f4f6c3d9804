import type {
  FacetsResolvers,
  QueryResolvers,
  QuerySearchArgs,
  SearchItemResolvers,
  SearchPayloadResolvers,
  SuggestedProductResolvers
} from './types.generated.ts'
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
  totalCount: async ({ total }) => await total(),
  facets: async ({ facets, facetGroups }) => toFacets('RESULTS', await facets(), facetGroups),
  suggestions: async ({ suggestions }) => [...(await suggestions())],
  query: async ({ model, dimension, weights, photo, cached, correctedText, languageSupported }, _args, { reply }) => {
    const handle = await photo()
    return { id: reply.request.id, model, dimension, weights, photo: handle, cached, correctedText, languageSupported }
  }
}

/** The default resolver would hand the groups' function GraphQL's arguments. */
export const facets: FacetsResolvers = { groups: async ({ groups }) => await groups() }

export const suggest: NonNullable<QueryResolvers['suggest']> = async (_parent, { text, first }, context) => {
  await admit(context, 'search')
  return await context.app.services.suggest.suggest(text, first ?? undefined, context.signal)
}

export const suggestedProduct: SuggestedProductResolvers = {
  image: ({ image }, _args, { app }) => image && app.placePhoto(image)
}

export const searchItem: SearchItemResolvers = { explanation: async (item) => await item.explain() }

function toRequest (args: QuerySearchArgs): SearchRequest {
  const { imageUpload, fusion, ...rest } = omitNulls(args)
  const { preset, text, image, like, without } = fusion ?? {}
  const own = Object.entries({ TEXT: text, IMAGE: image, LIKE: like, WITHOUT: without }).filter(
    ([, weight]) => weight !== undefined
  )
  return { ...rest, image: imageUpload, fusion: { preset, weights: Object.fromEntries(own) } }
}
