import { omitNulls } from './omit-nulls.ts'
import type { CategoryTagResolvers, QueryResolvers } from './types.generated.ts'

export const autoTag: NonNullable<QueryResolvers['autoTag']> = async (_parent, { image, ...options }, { app, signal, timings, costs }) => {
  const result = await app.services.autoTag.tag(image, { ...omitNulls(options), signal })
  timings.push(result.timings)
  if (result.cost) costs.push(result.cost)
  return result
}

export const autoTagProduct: NonNullable<QueryResolvers['autoTagProduct']> = async (_parent, { id, ...options }, { app, signal, timings }) => {
  const { admission, autoTag } = app.services
  const result = await admission.run('stored', signal, async () => await autoTag.tagProduct(id, { ...omitNulls(options), signal }))
  timings.push(result.timings)
  return result
}

export const categoryTag: CategoryTagResolvers = {
  externalIds: ({ externalIds = [] }) => externalIds
}
