import type { MercuriusContext } from 'mercurius'
import type { WriteReport } from '../catalogue/write/write-report.ts'
import { omitNulls } from './omit-nulls.ts'
import type { MutationResolvers } from './types.generated.ts'

export const upsertProducts: NonNullable<MutationResolvers['upsertProducts']> = async (
  _parent,
  { products },
  context
) => await written(context, async ({ writer }) => await writer.upsert(omitNulls(products), context.signal))

/** Null takes a price away, hence it is not absent here. */
export const updateOffers: NonNullable<MutationResolvers['updateOffers']> = async (_parent, { offers }, context) =>
  await written(context, async ({ writer }) => await writer.updateOffers(offers, context.signal))

export const deleteProducts: NonNullable<MutationResolvers['deleteProducts']> = async (_parent, { ids }, context) =>
  await written(context, async ({ writer }) => await writer.delete(ids, context.signal))

async function written (
  { app, reply }: MercuriusContext,
  write: (services: MercuriusContext['app']['services']) => Promise<WriteReport>
): Promise<WriteReport> {
  app.authorise(reply, 'catalogue')
  return await write(app.services)
}
