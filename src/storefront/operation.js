/**
 * @import { Catalogue, Product, ProductFilter, SearchItem, SearchPayload, SortInput, Suggestions, VarietyInput } from '../graphql/types.generated.ts'
 * @import { Operation, Query } from './api.js'
 * @import { State } from './state.js'
 */

/**
 * A product found, as far as this page asks for it.
 * @typedef {Omit<SearchItem, 'score'>} Item
 * @typedef {Omit<SearchPayload, 'items'> & { readonly items: readonly Item[] }} Found
 * @typedef {Omit<Catalogue, 'views'>} Shop
 * @typedef {{ after?: string | null | undefined }} Page where to go on
 */

const PAGE_SIZE = 24

/**
 * Orders to choose from, by their name in the address.
 * @type {Readonly<Record<string, { readonly label: string, readonly sort: readonly SortInput[] }>>}
 */
export const SORTS = {
  'price-up': { label: 'Price, low to high', sort: [{ key: 'PRICE' }] },
  'price-down': { label: 'Price, high to low', sort: [{ key: 'PRICE', direction: 'DESC' }] },
  newest: { label: 'Newest', sort: [{ key: 'NEWEST' }] },
  title: { label: 'Name', sort: [{ key: 'TITLE' }] }
}

/**
 * What can be left out for more variety, by its name in the address.
 * @type {Readonly<Record<string, { readonly label: string, readonly variety: VarietyInput }>>}
 */
export const VARIETIES = {
  alike: { label: 'Alike ones once', variety: { foldAlike: true } },
  brand: { label: 'At most two of a brand', variety: { perBrand: 2, foldAlike: true } }
}

/** @type {Record<string, string>} */
const TYPES = {
  text: 'String',
  imageUpload: 'Upload',
  videoUpload: 'Upload',
  documentUpload: 'Upload',
  region: 'RegionInput',
  photo: 'ID',
  dimension: 'Int',
  topK: 'Int',
  like: 'ID',
  without: 'String',
  filter: 'ProductFilter',
  fusion: 'FusionInput',
  sort: '[SortInput!]',
  variety: 'VarietyInput',
  after: 'String',
  cutoff: 'Boolean',
  spelling: 'Boolean',
  interpret: 'Boolean'
}

const MONEY = '{ amount currency }'
const VARIANT = `id title image options { name value } inStock price ${MONEY} compareAtPrice ${MONEY}`
const PRODUCT = `id title description brand category color colors tags url images inStock price ${MONEY} compareAtPrice ${MONEY}
        media { kind url } attributes { name values } variants { ${VARIANT} }`
const FACETS =
  'scope categories { value count } brands { value count } colors { value count } tags { value count } price { min max currency }'

const GROUPS = 'groups { id attribute label kind currency values { value label count selected min max } }'

/** @type {Query<{ suggest: Suggestions }>} */
export const SUGGEST_QUERY = `query Suggest($text: String!) {
  suggest(text: $text) {
    queries categories brands
    products { id title brand category image inStock price ${MONEY} }
  }
}`

/** @type {Query<{ catalogue: Shop }>} */
export const CATALOGUE_QUERY = `query Catalogue {
  catalogue { name model dimensions products facets { ${FACETS} } }
}`

/** @type {Query<{ product?: Product | null }>} */
export const PRODUCT_QUERY = `query Product($id: ID!) {
  product(id: $id) { ${PRODUCT} }
}`

/**
 * The search for a state: query text, variables, and the photo that goes beside them.
 * @param {State} state
 * @param {Page} page
 * @returns {Operation<{ search: Found }>}
 */
export function searchOperation (state, { after }) {
  // What was sent before needs no second upload.
  const upload = state.photo?.handle ? null : state.photo
  const variables = Object.fromEntries(
    Object.entries({
      text: state.q || undefined,
      [upload?.field ?? 'imageUpload']: upload ? null : undefined,
      region: upload?.region,
      photo: state.photo?.handle,
      dimension: state.dimension ?? undefined,
      topK: PAGE_SIZE,
      like: state.like || undefined,
      without: state.without || undefined,
      filter: filterOf(state),
      fusion: fusionOf(state),
      sort: SORTS[state.sort]?.sort,
      variety: VARIETIES[state.variety]?.variety,
      after,
      cutoff: state.cutoff ? undefined : false,
      spelling: state.spelling ? undefined : false,
      interpret: state.interpret ? undefined : false
    }).filter(([, value]) => value !== undefined)
  )
  return { query: searchQuery(Object.keys(variables)), variables, photo: upload }
}

/**
 * @param {readonly string[]} names
 * @returns {Query<{ search: Found }>}
 */
function searchQuery (names) {
  return `query Search(${names.map((name) => `$${name}: ${TYPES[name]}`).join(', ')}) {
  search(${names.map((name) => `${name}: $${name}`).join(', ')}) {
    items {
      product { ${PRODUCT} }
      relevance
      match { kind imageUrl mediaUrl startSeconds endSeconds page variantId }
      explanation { part share }
    }
    pageInfo { hasNextPage endCursor }
    totalCount totalScope nearest
    suggestions { kind text category filter products }
    facets { ${FACETS} ${GROUPS} }
    query { id model dimension photo weights { part weight } cached correctedText languageSupported
      understood { kind phrase min max currency sort direction value } }
  }
}`
}

/**
 * @param {State} state
 * @returns {ProductFilter | undefined}
 */
function filterOf (state) {
  const { category, brand, color, tags, inStock, attribute } = state
  const lists = Object.entries({ category, brand, color, tags }).filter(([, values]) => values.length > 0)
  const filter = {
    ...Object.fromEntries(lists),
    ...(attribute.length > 0 && { attributes: attributesOf(attribute) }),
    ...(inStock && { inStock }),
    ...priceOf(state)
  }
  return Object.keys(filter).length > 0 ? filter : undefined
}

/**
 * `Material=Linen`, as the state keeps it: the values of one name add up, different names narrow.
 * @param {readonly string[]} chosen
 */
function attributesOf (chosen) {
  /** @type {Map<string, string[]>} */
  const byName = new Map()
  for (const text of chosen) {
    const [name, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
    byName.set(name, [...(byName.get(name) ?? []), value])
  }
  return [...byName].map(([name, values]) => ({ name, values }))
}

/** @param {State} state */
function priceOf ({ min, max, currency }) {
  const ends = { ...(isAmount(min) && { min: Number(min) }), ...(isAmount(max) && { max: Number(max) }) }
  if (Object.keys(ends).length === 0) return {}
  return { price: { ...ends, ...(currency && { currency }) } }
}

/** @param {string} text */
function isAmount (text) {
  return text !== '' && Number.isFinite(Number(text))
}

/** @param {State} state */
function fusionOf ({ q, photo, weight }) {
  if (!q || !photo || weight === null) return undefined
  return { text: (100 - weight) / 100, image: weight / 100 }
}
