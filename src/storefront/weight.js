import { byId } from './dom.js'

/**
 * @import { PartWeight, QueryPart } from '../graphql/types.generated.ts'
 * @import { State } from './state.js'
 */

/**
 * Shows the slider where words and a photo meet; until it is moved it stands where the service weighed them.
 * @param {State} state
 * @param {readonly PartWeight[]} [weights]
 */
export function renderWeight ({ q, photo, weight }, weights = []) {
  byId('mix').hidden = !q || !photo
  const share = weight ?? shareOf(weights)
  if (share !== undefined) setWeight(share)
}

/** @param {number} percent */
export function setWeight (percent) {
  byId('weight').value = String(percent)
  byId('weight-value').textContent = `${100 - percent} % words, ${percent} % photo`
}

/** @param {readonly PartWeight[]} weights */
function shareOf (weights) {
  /** @param {QueryPart} name */
  const of = (name) => weights.find(({ part }) => part === name)?.weight
  const [text, image] = [of('TEXT'), of('IMAGE')]
  return text !== undefined && image !== undefined && text + image > 0
    ? Math.round((100 * image) / (text + image))
    : undefined
}
