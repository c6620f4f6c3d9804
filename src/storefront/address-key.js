const FOREIGN = 'This address brings another API key than the one in use here. ' +
  'Use it? Choose Cancel if you do not know who sent you the address.'

/**
 * The API key that the address brought after #, which browsers send to nobody. It leaves the address, so that no
 * bookmark, screenshot or history keeps it. Whoever uses a key already is asked first: under a foreign one, all that
 * they do would go to its owner's name.
 * @param {unknown} inUse
 */
export function takeKeyOfAddress (inUse) {
  const { pathname, search, hash = '' } = globalThis.location ?? {}
  const given = new URLSearchParams(hash.slice(1)).get('key')
  if (!given) return undefined
  window.history.replaceState(null, '', pathname + search)
  return !inUse || inUse === given || window.confirm(FOREIGN) ? given : undefined
}
