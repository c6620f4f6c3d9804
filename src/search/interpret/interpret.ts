import type { FacetCounts } from '../../catalogue/manifest.ts'
import { negations } from './negations.ts'
import type { Phrase, Span } from './phrase.ts'
import { pricePhrases } from './price-phrases.ts'
import { sortPhrases } from './sort-phrases.ts'

export interface Interpretation {
  /** The words that are left; empty where all were phrases. */
  readonly text: string
  /** In their order. */
  readonly phrases: readonly Phrase[]
}

/** Text in quotes is meant as it stands. */
export const QUOTED = /"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«/gu

/**
 * Phrases about price, order, and what is not wanted, taken out of a text: `shoes under 50 euros, not black`. English
 * and German; text in quotes stays. `isName` tells the words that products are called by.
 */
export function interpret (
  text: string,
  facets: FacetCounts,
  isName: (word: string) => boolean = () => false
): Interpretation {
  const free = text.replace(QUOTED, (quoted) => '\0'.repeat(quoted.length))
  const prices = facets.price ? pricePhrases(free, facets.price) : []
  const unpriced = cut(free, prices)
  const unwanted = negations(unpriced, facets)
  const orders = facets.price ? sortPhrases(cut(unpriced, unwanted), isName) : []
  const spans: Span[] = [...prices, ...unwanted, ...orders].sort((a, b) => a.start - b.start)
  const left = cut(text, spans).replaceAll('\0', ' ')
  return {
    text: left.replace(/\s+/gu, ' ').replace(/ (?=[,;.])|^[\s,;.]+|[\s,;.]+$/gu, ''),
    phrases: spans.map(({ phrase }) => phrase)
  }
}

/** The text with the spans made blank, so that places stay where they are. */
function cut (text: string, spans: readonly Span[]): string {
  return spans.reduce(
    (rest, { start, end }) => rest.slice(0, start) + '\0'.repeat(end - start) + rest.slice(end),
    text
  )
}
