import type { Format } from './format.ts'

/** The listings of a shop as Etsy lets their owner download them; they have no id of their own. */
export const etsy: Format = {
  name: 'Etsy',
  requires: [['title'], ['identifiers']],
  telling: ['currency code', 'materials', 'image1', 'variation 1 type', 'variation 1 name', 'variation 1 values'],
  tellingNeeded: 3,
  columns: {
    title: ['title'],
    description: ['description'],
    price: ['price'],
    currency: ['currency code'],
    quantity: ['quantity'],
    tags: ['tags'],
    images: [/^image ?\d+$/],
    identifiers: ['sku'],
    facets: ['materials'],
    optionGroups: ['variation 1 name', 'variation 2 name'],
    options: ['variation 1 values', 'variation 2 values']
  },
  statesCurrency: true,
  separators: { tags: /,/, identifiers: /,/ },
  idOf: (row) => row.get('identifiers').split(',')[0]!.trim() || row.get('title').slice(0, 200),
  attributesOf: (row) => [
    ...listOf('Materials', row.get('facets')),
    ...listOf(row.cell('variation 1 name'), row.cell('variation 1 values')),
    ...listOf(row.cell('variation 2 name'), row.cell('variation 2 values'))
  ]
}

function listOf (name: string, values: string): Array<{ name: string, value: string }> {
  const list = name === '' ? [] : values.split(',').map((value) => value.trim())
  return list.filter((value) => value !== '').map((value) => ({ name, value }))
}
