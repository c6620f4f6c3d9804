import { byId, el, safeUrl } from './dom.js'
import { formatPath } from './format.js'
import { nounOf, withRegion } from './photo.js'
import { chooseRegion } from './region.js'
import { LISTS } from './state.js'

/**
 * @import { Product, RegionInput } from '../graphql/types.generated.ts'
 * @import { Change, Patch, State } from './state.js'
 */

/**
 * The photo and the product that the search starts from, inside the search box.
 * @param {State} state
 * @param {Product | undefined} likedProduct
 * @param {Change} change
 */
export function renderQueryChips ({ photo, like }, likedProduct, change) {
  /** @param {RegionInput | undefined} region */
  const take = (region) => photo && change({ photo: withRegion(photo, region) })
  byId('chips').replaceChildren(
    ...[
      photo &&
        queryChip({
          image: photo.field ? undefined : photo.url,
          alt: 'Your photo',
          text: photo.field ? `Your ${nounOf(photo)}: ${photo.name}` : photo.blob ? '' : 'Photo of a link',
          frame: photo.blob && !photo.field ? () => chooseRegion(photo, take) : undefined,
          remove: `Remove the ${nounOf(photo)}`,
          onclick: () => change({ photo: null, weight: null })
        }),
      like &&
        queryChip({
          image: safeUrl(likedProduct?.images[0]),
          alt: '',
          text: `Like ${likedProduct?.title ?? 'this product'}`,
          remove: 'Remove the product',
          onclick: () => change({ like: '' })
        })
    ].flatMap((chip) => chip || [])
  )
}

/**
 * @typedef {object} QueryChip
 * @property {string | undefined} image
 * @property {string} alt
 * @property {string} text
 * @property {string} remove
 * @property {() => unknown} onclick
 * @property {(() => unknown) | undefined} [frame] frames a part of the image
 *
 * @param {QueryChip} chip
 */
function queryChip ({ image, alt, text, remove, onclick, frame }) {
  return el(
    'span',
    { className: 'chip' },
    image ? framed(el('img', { src: image, alt, onerror: ({ target }) => target.remove() }), frame) : '',
    text ? el('span', { textContent: text }) : '',
    el('button', { type: 'button', 'aria-label': remove, textContent: '×', onclick })
  )
}

/**
 * @param {HTMLImageElement} image
 * @param {(() => unknown) | undefined} onclick
 */
function framed (image, onclick) {
  if (!onclick) return image
  const title = 'Search by a part of the photo'
  return el('button', { type: 'button', className: 'part', title, 'aria-label': title, onclick }, image)
}

/**
 * Each filter in use, to take away again.
 * @param {State} state
 * @param {Change} change
 */
export function renderActiveFilters (state, change) {
  byId('active').replaceChildren(
    ...activeFilters(state).map(({ label, patch }) =>
      el(
        'li',
        {},
        el(
          'button',
          { type: 'button', className: 'pill small', 'aria-label': `Remove ${label}`, onclick: () => change(patch) },
          label,
          el('span', { 'aria-hidden': 'true', textContent: '×' })
        )
      )
    )
  )
}

/**
 * @param {State} state
 * @returns {{ label: string, patch: Patch }[]}
 */
function activeFilters (state) {
  const lists = LISTS.flatMap((key) =>
    state[key].map((value) => ({
      label: key === 'category' ? formatPath(value) : key === 'attribute' ? value.replace('=', ': ') : value,
      patch: { [key]: state[key].filter((other) => other !== value) }
    }))
  )
  const price = [state.min && `from ${state.min}`, state.max && `to ${state.max}`].filter(Boolean).join(' ')
  return [
    ...lists,
    ...(price
      ? [{ label: `Price ${price} ${state.currency}`.trim(), patch: { min: '', max: '', currency: '' } }]
      : []),
    ...(state.inStock ? [{ label: 'In stock', patch: { inStock: false } }] : []),
    ...(state.without ? [{ label: `Less of ${state.without}`, patch: { without: '' } }] : [])
  ]
}
