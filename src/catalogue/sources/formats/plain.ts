import { CODES } from './codes.ts'
import type { Format } from './format.ts'
import { PUBLISHED, whyRowNotSold } from './withdrawn.ts'

/** Our own field names as columns; lists are separated by `|`, attributes are columns like `attributes.material`. */
export const plain: Format = {
  name: 'Vitrine',
  requires: [['id'], ['title', 'images']],
  telling: [],
  tellingNeeded: 0,
  codes: CODES,
  columns: {
    id: ['id'],
    handle: ['handle'],
    group: ['group', 'item group id'],
    title: ['title', 'name', 'product name', 'artikelname', 'artikelbezeichnung', 'bezeichnung'],
    description: ['description'],
    brand: ['brand'],
    category: ['category'],
    color: ['color', 'colour', 'colors', 'colours'],
    price: ['price', 'preis', /^(?:price|preis) \(?(?:eur|usd|gbp|chf|€|\$|£)\)?$/],
    salePrice: ['sale price', 'saleprice'],
    saleStarts: ['salestarts', 'sale starts'],
    saleEnds: ['saleends', 'sale ends'],
    compareAtPrice: ['compare at price', 'compareatprice'],
    currency: ['currency', 'currency code', 'währung', 'devise', 'moneda', 'valuta'],
    url: ['url', 'link'],
    images: ['images', 'image'],
    imageAlts: ['imagealts', 'image alts', 'image alt', 'image alt text', 'alt text'],
    videos: ['videos', 'video'],
    documents: ['documents', 'document', 'manuals', 'manual'],
    audio: ['audio', 'sounds'],
    locale: ['locale'],
    availability: ['instock', 'in stock', 'availability'],
    quantity: ['quantity', 'stock', 'bestand', 'lagerbestand'],
    published: PUBLISHED,
    status: ['status'],
    visibility: ['visibility'],
    tags: ['tags'],
    identifiers: ['identifiers', 'sku', 'gtin', 'ean', 'mpn']
  },
  attributes: [/^attributes?\.(.+)$/i],
  statesCurrency: true,
  groupedBy: 'group',
  membership: (row) =>
    row.get('group') === '' ? { name: `id:${row.get('id')}` } : { name: `group:${row.get('group')}` },
  optionColumns: ['color', 'colour', 'size'],
  kindOf: (row) => (whyRowNotSold(row) === undefined ? 'both' : 'none'),
  whyWithdrawn: whyRowNotSold,
  separators: { tags: /\|/, category: />|\//, identifiers: /\|/ }
}
