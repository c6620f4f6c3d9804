import type { Resolvers } from './types.generated.ts'
import { observed } from './observed.ts'
import { autoTag, autoTagProduct, categoryTag } from './auto-tag.ts'
import { catalogue, product } from './catalogue.ts'
import { deleteProducts, updateOffers, upsertProducts } from './catalogue-writes.ts'
import {
  reviewAcceptance,
  reviewEntry,
  reviewQueue,
  reviewEntryLoaders,
  reviews,
  reviewTags,
  revertReviews,
  tagValues,
  taxonomies
} from './review.ts'
import { matchedView, productFields, reviewedPhoto, variantFields } from './product-fields.ts'
import { facets, search, searchItem, searchPayload, suggest, suggestedProduct } from './search.ts'
import { uploadScalar } from './upload-scalar.ts'

export const resolvers: Resolvers = {
  Upload: uploadScalar,
  Query: observed({
    search,
    suggest,
    product,
    catalogue,
    autoTag,
    autoTagProduct,
    reviewQueue,
    reviews,
    reviewAcceptance,
    tagValues,
    taxonomies
  }),
  Mutation: observed({ reviewTags, revertReviews, upsertProducts, updateOffers, deleteProducts }),
  CategoryTag: categoryTag,
  SearchPayload: searchPayload,
  SearchItem: searchItem,
  Facets: facets,
  SuggestedProduct: suggestedProduct,
  MatchedView: matchedView,
  Product: productFields,
  Variant: variantFields,
  TagEvidence: reviewedPhoto,
  ReviewQueueItem: reviewedPhoto,
  ReviewEntry: { ...reviewEntry, ...reviewedPhoto }
}

/** Fields that are answered for many objects at once. */
export const loaders = { ReviewEntry: reviewEntryLoaders }
