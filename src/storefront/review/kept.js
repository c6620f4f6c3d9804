/** What outlives a reload of this tab, and nothing else. Browsers that keep nothing for a page only forget sooner. */
export function kept (name) {
  try {
    return JSON.parse(window.sessionStorage.getItem(keyOf(name)))
  } catch {
    return null
  }
}

/** Keeps a value of JSON; null forgets it. */
export function keep (name, value) {
  try {
    if (value === null) window.sessionStorage.removeItem(keyOf(name))
    else window.sessionStorage.setItem(keyOf(name), JSON.stringify(value))
  } catch {}
}

function keyOf (name) {
  return `vitrine.review.${name}`
}
