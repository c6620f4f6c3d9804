import type { FastifyInstance } from 'fastify'
import type { Product } from '../catalogue/product.ts'
import { BadUserInputError } from '../errors.ts'
import { shareOf, type Period } from '../review/acceptance.ts'
import type { ReviewRecord } from '../review/review-service.ts'
import { omitNulls } from './omit-nulls.ts'
import type { MutationResolvers, QueryResolvers, ReviewEntryResolvers } from './types.generated.ts'

export const reviewTags: NonNullable<MutationResolvers['reviewTags']> = async (
  _parent,
  { input },
  { app, reply, signal, timings }
) => {
  const who = app.authorise(reply, 'review')
  const { admission, reviews } = app.services
  const result = await admission.run(
    'stored',
    signal,
    async () => await reviews.review({ ...omitNulls(input), who, signal })
  )
  timings.push(result.tagging.timings)
  return result
}

export const revertReviews: NonNullable<MutationResolvers['revertReviews']> = async (
  _parent,
  { ids },
  { app, reply }
) => {
  const who = app.authorise(reply, 'review')
  const { version, ...reverted } = await app.services.reviews.revert(ids.map(toSeq), who)
  return { ...reverted, reviewVersion: version }
}

function toSeq (id: string): number {
  if (!/^[1-9]\d*$/.test(id)) throw new BadUserInputError(`The review log has no decision ${id}.`)
  return Number(id)
}

export const reviewQueue: NonNullable<QueryResolvers['reviewQueue']> = async (
  _parent,
  args,
  { app, reply, signal }
) => {
  app.authorise(reply, 'review')
  const { admission, reviewQueue } = app.services
  return await admission.run(
    'stored',
    signal,
    async () => await reviewQueue.page({ ...omitNulls(args), first: args.first ?? 10, signal })
  )
}

export const reviews: NonNullable<QueryResolvers['reviews']> = async (
  _parent,
  { productId, first },
  { app, reply }
) => {
  app.authorise(reply, 'review')
  return await app.services.reviews.recent(first ?? 100, productId ?? undefined)
}

export const reviewAcceptance: NonNullable<QueryResolvers['reviewAcceptance']> = async (
  _parent,
  { byValue, period },
  { app, reply }
) => {
  app.authorise(reply, 'review')
  const named = period?.toLowerCase() as Period | undefined
  const rows = await app.services.reviews.acceptance({ byValue: byValue ?? false, period: named })
  return rows.map((row) => ({ ...row, share: shareOf(row) }))
}

export const taxonomies: NonNullable<QueryResolvers['taxonomies']> = async (_parent, _args, { app, reply }) => {
  app.authoriseReading(reply, 'tag', 'review')
  return [...(await app.services.taggers.taxonomies()).values()]
}

export const tagValues: NonNullable<QueryResolvers['tagValues']> = async (
  _parent,
  { attribute, taxonomy, language },
  { app, reply }
) => {
  app.authoriseReading(reply, 'tag', 'review')
  const found = await app.services.taggers.taxonomy(taxonomy ?? undefined)
  return found
    .labelsOf(attribute)
    .map((label) => ({
      value: label.value,
      name: language == null ? label.value : found.nameOf(attribute, label.value, language)
    }))
}

export const reviewEntry: ReviewEntryResolvers = { id: ({ seq }) => String(seq) }

/** Products of many entries, in one call to the store. */
export const reviewEntryLoaders = {
  async product (
    asked: ReadonlyArray<{ readonly obj: ReviewRecord }>,
    { app }: { readonly app: FastifyInstance }
  ): Promise<Array<Product | undefined>> {
    const products = await app.services.catalogue.products(asked.map(({ obj }) => obj.productId))
    return asked.map(({ obj }) => products.get(obj.productId))
  }
}
