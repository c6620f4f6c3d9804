/** Products over which the pace is measured. */
const WINDOW = 20

/** How many products were reviewed in this tab, and how fast lately. */
export class Pace {
  /** @type {number[]} */
  #times = []

  add () {
    this.#times.push(Date.now())
  }

  remove () {
    this.#times.pop()
  }

  get count () {
    return this.#times.length
  }

  /** Products a minute over the last ones; undefined before it means anything. */
  get perMinute () {
    const times = this.#times.slice(-WINDOW)
    const [first, last] = [times[0], times.at(-1)]
    if (first === undefined || last === undefined || times.length < 5) return undefined
    return Math.round((times.length - 1) * 60_000 / Math.max(1, last - first))
  }
}
