import { safeUrl } from '../dom.js'
import { QUEUE } from './operation.js'
import { ask } from './service.js'
import { failureOf } from '../api.js'

/**
 * @import { Filters } from './filters.js'
 * @import { Item } from './operation.js'
 */

/** A short page, so that what is shown was tagged after most of what was reviewed before it. */
const PAGE_SIZE = 6
const FETCH_BELOW = 5

/** Products to review, the next ones fetched ahead with their photos. */
export class Queue {
  /** @type {Filters} */
  #filters
  /** @type {Item[]} */
  #ready = []
  /** @type {string | null | undefined} */
  #after
  #hasMore = true
  /** @type {Promise<void> | undefined} */
  #fetching
  /** @type {Set<string>} */
  #given
  /** @type {Map<string, HTMLImageElement>} */
  #photos = new Map()

  /**
   * `given` are ids of products not to be shown again.
   * @param {Filters} filters
   * @param {readonly string[]} given
   */
  constructor (filters, given = []) {
    this.#filters = filters
    this.#given = new Set(given)
  }

  /** The next product, undefined at the end. Rejects with a RequestError; asked again it goes on. */
  async next () {
    while (this.#ready.length === 0 && this.#hasMore) await this.#fetch()
    const item = this.#ready.shift()
    if (item) this.#photos.delete(item.product.id)
    this.#fetchAhead()
    return item
  }

  /**
   * To be shown again before all others.
   * @param {Item} item
   */
  putBack (item) {
    this.#ready.unshift(item)
  }

  #fetchAhead () {
    // What fails here fails again, and is told, when the products are needed.
    if (this.#ready.length < FETCH_BELOW && this.#hasMore) this.#fetch().catch(() => {})
  }

  #fetch () {
    this.#fetching ??= this.#page().finally(() => {
      this.#fetching = undefined
    })
    return this.#fetching
  }

  async #page () {
    try {
      const {
        reviewQueue: { items, pageInfo }
      } = await ask(QUEUE, { ...this.#filters, first: PAGE_SIZE, after: this.#after })
      const fresh = items.filter(({ product }) => !this.#given.has(product.id))
      for (const item of fresh) this.#keep(item)
      this.#after = pageInfo.endCursor
      this.#hasMore = pageInfo.hasNextPage
    } catch (error) {
      if (failureOf(error).code !== 'INVALID_CURSOR') throw error
      // The service was started anew, or its last answer was lost: another round, without what was shown.
      this.#after = undefined
    }
  }

  /** @param {Item} item */
  #keep (item) {
    this.#given.add(item.product.id)
    this.#ready.push(item)
    const src = safeUrl(item.imageUrl)
    if (!src) return
    const photo = new window.Image()
    photo.src = src
    this.#photos.set(item.product.id, photo)
  }
}
