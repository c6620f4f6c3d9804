/**
 * The API key that the address brought after #, which browsers send to nobody. It leaves the address, so that no
 * bookmark, screenshot or history keeps it.
 */
export function takeKeyOfAddress () {
  const { pathname, search, hash = '' } = globalThis.location ?? {}
  const given = new URLSearchParams(hash.slice(1)).get('key')
  if (given) window.history.replaceState(null, '', pathname + search)
  return given ?? undefined
}
