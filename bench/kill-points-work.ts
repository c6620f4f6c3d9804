import type { ReviewDraft } from '../src/review/store/review-entry.ts'
import type { AutoTagResult } from '../src/tagging/auto-tag-service.ts'
import type { Stamp } from '../src/tagging/bulk/tag-log.ts'

export const MODEL = 'fake-1'
export const DIMENSIONS = [32, 8]
export const IMAGES = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }

export const COLORS = ['red', 'green', 'blue']

export function draftOf (review: number, part: number): ReviewDraft {
  return {
    who: 'anna',
    taxonomy: 'small',
    taxonomyVersion: '7',
    model: MODEL,
    productId: `p${review}-${part}`,
    attribute: 'color',
    value: COLORS[review % 3]!,
    verdict: 'ACCEPT'
  }
}

export function colorOf (productId: string): string {
  return COLORS[Number(productId.slice(1)) % 3]!
}

/** What the tagger says of a product. */
export function tagsOf (productId: string, stamp: Stamp): AutoTagResult {
  const sure = { confidence: 0.9, decision: 'ASSIGNED' as const, alternatives: [], evidence: [] }
  return {
    ...stamp,
    category: { path: 'Home/Furniture', ...sure },
    tags: [
      { attribute: 'color', value: colorOf(productId), ...sure },
      { attribute: 'material', value: 'wood', ...sure }
    ],
    abstained: [],
    reviewVersion: 0,
    timings: { embedMs: 0, queryMs: 0, totalMs: 0 }
  }
}
