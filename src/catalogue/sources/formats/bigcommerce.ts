import type { Format, Option } from './format.ts'
import type { Row } from './row.ts'
import { unquote } from './unquote.ts'

const kind = (row: Row) => row.get('kind').toLowerCase()
const isProduct = (row: Row) => kind(row) === 'product' || kind(row) === ''

/** `[S]Color=Red,[RT]Size=M` of before, `Type=Swatch|Name=Color|Value=Red[#f00]` of today. */
function optionsIn (text: string): Option[] {
  const today = [...text.matchAll(/Name=([^|]+)\|Value=([^|[]+)/g)].map(([, name, value]) => ({
    name: name!.trim(),
    value: value!.trim()
  }))
  if (today.length > 0) return today
  return text.split(/,(?=\[)/).flatMap((part) => {
    const [, name = '', value = ''] = /^(?:\[[^\]]*\])?([^=]+)=(.+)$/.exec(part.trim()) ?? []
    return name !== '' ? [{ name: name.trim(), value: value.replace(/:.*$|\[.*$/, '').trim() }] : []
  })
}

/** The bulk export of BigCommerce: rows below a product are its variants and photos. */
export const bigcommerce: Format = {
  name: 'BigCommerce',
  requires: [['title'], ['kind']],
  telling: [
    'item type',
    'item',
    'product code/sku',
    'brand name',
    'product visible',
    'is visible',
    'current stock level',
    'current stock',
    'option set',
    'product image file - 1',
    'image url (import)',
    'internal image url (export)',
    'inventory tracking',
    'track inventory',
    'allow purchases'
  ],
  tellingNeeded: 3,
  columns: {
    kind: ['item type', 'item'],
    id: ['product id', 'id'],
    title: ['product name', 'name'],
    identifiers: [
      'product code/sku',
      'sku',
      'product upc/ean',
      'upc/ean',
      'global trade item number',
      'gtin',
      'manufacturer part number'
    ],
    brand: ['brand name', 'brand'],
    description: ['product description', 'description'],
    price: ['price'],
    salePrice: ['sale price'],
    compareAtPrice: ['retail price'],
    published: ['product visible', 'is visible'],
    tracked: ['track inventory', 'inventory tracking'],
    quantity: ['current stock level', 'current stock'],
    category: ['category', 'categories', 'category string'],
    images: [/^product image (?:file|url) - \d+$/, 'internal image url (export)', 'image url (import)'],
    imageAlts: [/^product image description - \d+$/, 'image description'],
    variantImage: ['variant image url'],
    handle: ['product url', 'product custom url'],
    options: ['options'],
    facets: ['custom fields', 'product custom fields'],
    visibility: ['product availability']
  },
  statesCurrency: false,
  separators: { category: /\/|>/, categories: /;/ },
  membership: (row, previous) => ({ name: `id:${(isProduct(row) || !previous ? row : previous).get('id')}` }),
  kindOf: (row) =>
    isProduct(row)
      ? 'product'
      : /^(?:sku|variant)$/.test(kind(row))
        ? 'variant'
        : kind(row) === 'image'
          ? 'image'
          : 'none',
  optionsOf: (row) => optionsIn(row.get('options') || (/^\s*sku$/.test(kind(row)) ? row.get('title') : '')),
  // `Material=Canvas;Volume=20 l`, of before `"Material=Canvas";"Volume=20 l"`.
  attributesOf: (row) =>
    row
      .get('facets')
      .split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
      .flatMap((part) => {
        const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(unquote(part)) ?? []
        return name === '' ? [] : [{ name: unquote(name), value: unquote(value) }]
      }),
  whyWithdrawn: (row) => (/^(?:n|no|false|0)$/i.test(row.get('published')) ? 'it is not visible' : undefined)
}
