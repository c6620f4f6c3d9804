import type { Format, Option } from './format.ts'
import type { Row } from './row.ts'

function linesOf (row: Row): Option[] {
  const name = row.cell('product attributes/attribute')
  const values = row.cell('product attributes/values').split(',').map((value) => value.trim())
  return name === '' ? [] : values.filter(Boolean).map((value) => ({ name, value }))
}

/** Products as Odoo exports them: rows below without a name hold further attributes. */
export const odoo: Format = {
  name: 'Odoo',
  requires: [['id'], ['title']],
  telling: [
    'external id',
    'internal reference',
    'sales price',
    'can be sold',
    'quantity on hand',
    'product attributes/attribute',
    'sales description'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['external id', 'id'],
    title: ['name'],
    description: ['sales description', 'description', 'ecommerce description'],
    identifiers: ['internal reference', 'barcode'],
    price: ['sales price', 'public price'],
    currency: ['currency'],
    category: ['product category', 'website product category'],
    quantity: ['quantity on hand', 'free to use quantity'],
    optionGroups: ['product attributes/attribute'],
    options: ['product attributes/values'],
    tags: ['tags', 'product tags'],
    published: ['can be sold', 'sales', 'is published']
  },
  statesCurrency: false,
  separators: { category: /\s\/\s/, tags: /,/ },
  membership: (row, previous) => ({ name: (row.get('title') === '' && previous ? previous : row).get('id') }),
  kindOf: (row) => (row.get('title') === '' ? 'image' : 'both'),
  attributesOf: linesOf,
  whyWithdrawn: (row) => (/^(?:false|0)$/i.test(row.get('published')) ? 'it is not sold' : undefined)
}
