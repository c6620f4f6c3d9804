import { admit } from './admit.ts'
import { toFacets } from './facets.ts'
import type { QueryResolvers } from './types.generated.ts'

export const product: NonNullable<QueryResolvers['product']> = async (_parent, { id }, context) => {
  await admit(context, 'search')
  return await context.app.services.catalogue.product(id)
}

const MODALITIES = { text: 'TEXT', image: 'IMAGE', document: 'DOCUMENT', video: 'VIDEO', audio: 'AUDIO' } as const

export const catalogue: NonNullable<QueryResolvers['catalogue']> = async (_parent, _args, { app, reply }) => {
  app.authoriseReading(reply, 'search')
  const { catalogue, search, embedder } = app.services
  const {
    manifest: { model, products, views, updatedAt, facets }
  } = await catalogue.open()
  return {
    name: catalogue.name,
    model,
    dimensions: catalogue.dimensions,
    modalities: [...embedder.capabilities.keys()].map((modality) => MODALITIES[modality]),
    products,
    views,
    updatedAt,
    facets: toFacets('CATALOGUE', facets, async () => await search.catalogueGroups())
  }
}
