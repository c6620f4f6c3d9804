import { omitNulls } from './omit-nulls.ts'
import type { QueryResolvers } from './types.generated.ts'

export const autoTag: NonNullable<QueryResolvers['autoTag']> = async (_parent, { image, taxonomy, title }, { app, signal, timings }) => {
  const result = await app.services.autoTag.tag(image, { taxonomy: taxonomy ?? undefined, title: title ?? undefined, signal })
  timings.push(result.timings)
  return result
}

export const autoTagProduct: NonNullable<QueryResolvers['autoTagProduct']> = async (_parent, { id, ...options }, { app, signal, timings }) => {
  const result = await app.services.autoTag.tagProduct(id, { ...omitNulls(options), signal })
  timings.push(result.timings)
  return result
}
