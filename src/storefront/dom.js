/** @import { Child, PageElements, Properties } from './elements.d.ts' */

/**
 * The element with this id.
 *
 * @template {keyof PageElements} Id
 * @param {Id} id
 */
export function byId (id) {
  return /** @type {PageElements[Id]} */ (document.getElementById(id))
}

/**
 * The element that an event happened to, which may lie within the one that listens.
 * @param {Event} event
 */
export function elementOf (event) {
  return /** @type {Element} */ (event.target)
}

/**
 * An element with properties, `aria-*`/`data-*`/`role` attributes and children; strings become text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties<HTMLElementTagNameMap[Tag]>} properties
 * @param {Child[]} children
 */
export function el (tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue
    if (name.includes('-') || name === 'role' || name === 'for') element.setAttribute(name, String(value))
    else Object.assign(element, { [name]: value })
  }
  element.append(...children.filter(isShown))
  return element
}

/**
 * @param {Child} child
 * @returns {child is Node | string}
 */
function isShown (child) {
  return child !== undefined && child !== null && child !== false && child !== ''
}

/**
 * An address that is safe to put in `src` or `href`: on this site, or http(s).
 * @param {unknown} url
 */
export function safeUrl (url) {
  if (typeof url !== 'string') return undefined
  return /^https?:\/\//i.test(url) || /^\/(?![/\\])/.test(url) ? url : undefined
}

/**
 * A file from one of its seconds or pages on; a mark that the address has already would hide it.
 * @param {string} url
 * @param {string} place such as `t=5`; empty for the file as it is
 */
export function placeIn (url, place) {
  return place === '' ? url : `${url.split('#', 1)[0]}#${place}`
}
