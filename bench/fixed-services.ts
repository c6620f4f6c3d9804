import { SearchItem } from '../src/search/search-item.ts'
import type { SearchResult } from '../src/search/search-result.ts'
import type { Services } from '../src/services.ts'

const metadata = (i: number) => ({
  productId: `p${i}`,
  kind: 'image',
  title: `Product ${i}`,
  brand: 'Brand',
  amount: '19.90',
  currency: 'EUR',
  images: ['/media/a.jpg'],
  imageUrl: '/media/a.jpg'
})
const items = Array.from(
  { length: 10 },
  (_, i) =>
    new SearchItem(
      { key: `p${i}#image-0`, score: 0.5, relevance: 0.6, metadata: metadata(i), isNamed: false },
      { parts: [], wish: { filter: {}, now: 0 }, vectors: async () => new Map() }
    )
)
export const fixedResult: SearchResult = {
  items,
  model: 'fixed',
  dimension: 1024,
  weights: [],
  cached: [],
  timings: { embedMs: 0, queryMs: 0, totalMs: 0 },
  total: async () => items.length,
  totalScope: 'CANDIDATES',
  facetGroups: async () => [],
  facets: async () => ({ categories: [], brands: [], colors: [], tags: [] }),
  hasNextPage: false,
  endCursor: () => undefined,
  nearest: false,
  suggestions: async () => [],
  photo: async () => undefined,
  languageSupported: true,
  understood: []
}

export const fixedServices = {
  search: { search: async () => fixedResult },
  close: async () => {}
} as unknown as Services
