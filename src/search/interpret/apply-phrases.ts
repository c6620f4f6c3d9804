import type { FacetCounts } from '../../catalogue/manifest.ts'
import type { ProductFilter } from '../product-filter.ts'
import { isBrowsing, type CheckedRequest, type UnderstoodRequest } from '../request.ts'
import type { UnwantedField } from './facet-values.ts'
import type { Interpretation } from './interpret.ts'
import type { NotPhrase, Phrase, PricePhrase, SortPhrase } from './phrase.ts'

type Applied = { readonly request: UnderstoodRequest; readonly understood: readonly Phrase[] }
type Unwanted = NonNullable<ProductFilter['not']>

/**
 * The request with the conditions that the phrases of its text ask for. What the request itself says about price and
 * order stands instead of the words about it. A text that leaves nothing to search for is left as it is, unless
 * products can be listed by its conditions.
 */
export function applyPhrases (
  request: CheckedRequest,
  { text, phrases }: Interpretation,
  facets: FacetCounts,
  isListed: boolean
): Applied {
  const unchanged = { request, understood: [] }
  if (phrases.length === 0) return unchanged
  const price = request.wanted.price ? undefined : priceOf(phrases.filter((phrase) => phrase.kind === 'PRICE'), facets)
  if (price?.isImpossible) return unchanged
  const sort = request.sort.length > 0 ? [] : phrases.filter((phrase) => phrase.kind === 'SORT').slice(0, 1)
  const unwanted = phrases.filter((phrase) => phrase.kind === 'NOT')
  const lessOf = unwanted.filter(({ fields }) => fields.length === 0).map(({ value }) => value)
  if (text === '' && isBrowsing({ ...request, text: undefined }) && (!isListed || lessOf.length > 0)) return unchanged
  const without = [request.without, ...lessOf].filter((words) => words !== undefined).join(', ')
  return {
    request: {
      ...request,
      text: text || undefined,
      without: without || undefined,
      wanted: { ...request.wanted, ...price?.filter, ...notFilter(request.wanted, unwanted) },
      sort: sort.length > 0 ? sort.map(({ sort }) => sort) : request.sort,
      sortsLikely: sort.length > 0,
      unwantedWords: unwanted
        .filter(({ isStrict, fields }) => isStrict && fields.length === 0)
        .map(({ value }) => value)
    },
    understood: phrases.filter((phrase) => isApplied(phrase, price !== undefined, sort))
  }
}

function isApplied (phrase: Phrase, hasPrice: boolean, sort: readonly SortPhrase[]): boolean {
  if (phrase.kind === 'PRICE') return hasPrice
  return phrase.kind === 'NOT' || sort.includes(phrase)
}

interface PriceCondition {
  readonly filter: Pick<ProductFilter, 'price'>
  readonly isImpossible: boolean
}

/** All of the prices at once: `over 20 euros, under 50 euros`. */
function priceOf (phrases: readonly PricePhrase[], { price }: FacetCounts): PriceCondition | undefined {
  if (phrases.length === 0) return undefined
  const mins = phrases.flatMap(({ min }) => min ?? [])
  const maxs = phrases.flatMap(({ max }) => max ?? [])
  const ends = {
    ...(mins.length > 0 && { min: Math.max(...mins) }),
    ...(maxs.length > 0 && { max: Math.min(...maxs) })
  }
  // Where the catalogue has one currency, every price is in it.
  const currency = price?.currency === undefined ? phrases.find(({ currency }) => currency)?.currency : undefined
  return {
    filter: { price: { ...ends, ...(currency && { currency }) } },
    isImpossible: (ends.min ?? -Infinity) > (ends.max ?? Infinity)
  }
}

function notFilter ({ not = {} }: ProductFilter, phrases: readonly NotPhrase[]): Pick<ProductFilter, 'not'> {
  const fields = phrases.flatMap(({ fields }) => fields)
  return fields.length === 0 ? {} : { not: fields.reduce(withField, not) }
}

function withField (not: Unwanted, unwanted: UnwantedField): Unwanted {
  if (unwanted.field === 'attributes') {
    const { name, value } = unwanted
    return { ...not, attributes: [...(not.attributes ?? []), { name, values: [value] }] }
  }
  const { field, value } = unwanted
  return { ...not, [field]: [...new Set([...(not[field] ?? []), value])] }
}
