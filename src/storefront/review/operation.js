const CANDIDATES = 'alternatives { value confidence }'
const EVIDENCE = 'evidence { kind score productId imageUrl }'
const TAGGING = `category { path confidence decision ${CANDIDATES} ${EVIDENCE} }
  tags { attribute value confidence decision ${CANDIDATES} ${EVIDENCE} }
  abstained { attribute ${CANDIDATES} }
  taxonomy reviewVersion`

export const QUEUE = `query Queue($first: Int, $after: String, $attribute: String, $decision: TagDecision, $taxonomy: String) {
  reviewQueue(first: $first, after: $after, attribute: $attribute, decision: $decision, taxonomy: $taxonomy) {
    items { product { id title brand category color price { amount currency } } imageUrl tagging { ${TAGGING} } }
    pageInfo { hasNextPage endCursor }
  }
}`

export const TAG_AS = `query TagAs($id: ID!, $taxonomy: String, $category: String) {
  autoTagProduct(id: $id, taxonomy: $taxonomy, category: $category) { ${TAGGING} }
}`

export const REVIEW = `mutation Review($input: ReviewTagsInput!) {
  reviewTags(input: $input) { entries { id } tagging { reviewVersion } }
}`

export const REVERT = `mutation Revert($ids: [ID!]!) {
  revertReviews(ids: $ids) { reviewVersion }
}`

export const RECENT = `query Recent($first: Int) {
  reviews(first: $first) { id at who productId product { title } imageUrl attribute value verdict replacement isReverted }
}`

export const TAXONOMIES = 'query Taxonomies { taxonomies { name attributes { name type } } }'

export const VALUES = `query Values($attribute: String!, $taxonomy: String, $language: String) {
  tagValues(attribute: $attribute, taxonomy: $taxonomy, language: $language) { value name }
}`
