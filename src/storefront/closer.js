import { byId, el, placeIn, safeUrl } from './dom.js'
import { formatPath } from './format.js'
import { matchBadge, nameOf, photoOf, priceLine, prices } from './card.js'

/**
 * @import { Explanation, Product, Variant } from '../graphql/types.generated.ts'
 * @import { Item } from './operation.js'
 */

const PREFIX = '#product='

/**
 * Shows one product at length in a dialog.
 * @param {Item} item
 * @param {(product: Product) => unknown} onMore
 */
export function lookCloser (item, onMore) {
  const { product } = item
  const dialog = byId('closer')
  const more = () => {
    dialog.close()
    onMore(product)
  }
  byId('closer-body').replaceChildren(
    gallery(product, item.match.imageUrl),
    el(
      'div',
      { className: 'closer-text' },
      el('p', { className: 'card-brand', textContent: product.brand ?? '' }),
      el('h2', { id: 'closer-title', textContent: nameOf(product) }),
      priceLine(product),
      el('p', { className: 'description', textContent: product.description ?? '' }),
      variantList(product, item.match.variantId),
      facts(product),
      clipsAndDocuments(product, item),
      el(
        'p',
        { className: 'closer-actions' },
        el('button', { type: 'button', className: 'pill strong', textContent: 'More like this', onclick: more }),
        safeUrl(product.url)
          ? el('a', { className: 'pill', href: safeUrl(product.url), textContent: 'Go to the product' })
          : ''
      ),
      // Of a product that was not searched for there is nothing to explain.
      item.match.kind === 'LISTED'
        ? ''
        : el(
          'p',
          { className: 'why' },
          'Found ',
          matchBadge(item),
            `, relevance ${Math.round(item.relevance * 100)} of 100`,
            shares(item.explanation)
        )
    )
  )
  dialog.showModal()
  nameInAddress(product.id)
  dialog.addEventListener('close', forgetInAddress, { once: true })
}

/** The product that the address asks for, beside the search; empty for none. */
export function productOfAddress () {
  const { hash } = window.location
  return hash.startsWith(PREFIX) ? new URLSearchParams(hash.slice(1)).get('product') ?? '' : ''
}

/**
 * What is looked at stands in the address, to be sent to others; it is no step to go back by.
 * @param {string} id
 */
function nameInAddress (id) {
  const { pathname, search } = window.location
  window.history.replaceState(window.history.state, '', `${pathname}${search}${PREFIX}${encodeURIComponent(id)}`)
}

function forgetInAddress () {
  const { pathname, search, hash } = window.location
  if (hash.startsWith(PREFIX)) window.history.replaceState(window.history.state, '', `${pathname}${search}`)
}

/**
 * @param {Product} product
 * @param {string | null | undefined} matched
 */
function gallery (product, matched) {
  const images = [...new Set([matched, ...product.images].flatMap((source) => source || []))]
  const stage = el('div', { className: 'stage' }, photoOf(product, images[0]))
  const thumbs = images.map((source, index) =>
    el(
      'button',
      {
        type: 'button',
        'aria-label': `Photo ${index + 1} of ${images.length}`,
        onclick: () => stage.replaceChildren(photoOf(product, source))
      },
      photoOf(product, source)
    )
  )
  return el(
    'div',
    { className: 'gallery' },
    stage,
    images.length > 1 ? el('div', { className: 'thumbs' }, ...thumbs) : ''
  )
}

/**
 * The clips, sounds and documents of a product. What matched comes at its second or page.
 * @param {Product} product
 * @param {Item} item
 */
