/**
 * What outlives a reload of this tab, and nothing else. Browsers that keep nothing for a page only forget sooner.
 * @param {string} name
 * @returns {unknown}
 */
export function kept (name) {
  try {
    return JSON.parse(window.sessionStorage.getItem(keyOf(name)) ?? 'null')
  } catch {
    return null
  }
}

/**
 * Keeps a value of JSON; null forgets it.
 * @param {string} name
 * @param {unknown} value
 */
export function keep (name, value) {
  try {
    if (value === null) window.sessionStorage.removeItem(keyOf(name))
    else window.sessionStorage.setItem(keyOf(name), JSON.stringify(value))
  } catch {}
}

/** @param {string} name */
function keyOf (name) {
  return `vitrine.review.${name}`
}
