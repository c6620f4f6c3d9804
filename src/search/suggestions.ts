import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import type { ProductFilter } from './product-filter.ts'

/** A way on from an answer that has nothing, or only what is nearest. */
export type Suggestion =
  | { readonly kind: 'SPELLING'; readonly text: string }
  | { readonly kind: 'CATEGORY'; readonly category: string; readonly products?: number | undefined }
  | { readonly kind: 'FILTER'; readonly filter: string; readonly products: number }

export interface SuggestionContext {
  /** The text with its spelling put right, where it was asked for as typed. */
  readonly correctedText: string | undefined
  readonly filter: ProductFilter
  readonly manifest: OpenIndex['manifest']
  /** Products of the same search under another filter. */
  readonly count: (filter: ProductFilter) => Promise<number>
}

const MAX_CATEGORIES = 5

/**
 * Spelling first, then what filters hide, then where else to look. Each filter that is asked for costs a query of the
 * store.
 */
export async function suggestionsFor (context: SuggestionContext): Promise<Suggestion[]> {
  const { correctedText, filter, manifest } = context
  const spelling: Suggestion[] = correctedText === undefined ? [] : [{ kind: 'SPELLING', text: correctedText }]
  const dropped = await Promise.all(
    Object.keys(filter).map(async (name) => await withoutFilter(name as keyof ProductFilter, context))
  )
  const broader = await Promise.all(
    broaderOf(filter.category).map(async (category) => await withCategory(category, context))
  )
  const found = [...broader, ...dropped].filter((suggestion) => suggestion !== undefined)
  return [...spelling, ...found, ...(found.length > 0 ? [] : topCategories(manifest))]
}

async function withoutFilter (
  name: keyof ProductFilter,
  { filter, count }: SuggestionContext
): Promise<Suggestion | undefined> {
  const { [name]: dropped, ...rest } = filter
  const products = dropped === undefined ? 0 : await count(rest)
  return products > 0 ? { kind: 'FILTER', filter: name, products } : undefined
}

async function withCategory (category: string, { filter, count }: SuggestionContext): Promise<Suggestion | undefined> {
  const products = await count({ ...filter, category: [category] })
  return products > 0 ? { kind: 'CATEGORY', category, products } : undefined
}

/** `Home` for `Home/Furniture`. */
function broaderOf (categories: readonly string[] = []): string[] {
  const parents = categories
    .filter((category) => category.includes('/'))
    .map((category) => category.slice(0, category.lastIndexOf('/')))
  return [...new Set(parents)].slice(0, MAX_CATEGORIES)
}

function topCategories ({ facets }: OpenIndex['manifest']): Suggestion[] {
  return facets.categories
    .filter(({ value }) => !value.includes('/'))
    .slice(0, MAX_CATEGORIES)
    .map(({ value, count }) => ({ kind: 'CATEGORY', category: value, products: count }))
}
