import type { FacetCounts } from '../../catalogue/manifest.ts'
import { stem, wordsOf } from '../../shared/words.ts'

/** A field of `filter.not` and the value that is not wanted of it. */
export type UnwantedField =
  | { readonly field: 'category' | 'brand' | 'color' | 'tags'; readonly value: string }
  | { readonly field: 'attributes'; readonly name: string; readonly value: string }

type FacetValues = ReadonlyMap<string, readonly UnwantedField[]>

/** German names of colors, as stems, and what English catalogues and models call them. */
const GERMAN_COLORS: ReadonlyMap<string, string> = new Map(
  (
    'schwarz:black weiss:white grau:gray rot:red gelb:yellow grun:green blau:blue lila:purple violett:purple rosa:pink ' +
    'braun:brown silbern:silver golden:gold'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string])
)
/** A single letter is a size or nothing. */
const LEAST_LENGTH = 2

const known = new WeakMap<FacetCounts, FacetValues>()

/** Where a catalogue has a value, by its words in any form; empty where it has it nowhere. */
export function fieldsOf (words: string, facets: FacetCounts): readonly UnwantedField[] {
  const values = known.get(facets) ?? collect(facets)
  known.set(facets, values)
  return spellingsOf(words).flatMap((spelling) => values.get(spelling) ?? [])
}

/** In English, for a model that reads it: `schwarz` as `black`; other words as they are. */
export function inEnglish (words: string): string {
  return words.replace(/\p{L}+/gu, (word) => GERMAN_COLORS.get(baseOf(wordsOf(word)[0] ?? '')) ?? word)
}

/** As written, without the ending of a German adjective, and in English; each once. */
function spellingsOf (words: string): string[] {
  return [...new Set([keyOf(words), wordsOf(words).map(baseOf).join(' '), keyOf(inEnglish(words))])]
}

/** `schwarzen` is `schwarz`. */
function baseOf (word: string): string {
  return word.length > 5 ? word.replace(/e[nmrs]?$/, '') : word.length > 3 ? word.replace(/(?<=t)e[nmrs]?$/, '') : word
}

function keyOf (words: string): string {
  return wordsOf(words).map(stem).join(' ')
}

function collect ({ categories, brands, colors, tags, attributes = [] }: FacetCounts): FacetValues {
  const values = new Map<string, UnwantedField[]>()
  const add = (name: string, field: UnwantedField) => {
    const key = keyOf(name)
    if (key.length >= LEAST_LENGTH) values.set(key, [...(values.get(key) ?? []), field])
  }
  for (const { value } of colors) add(value, { field: 'color', value })
  for (const { value } of brands) add(value, { field: 'brand', value })
  for (const { value } of categories) add(value.slice(value.lastIndexOf('/') + 1), { field: 'category', value })
  for (const { value } of tags) add(value, { field: 'tags', value })
  for (const { name, values: counted } of attributes) {
    for (const { value } of counted) add(value, { field: 'attributes', name, value })
  }
  return values
}
