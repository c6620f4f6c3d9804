import { byId } from './dom.js'

/** Shows the slider where words and a photo meet; until it is moved it stands where the service weighed them. */
export function renderWeight ({ q, photo, weight }, weights = []) {
  byId('mix').hidden = !q || !photo
  const share = weight ?? shareOf(weights)
  if (share !== undefined) setWeight(share)
}

export function setWeight (percent) {
  byId('weight').value = percent
  byId('weight-value').textContent = `${100 - percent} % words, ${percent} % photo`
}

function shareOf (weights) {
  const of = (name) => weights.find(({ part }) => part === name)?.weight
  const [text, image] = [of('TEXT'), of('IMAGE')]
  return text !== undefined && image !== undefined && text + image > 0 ? Math.round(100 * image / (text + image)) : undefined
}
