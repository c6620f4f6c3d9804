import { lastOfPath } from './format.js'

/** @import { Facets } from '../graphql/types.generated.ts' */

/** @type {[string, ...string[]]} */
const FALLBACK = ['a gift', 'something blue', 'for the home']

/**
 * Searches that this catalogue can answer, made of its own facets.
 * @param {Facets} facets
 */
export function exampleSearches ({ categories, colors, tags }) {
  const names = leafNames(categories)
  const hues = colors.map(({ value }) => value.toLowerCase())
  const words = tags.map(({ value }) => value.toLowerCase())
  const ideas = [
    hues[0] && names[0] && `${hues[0]} ${names[0]}`,
    names[1],
    words[0],
    hues[1] && names[2] && `${hues[1]} ${names[2]}`,
    names[3],
    words[1]
  ]
  const found = [...new Set(ideas.flatMap((idea) => idea || []))]
  return found.length > 0 ? found : FALLBACK
}

/** @param {Facets['categories']} categories */
function leafNames (categories) {
  const paths = categories.map(({ value }) => value)
  const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
  return [...new Set(leaves.map((path) => lastOfPath(path).toLowerCase()))]
}
