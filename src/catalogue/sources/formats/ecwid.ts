import type { Format, Option } from './format.ts'
import type { Row } from './row.ts'

const OPTION = /^product variation option (.+)$/

/** The catalogue of Ecwid: rows of options and variations repeat the id of their product. */
export const ecwid: Format = {
  name: 'Ecwid',
  requires: [['id'], ['title']],
  telling: [
    'product internal id',
    'product sku',
    'product is available',
    'product is inventory tracked',
    'product media main image url',
    'product compare to price',
    'product variation sku',
    /^product category \d+$/
  ],
  tellingNeeded: 3,
  columns: {
    id: ['product internal id', 'product sku'],
    kind: ['type'],
    variantId: ['product variation sku'],
    title: ['product name'],
    description: ['product description'],
    brand: ['product brand'],
    category: [/^product category(?: \d+)?$/],
    price: ['product variation price', 'product price'],
    compareAtPrice: ['product variation compare to price', 'product compare to price'],
    quantity: ['product variation quantity', 'product quantity'],
    tracked: ['product is inventory tracked'],
    published: ['product is available'],
    url: ['product url'],
    images: ['product media main image url', /^product media gallery image url \d+$/],
    imageAlts: ['product media main image alt', /^product media gallery image alt \d+$/],
    variantImage: ['product variation image url', 'product variation media main image url'],
    identifiers: ['product variation sku', 'product sku', 'product upc', 'product variation upc'],
    options: [OPTION]
  },
  attributes: [/^product[ _]attribute[ _](.+)$/i],
  statesCurrency: false,
  hasPlainPoint: true,
  separators: { category: /\s\/\s|>/ },
  membership: (row) => ({ name: row.get('id') }),
  kindOf: (row) => {
    if (row.get('kind') === 'product_variation') return 'variant'
    return /^product_/.test(row.get('kind')) ? 'none' : 'product'
  },
  optionsOf,
  whyWithdrawn: (row) => (/^(?:0|false|no)$/i.test(row.get('published')) ? 'it is not available' : undefined)
}

function optionsOf (row: Row): Option[] {
  if (row.get('kind') !== 'product_variation') return []
  return row.columns.headings.flatMap((heading, i) => {
    const value = row.cells[i] ?? ''
    if (!OPTION.test(heading) || value === '') return []
    return [{ name: row.columns.labels[i]!.replace(/^product[ _]variation[ _]option[ _]/i, ''), value }]
  })
}
