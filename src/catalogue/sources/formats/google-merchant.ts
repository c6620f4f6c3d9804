import { CODES } from './codes.ts'
import type { Format, Option } from './format.ts'
import { PUBLISHED, whyRowNotSold } from './withdrawn.ts'

/** Name and value, which come last. */
function pairOf (text: string): Option[] {
  const [name = '', value = ''] = text.split(':').slice(-2).map((part) => part.trim())
  return name !== '' && value !== '' ? [{ name, value }] : []
}

/**
 * The product data specification of Google Merchant Center, as CSV, TSV, RSS or Atom; Facebook takes its names and adds
 * some.
 */
export const googleMerchant: Format = {
  name: 'Google Merchant or Facebook',
  requires: [['id'], ['title', 'images'], ['images', 'url', 'availability']],
  telling: [
    'image link',
    'item group id',
    'google product category',
    'product type',
    'identifier exists',
    'condition',
    'additional image link',
    'fb product category',
    'quantity to sell on facebook',
    /^image\[\d+\]\.url$/,
    'sale price effective date',
    'content language',
    'age group'
  ],
  tellingNeeded: 1,
  codes: CODES,
  columns: {
    id: ['id'],
    group: ['item group id'],
    title: ['title', 'structured title'],
    description: ['description', 'structured description', 'summary', 'content'],
    url: ['link', 'canonical link'],
    images: ['image link', 'additional image link', 'additional image links', /^image\[\d+\]\.url$/, 'lifestyle image link'],
    videos: ['video link', /^video\[\d+\]\.url$/],
    availability: ['availability'],
    price: ['price'],
    currency: ['currency', 'currency code', 'currencyid'],
    salePrice: ['sale price'],
    salePeriod: ['sale price effective date'],
    brand: ['brand'],
    identifiers: ['gtin', 'mpn', 'upc', 'ean', 'isbn', 'sku'],
    category: ['product type', 'fb product category', 'google product category'],
    color: ['color', 'colour'],
    locale: ['content language'],
    published: PUBLISHED,
    status: ['status'],
    visibility: ['visibility'],
    quantity: ['quantity to sell on facebook', 'quantity', 'inventory', 'sell on google quantity'],
    facets: ['product detail'],
    options: ['additional variant attribute'],
    tags: [/^product tags\[\d+\]$/]
  },
  attributes: [
    'color',
    'size',
    'material',
    'pattern',
    'gender',
    'age group',
    'size type',
    'size system',
    'product highlight'
  ],
  optionColumns: ['color', 'colour', 'size', 'material', 'pattern', 'gender', 'age group', 'style'],
  statesCurrency: true,
  separators: { category: />/, categories: /,(?=[^,>]+>)/, tags: /[,;]/ },
  groupedBy: ['group'],
  membership: (row) => (row.get('group') === '' ? {} : { name: row.get('group') }),
  // A feed may state several.
  categoriesOf: (row) => row.all('category').flatMap((cell) => cell.split('|')),
  // `General:Memory:16 GB`, the first of them often blank.
  attributesOf: (row) =>
    row.all('facets').flatMap((cell) => cell.split(/[|]|,(?=[^,:]*:[^,:]+:)/).flatMap((detail) => pairOf(detail))),
  optionsOf: (row) => row.get('options').split(/[,|]/).flatMap(pairOf),
  kindOf: (row) => (whyRowNotSold(row) === undefined ? 'both' : 'none'),
  whyWithdrawn: whyRowNotSold
}
