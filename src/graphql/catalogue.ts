import type { QueryResolvers } from './types.generated.ts'

export const product: NonNullable<QueryResolvers['product']> = async (_parent, { id }, { app }) => {
  return await app.services.catalogue.product(id)
}

export const catalogue: NonNullable<QueryResolvers['catalogue']> = async (_parent, _args, { app }) => {
  const { catalogue } = app.services
  const { manifest: { model, products, views, updatedAt, facets } } = await catalogue.open()
  return { name: catalogue.name, model, dimensions: catalogue.dimensions, products, views, updatedAt, facets: { scope: 'CATALOGUE', ...facets } }
}
