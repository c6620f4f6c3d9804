import { lastOfPath } from './format.js'

const FALLBACK = ['a gift', 'something blue', 'for the home']

/** Searches that this catalogue can answer, made of its own facets. */
export function exampleSearches ({ categories, colors, tags }) {
  const names = leafNames(categories)
  const hues = colors.map(({ value }) => value.toLowerCase())
  const words = tags.map(({ value }) => value.toLowerCase())
  const ideas = [hues[0] && names[0] && `${hues[0]} ${names[0]}`, names[1], words[0], hues[1] && names[2] && `${hues[1]} ${names[2]}`, names[3], words[1]]
  const found = [...new Set(ideas.filter(Boolean))]
  return found.length > 0 ? found : FALLBACK
}

function leafNames (categories) {
  const paths = categories.map(({ value }) => value)
  const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
  return [...new Set(leaves.map((path) => lastOfPath(path).toLowerCase()))]
}
