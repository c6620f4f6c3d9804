import { el, placeIn, safeUrl } from './dom.js'
import { formatPrice } from './format.js'
import { marked } from './marked.js'

/**
 * @import { Price, Product, Variant } from '../graphql/types.generated.ts'
 * @import { Item } from './operation.js'
 */

/** @typedef {Pick<Product, 'id' | 'title' | 'brand' | 'color' | 'images'>} Pictured */
/** @typedef {Pick<Product, 'price' | 'compareAtPrice' | 'inStock'>} Offer */
/** @typedef {Offer & { variants?: ReadonlyArray<Pick<Variant, 'price'>> }} Priced */
/** @typedef {{ more: (product: Product) => unknown, look: (item: Item) => unknown }} CardActions */
/** @typedef {CardActions & { words?: readonly string[] }} CardContext what a card can do, and the words asked for */

const MATCHED = {
  TEXT: 'by its words',
  IMAGE: 'by its photo',
  VIDEO: 'by its clip',
  PAGE: 'by its document',
  AUDIO: 'by its sound',
  IDENTIFIER: 'by name',
  LISTED: ''
}

/**
 * A product found, as a list item.
 * @param {Item} item
 * @param {CardContext} context
 */
export function productCard (item, { words = [], ...actions }) {
  const { product } = item
  const name = nameOf(product)
  const look = el(
    'button',
    {
      type: 'button',
      className: 'card-photo',
      'aria-haspopup': 'dialog',
      'aria-label': `${name}, look closer`,
      onclick: () => actions.look(item)
    },
    photoOf(product)
  )
  return el(
    'li',
    { className: 'card', 'data-id': product.id },
    look,
    el('h3', {}, ...marked(name, words)),
    priceLine(product, product.brand),
    mediaOf(item),
    el(
      'p',
      { className: 'card-foot' },
      el('button', {
        type: 'button',
        className: 'plain',
        'aria-label': `More like this: ${name}`,
        textContent: 'More like this',
        onclick: () => actions.more(product)
      }),
      matchBadge(item)
    )
  )
}

/** @param {Pick<Product, 'id' | 'title' | 'brand'>} product */
export function nameOf ({ title, brand, id }) {
  return title || brand || `Product ${id}`
}

/**
 * The main photo, or a quiet tile with the first letter where there is none or it does not load.
 * @param {Pictured} product
 * @param {string} [source]
 */
export function photoOf (product, source = product.images[0]) {
  const tile = () =>
    el('span', { className: 'no-photo', 'aria-hidden': 'true', textContent: nameOf(product).slice(0, 1) })
  const src = safeUrl(source)
  if (!src) return tile()
  const image = el('img', { alt: altOf(product), loading: 'lazy', decoding: 'async', src })
  const others = product.images.filter((other) => other !== source)
  // A torn picture is never shown: the next photo takes its place, and the letter that of the last.
  image.addEventListener('error', () => {
    const next = safeUrl(others.shift())
    if (next) image.src = next
    else image.replaceWith(tile())
  })
  return image
}

/**
 * The lowest price, and whether other variants cost more.
 * @param {Priced} product
 * @param {string | null} [brand]
 */
export function priceLine ({ price, compareAtPrice, inStock, variants = [] }, brand) {
  const costsMore = variants.some((one) => price && one.price && Number(one.price.amount) > Number(price.amount))
  const sold = inStock === false ? el('span', { className: 'sold', textContent: 'Out of stock' }) : ''
  return el(
    'p',
    { className: 'card-price' },
    ...prices(price, compareAtPrice, costsMore ? 'from ' : ''),
    brand && el('span', { className: 'card-brand', textContent: brand }),
    sold
  )
}

/**
 * What it costs, and what it cost before: struck through, and said to those who do not see the line.
 * @param {Price | null | undefined} price
 * @param {Price | null | undefined} before
 * @param {string} [prefix]
 */
export function prices (price, before, prefix = '') {
  if (!price) return []
  const was = before && el('s', {}, el('span', { className: 'hidden', textContent: 'before ' }), formatPrice(before))
  return [el('span', { textContent: prefix + formatPrice(price) }), was]
}

/**
 * The clip from the second that matched, or a link to the page.
 * @param {Item} item
 */
export function mediaOf ({ match: { kind, mediaUrl, startSeconds, page } }) {
  const src = safeUrl(mediaUrl)
  if (!src) return ''
  const from = placeIn(src, `t=${startSeconds ?? 0}`)
  const start = Math.round(startSeconds ?? 0)
  if (kind === 'VIDEO') {
    const label = `Video from second ${start}`
    return el('video', { className: 'card-media', controls: true, preload: 'metadata', src: from, 'aria-label': label })
  }
  if (kind === 'AUDIO') {
    const label = `Sound from second ${start}`
    return el('audio', { className: 'card-media', controls: true, preload: 'none', src: from, 'aria-label': label })
  }
  const href = placeIn(src, `page=${page}`)
  const link = { href, target: '_blank', rel: 'noopener', textContent: `Page ${page} of its manual` }
  return el('p', { className: 'card-media' }, el('a', link))
}

/** @param {Item} item */
export function matchBadge ({ match }) {
  return el('span', { className: 'badge', textContent: MATCHED[match.kind] ?? '' })
}

/** @param {Pictured} product */
function altOf (product) {
  return product.color ? `${nameOf(product)}, ${product.color}` : nameOf(product)
}
