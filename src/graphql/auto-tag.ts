import { admit } from './admit.ts'
import { omitNulls } from './omit-nulls.ts'
import type { CategoryTagResolvers, QueryResolvers } from './types.generated.ts'

export const autoTag: NonNullable<QueryResolvers['autoTag']> = async (_parent, { image, ...options }, context) => {
  await admit(context, 'tag')
  const { app, signal, timings, costs, charge } = context
  const result = await app.services.autoTag.tag(image, { ...omitNulls(options), signal, charge })
  timings.push(result.timings)
  if (result.cost) costs.push(result.cost)
  return result
}

export const autoTagProduct: NonNullable<QueryResolvers['autoTagProduct']> = async (
  _parent,
  { id, ...options },
  context
) => {
  await admit(context, 'tag', 'review')
  const {
    signal,
    timings,
    app: {
      services: { admission, autoTag }
    }
  } = context
  const result = await admission.run(
    'stored',
    signal,
    async () => await autoTag.tagProduct(id, { ...omitNulls(options), signal })
  )
  timings.push(result.timings)
  return result
}

export const categoryTag: CategoryTagResolvers = { externalIds: ({ externalIds = [] }) => externalIds }
