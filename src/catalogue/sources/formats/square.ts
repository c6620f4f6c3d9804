import { numbered, type Format } from './format.ts'

/** The item library of Square: variations share the name of the item. */
export const square: Format = {
  name: 'Square',
  requires: [['id'], ['title']],
  telling: [
    'token',
    'item name',
    'variation name',
    'customer-facing name',
    'reporting category',
    'square online item visibility',
    /^current quantity /,
    /^enabled /
  ],
  tellingNeeded: 3,
  columns: {
    id: ['token', 'reference handle'],
    title: ['item name'],
    variantTitle: ['variation name'],
    handle: ['permalink'],
    description: ['description'],
    category: ['categories', 'category', 'reporting category'],
    identifiers: ['sku', 'gtin'],
    price: ['price'],
    salePrice: ['online sale price'],
    quantity: [/^current quantity /],
    visibility: ['square online item visibility'],
    published: ['archived']
  },
  optionName: numbered(/^option name (\d)$/),
  optionValue: numbered(/^option value (\d)$/),
  statesCurrency: false,
  separators: { category: />/, categories: /,/ },
  membership: (row) => ({ name: row.get('title') }),
  whyWithdrawn: (row) => {
    if (/^(?:y|yes|true)$/i.test(row.get('published'))) return 'it is archived'
    return /^(?:hidden|unavailable)$/i.test(row.get('visibility')) ? 'it is hidden' : undefined
  }
}
