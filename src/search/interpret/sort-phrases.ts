import type { KeySort } from '../sort.ts'
import type { SortPhrase, Span } from './phrase.ts'

/** English and German words that ask for an order. */
const ORDERS: ReadonlyArray<readonly [words: string, sort: KeySort]> = [
  [
    'cheap|cheaper|(?:the )?cheapest|inexpensive|affordable|low[- ]priced|' +
      'billig(?:e[nmrs]?|ste[nmrs]?)?|günstig(?:e[nmrs]?|ste[nmrs]?)?|preiswert(?:e[nmrs]?)?|preisgünstig(?:e[nmrs]?)?',
    { key: 'PRICE', direction: 'ASC' }
  ],
  ['(?:the )?most expensive|teuerste[nmrs]?', { key: 'PRICE', direction: 'DESC' }],
  ['(?:the )?newest|neueste[nmrs]?', { key: 'NEWEST', direction: 'DESC' }]
]

const EXPRESSIONS = ORDERS.map(
  ([words, sort]) => [new RegExp(`(?<![\\p{L}-])(?:${words})(?![\\p{L}-])`, 'giu'), sort] as const
)

/** Phrases that ask for an order; a word that names products of the catalogue is one of them instead. */
export function sortPhrases (text: string, isName: (word: string) => boolean): Array<Span<SortPhrase>> {
  return EXPRESSIONS.flatMap(([expression, sort]) =>
    [...text.matchAll(expression)]
      .filter(([phrase]) => !isName(phrase.toLowerCase()))
      .map(({ 0: phrase, index }): Span<SortPhrase> => ({
        start: index,
        end: index + phrase.length,
        phrase: { kind: 'SORT', phrase, sort }
      }))
  )
}
