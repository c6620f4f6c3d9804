/**
 * @import { Abstention, AutoTagPayload, CategoryTag, Product, ReviewAcceptance, ReviewEntry, TagValue, Taxonomy } from '../../graphql/types.generated.ts'
 * @import { Query } from '../api.js'
 */

/** @typedef {Pick<ReviewAcceptance, 'attribute' | 'accepted' | 'corrected' | 'share'>} Acceptance */

/**
 * What the service answers, as far as this page asks for it. @typedef {Pick<Product, 'id' | 'title' | 'brand' |
 * 'category' | 'color' | 'price'>} ReviewedProduct @typedef {Pick<CategoryTag, 'path' | 'confidence' | 'decision' |
 * 'alternatives' | 'evidence'>} Category @typedef {Pick<Abstention, 'attribute' | 'alternatives'>} Open @typedef
 * {Pick<AutoTagPayload, 'tags' | 'taxonomy' | 'reviewVersion'> & { category: Category, abstained: readonly Open[] }}
 * Tagging @typedef {{ product: ReviewedProduct, imageUrl?: string | null, tagging: Tagging }} Item @typedef {{ items:
 * readonly Item[], pageInfo: { hasNextPage: boolean, endCursor?: string | null } }} QueuePage @typedef {{ entries:
 * readonly { id: string }[], tagging: { reviewVersion: number } }} Reviewed @typedef {{ title?: string | null }} Titled
 * @typedef {'id' | 'at' | 'who' | 'productId' | 'imageUrl' | 'attribute' | 'value' | 'verdict' | 'replacement' |
 * 'isReverted'} EntryField @typedef {Pick<ReviewEntry, EntryField> & { product?: Titled | null }} Entry @typedef
 * {Pick<Taxonomy, 'name' | 'attributes'>} KnownTaxonomy
 */

const CANDIDATES = 'alternatives { value confidence }'
const EVIDENCE = 'evidence { kind score productId imageUrl }'
const TAGGING = `category { path confidence decision ${CANDIDATES} ${EVIDENCE} }
  tags { attribute value confidence decision ${CANDIDATES} ${EVIDENCE} }
  abstained { attribute ${CANDIDATES} }
  taxonomy reviewVersion`

/** @type {Query<{ reviewQueue: QueuePage }>} */
export const QUEUE = `query Queue($first: Int, $after: String, $attribute: String, $decision: TagDecision, $taxonomy: String) {
  reviewQueue(first: $first, after: $after, attribute: $attribute, decision: $decision, taxonomy: $taxonomy) {
    items { product { id title brand category color price { amount currency } } imageUrl tagging { ${TAGGING} } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** @type {Query<{ autoTagProduct: Tagging }>} */
export const TAG_AS = `query TagAs($id: ID!, $taxonomy: String, $category: String) {
  autoTagProduct(id: $id, taxonomy: $taxonomy, category: $category) { ${TAGGING} }
}`

/** @type {Query<{ reviewTags: Reviewed }>} */
export const REVIEW = `mutation Review($input: ReviewTagsInput!) {
  reviewTags(input: $input) { entries { id } tagging { reviewVersion } }
}`

/** @type {Query<{ revertReviews: { reviewVersion: number } }>} */
export const REVERT = `mutation Revert($ids: [ID!]!) {
  revertReviews(ids: $ids) { reviewVersion }
}`

/** @type {Query<{ reviews: readonly Entry[], reviewAcceptance: readonly Acceptance[] }>} */
export const RECENT = `query Recent($first: Int) {
  reviewAcceptance { attribute accepted corrected share }
  reviews(first: $first) { id at who productId product { title } imageUrl attribute value verdict replacement isReverted }
}`

/** @type {Query<{ taxonomies: readonly KnownTaxonomy[] }>} */
export const TAXONOMIES = 'query Taxonomies { taxonomies { name attributes { name type } } }'

/** @type {Query<{ tagValues: readonly TagValue[] }>} */
export const VALUES = `query Values($attribute: String!, $taxonomy: String, $language: String) {
  tagValues(attribute: $attribute, taxonomy: $taxonomy, language: $language) { value name }
}`