function clipsAndDocuments ({ media }, { match }) {
  const rows = media.flatMap(({ kind, url }) => {
    const src = safeUrl(url)
    if (!src || kind === 'IMAGE') return []
    const isMatched = match.mediaUrl === url
    const name = fileNameOf(src)
    if (kind === 'DOCUMENT') {
      const [at, words] = isMatched && match.page ? [`page=${match.page}`, `, page ${match.page}`] : ['', '']
      return el('a', { href: placeIn(src, at), target: '_blank', rel: 'noopener', textContent: name + words })
    }
    const at = isMatched && match.startSeconds ? `t=${match.startSeconds}` : ''
    return el(kind === 'VIDEO' ? 'video' : 'audio', {
      controls: true,
      preload: kind === 'VIDEO' ? 'metadata' : 'none',
      src: placeIn(src, at),
      'aria-label': name
    })
  })
  return rows.length > 0 ? el('ul', { className: 'closer-media' }, ...rows.map((row) => el('li', {}, row))) : ''
}

/**
 * `manual.pdf` of its address.
 * @param {string} address
 */
function fileNameOf (address) {
  const name = new URL(address, window.location.href).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(name)
  } catch {
    // A lone percent sign is part of the name.
    return name
  }
}

/**
 * What can be bought, the variant that was asked for marked. One that has a photo of its own shows it.
 * @param {Product} product
 * @param {string | null | undefined} wanted
 */
function variantList (product, wanted) {
  const { variants } = product
  if (variants.length < 2) return ''
  return el(
    'ul',
    { className: 'variants', 'aria-label': 'Variants', tabIndex: 0 },
    ...variants.map((variant) =>
      el(
        'li',
        { 'aria-current': variant.id === wanted ? 'true' : undefined },
        variantLabel(product, variant),
        ...prices(variant.price, variant.compareAtPrice),
        stockOf(variant)
      )
    )
  )
}

/**
 * @param {Product} product
 * @param {Variant} variant
 */
function variantLabel (product, variant) {
  const textContent = variantName(variant)
  const { image } = variant
  if (!safeUrl(image)) return el('span', { textContent })
  const show = () => byId('closer-body').querySelector('.stage')?.replaceChildren(photoOf(product, image ?? undefined))
  const label = `${textContent}, show its photo`
  return el('span', {}, el('button', { type: 'button', className: 'plain', 'aria-label': label, textContent, onclick: show }))
}

/**
 * Nothing where the shop does not say.
 * @param {Variant} variant
 */
function stockOf ({ inStock }) {
  if (inStock === undefined || inStock === null) return ''
  return el('span', { className: 'sold', textContent: inStock ? 'In stock' : 'Out of stock' })
}

/** @param {Variant} variant */
function variantName ({ id, title, options }) {
  return options.map(({ value }) => value).join(' / ') || title || id
}

/**
 * What the list of variants or the product's colors say already is not said again.
 * @param {Product} product
 */
function facts ({ category, colors, tags, attributes, variants }) {
  const chosen = new Set(
    variants.length > 1 ? variants.flatMap(({ options }) => options.map(({ name }) => name)) : []
  )
  const others = attributes
    .filter(({ name, values }) => !chosen.has(name) && !isColors(name, values, colors))
    .map(/** @returns {[string, string]} */ ({ name, values }) => [name, values.join(', ')])
  /** @type {[name: string, value: string | null | undefined][]} */
  const all = [
    ['Category', category && formatPath(category)],
    ['Color', colors.join(', ')],
    ...others,
    ['Tags', tags.join(', ')]
  ]
  const rows = all.filter(([, value]) => value)
  return el(
    'dl',
    {},
    ...rows.flatMap(([name, value]) => [el('dt', { textContent: name }), el('dd', { textContent: value })])
  )
}

/**
 * @param {string} name
 * @param {readonly string[]} values
 * @param {readonly string[]} colors
 */
function isColors (name, values, colors) {
  return /^colou?r$/i.test(name) && values.every((value) => colors.includes(value))
}

const PART = {
  TEXT: 'words',
  IMAGE: 'photo',
  VIDEO: 'clip',
  DOCUMENT: 'document',
  AUDIO: 'sound',
  LIKE: 'the product you started from',
  WITHOUT: 'what you want less of'
}

/** @param {readonly Explanation[]} explanation */
function shares (explanation) {
  if (explanation.length < 2) return ''
  return ` (${explanation.map(({ part, share }) => `${PART[part] ?? part} ${Math.round(share * 100)} %`).join(', ')})`
}
