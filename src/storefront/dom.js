/** The element with this id. */
export function byId (id) {
  return document.getElementById(id)
}

/** An element with properties, `aria-*`/`data-*`/`role` attributes and children; strings become text, never markup. */
export function el (tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue
    if (name.includes('-') || name === 'role' || name === 'for') element.setAttribute(name, value)
    else element[name] = value
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false && child !== ''))
  return element
}

/** An address that is safe to put in `src` or `href`: on this site, or http(s). */
export function safeUrl (url) {
  if (typeof url !== 'string') return undefined
  return /^https?:\/\//i.test(url) || /^\/(?![/\\])/.test(url) ? url : undefined
}
