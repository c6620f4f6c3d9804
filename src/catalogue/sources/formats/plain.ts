import { CODES } from './codes.ts'
import type { Format } from './format.ts'
import {
  FORMER_PRICE_HEADINGS, headingsOf, IMAGE_HEADING, NAMES_ELSE, PRICE_HEADINGS, SALE_PRICE_HEADINGS
} from './plain-words.ts'
import { PUBLISHED, whyRowNotSold } from './withdrawn.ts'

/**
 * Our own field names as columns, and what shops in several languages call them; lists are separated by `|`, attributes
 * are columns like `attributes.material`.
 */
export const plain: Format = {
  name: 'Vitrine',
  requires: [['id'], ['title', 'images']],
  telling: [],
  tellingNeeded: 0,
  codes: CODES,
  names: NAMES_ELSE,
  columns: {
    id: ['id'],
    handle: ['handle'],
    group: ['group', 'item group id'],
    parent: headingsOf('parent'),
    title: ['title', 'name', 'product name', ...headingsOf('title')],
    description: ['description', ...headingsOf('description')],
    shortDescription: headingsOf('shortDescription'),
    brand: ['brand', ...headingsOf('brand')],
    category: ['category', ...headingsOf('category')],
    color: ['color', 'colour', 'colors', 'colours', ...headingsOf('color')],
    price: PRICE_HEADINGS,
    salePrice: SALE_PRICE_HEADINGS,
    saleStarts: ['salestarts', 'sale starts'],
    saleEnds: ['saleends', 'sale ends'],
    compareAtPrice: FORMER_PRICE_HEADINGS,
    currency: ['currency', ...headingsOf('currency')],
    url: ['url', 'link', ...headingsOf('url')],
    images: ['images', 'image', IMAGE_HEADING],
    imageAlts: ['imagealts', 'image alts', 'image alt', 'image alt text', 'alt text'],
    videos: ['videos', 'video'],
    documents: ['documents', 'document', 'manuals', 'manual'],
    audio: ['audio', 'sounds'],
    locale: ['locale', ...headingsOf('locale')],
    availability: ['instock', 'in stock', 'availability', ...headingsOf('availability')],
    quantity: ['quantity', 'stock', ...headingsOf('quantity')],
    published: [...PUBLISHED, ...headingsOf('published')],
    status: ['status', ...headingsOf('status')],
    visibility: ['visibility'],
    tags: ['tags', ...headingsOf('tags')],
    identifiers: ['identifiers', 'sku', 'gtin', 'ean', 'mpn', ...headingsOf('identifiers')]
  },
  attributes: [/^attributes?\.(.+)$/i, ...headingsOf('size'), ...headingsOf('attributes')],
  statesCurrency: true,
  groupedBy: ['group', 'parent'],
  membership: (row) =>
    row.get('group') === ''
      ? { name: `id:${row.get('parent') || row.get('id')}` }
      : { name: `group:${row.get('group')}` },
  isSoldByVariants: true,
  idOf: (row) => row.get('group') || row.get('parent') || row.get('id') || row.get('identifiers'),
  optionColumns: ['color', 'colour', ...headingsOf('color'), ...headingsOf('size')],
  kindOf: (row) => {
    if (whyRowNotSold(row) !== undefined) return 'none'
    return row.get('parent') === '' || row.get('parent') === row.get('id') ? 'both' : 'variant'
  },
  whyWithdrawn: whyRowNotSold,
  separators: { tags: /\|/, category: />|\//, identifiers: /\|/ }
}
