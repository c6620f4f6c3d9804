import type {
  FusionInput,
  SortInput,
  FacetsResolvers,
  QueryResolvers,
  QuerySearchArgs,
  SearchItemResolvers,
  SearchPayloadResolvers,
  SuggestedProductResolvers,
  UnderstoodPhrase
} from './types.generated.ts'
import { BadUserInputError } from '../errors.ts'
import type { Fusion } from '../search/fusion.ts'
import type { Sort } from '../search/sort.ts'
import type { Phrase } from '../search/interpret/phrase.ts'
import { toFacets } from './facets.ts'
import type { SearchRequest } from '../search/request.ts'
import { admit } from './admit.ts'
import { omitNulls, type OmitNulls } from './omit-nulls.ts'

export const search: NonNullable<QueryResolvers['search']> = async (_parent, args, context) => {
  await admit(context, 'search')
  const result = await context.app.services.search.search(toRequest(args), context.signal, context.charge)
  context.timings.push(result.timings)
  if (result.cost) context.costs.push(result.cost)
  return result
}

export const searchPayload: SearchPayloadResolvers = {
  pageInfo: ({ hasNextPage, endCursor }) => new PageEnd(hasNextPage, endCursor),
  totalCount: async ({ total }) => await total(),
  facets: async ({ facets, facetGroups }) => toFacets('RESULTS', await facets(), facetGroups),
  suggestions: async ({ suggestions }) => [...(await suggestions())],
  query: async ({ model, dimension, weights, photo, cached, understood, ...spoken }, _args, { reply }) => {
    const { correctedText, languageSupported } = spoken
    const asked = { correctedText, languageSupported, understood: understood.map(toPhrase) }
    return { id: reply.request.id, model, dimension, weights, photo: await photo(), cached, ...asked }
  }
}

/** A class, since a getter of a literal would give every page a shape of its own. */
class PageEnd {
  readonly hasNextPage: boolean
  readonly #endCursor: () => string | undefined

  constructor (hasNextPage: boolean, endCursor: () => string | undefined) {
    this.hasNextPage = hasNextPage
    this.#endCursor = endCursor
  }

  /** Signed and compressed only where it is asked for. */
  get endCursor (): string | undefined {
    return this.#endCursor()
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

function toPhrase (phrase: Phrase): UnderstoodPhrase {
  const { kind, phrase: words } = phrase
  if (phrase.kind === 'SORT') return { kind, phrase: words, sort: phrase.sort.key, direction: phrase.sort.direction }
  if (phrase.kind === 'PRICE') return { ...phrase, phrase: words }
  return { kind, phrase: words, value: phrase.value, isFiltered: phrase.fields.length > 0 }
}

function toRequest (args: QuerySearchArgs): SearchRequest {
  const given = omitNulls(args)
  const { imageUpload, videoUpload, documentUpload, audioUpload, fusion = {}, sort } = given
  const media = { video: videoUpload, document: documentUpload, audio: audioUpload }
  // Added to, not copied by `...`, which took 5 µs of a request.
  return Object.assign(given, { image: imageUpload, media, fusion: toFusion(fusion), sort: sort?.map(toSort) })
}

export function toSort ({ key, attribute, direction }: OmitNulls<SortInput>): Sort {
  if (key !== undefined && attribute === undefined) return { key, direction }
  if (attribute?.trim() && key === undefined) return { attribute, direction }
  throw new BadUserInputError(
    'Each of `sort` needs a `key`, such as {key: PRICE}, or an `attribute`, such as {attribute: "Weight"}, and not both.'
  )
}

function toFusion ({ preset, text, image, like, without }: OmitNulls<FusionInput>): Fusion {
  const weights: Record<string, number> = {}
  if (text !== undefined) weights['TEXT'] = text
  if (image !== undefined) weights['IMAGE'] = image
  if (like !== undefined) weights['LIKE'] = like
  if (without !== undefined) weights['WITHOUT'] = without
  return { preset, weights }
}
