/**
 * A value to filter by; `count` is unknown where the search narrowed it away.
 * @typedef {{ value: string, count?: number | undefined }} Counted
 * @typedef {Counted & { depth: number }} Node
 */

/**
 * Facet values of categories as a tree in reading order: parents before children, `depth` from 0, large shelves first.
 * A parent that the service did not count itself gets the sum of what lies below it.
 * @param {readonly Counted[]} values
 */
export function categoryTree (values) {
  const given = new Map(values.map(({ value, count }) => [value, count]))
  const paths = new Set(values.flatMap(({ value }) => [...ancestors(value), value]))
  const nodes = [...paths].map((value) => ({
    value,
    count: given.has(value) ? given.get(value) : sumBelow(value, values),
    depth: value.split('/').length - 1
  }))
  return branch(nodes, '', 0)
}

/**
 * @param {readonly Node[]} nodes
 * @param {string} parent
 * @param {number} depth
 * @returns {Node[]}
 */
function branch (nodes, parent, depth) {
  return nodes
    .filter((node) => node.depth === depth && node.value.startsWith(parent))
    .sort((a, b) => (b.count ?? 0) - (a.count ?? 0))
    .flatMap((node) => [node, ...branch(nodes, `${node.value}/`, depth + 1)])
}

/** @param {string} path */
function ancestors (path) {
  const names = path.split('/')
  return names.slice(1).map((_name, index) => names.slice(0, index + 1).join('/'))
}

/**
 * @param {string} path
 * @param {readonly Counted[]} values
 */
function sumBelow (path, values) {
  const counts = values.flatMap(({ value, count }) =>
    value.startsWith(`${path}/`) && count !== undefined ? [count] : []
  )
  return counts.length > 0 ? counts.reduce((sum, count) => sum + count) : undefined
}
