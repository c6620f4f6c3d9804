/** @import { Price } from '../graphql/types.generated.ts' */

const locale = navigator.language || 'en'

/**
 * A price as the visitor's language writes it.
 * @param {Price} price
 */
export function formatPrice ({ amount, currency }) {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(amount))
  } catch {
    // Catalogues may carry codes that are not ISO 4217.
    return `${amount} ${currency}`
  }
}

/** @param {number} count */
export function formatCount (count) {
  return new Intl.NumberFormat(locale).format(count)
}

/** @param {number} share 0 to 1 */
export function formatShare (share) {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/**
 * `Home/Furniture` as a person reads it.
 * @param {string} path
 */
export function formatPath (path) {
  return path.split('/').join(' › ')
}

/** @param {string} path */
export function lastOfPath (path) {
  return path.slice(path.lastIndexOf('/') + 1)
}
