import { takeKeyOfAddress } from '../address-key.js'
import { failureOf, request } from '../api.js'
import { askForKey } from './key.js'
import { keep, kept } from './kept.js'

/** @import { Problem, Query } from '../api.js' */

/** @type {string | null} */
let key = /** @type {string | null} */ (kept('key'))
key = takeKeyOfAddress(key) ?? key
// It stays in this tab.
if (key) keep('key', key)

/**
 * Data of an operation. Where the service wants an API key, the page asks for one and goes on; rejects with a
 * RequestError.
 * @template Data
 * @param {Query<Data>} query
 * @param {Record<string, unknown>} [variables]
 * @param {AbortSignal} [signal]
 */
export async function ask (query, variables, signal) {
  for (;;) {
    const used = key
    try {
      const { data } = await request({ query, variables, key: used }, signal)
      return data
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code !== 'UNAUTHENTICATED') throw error
      // Another request may have got one meanwhile.
      if (used === key) await renewKey(failure)
    }
  }
}

/**
 * Asks for another key, e.g. where the one in use may not review.
 * @param {Problem} error
 */
export async function renewKey (error) {
  const given = await askForKey({ isRefused: Boolean(key), error })
  key = given
  keep('key', given)
}

export function hasKey () {
  return Boolean(key)
}

export function forgetKey () {
  key = null
  keep('key', null)
}
