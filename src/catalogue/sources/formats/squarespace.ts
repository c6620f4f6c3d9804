import { numbered, type Format } from './format.ts'

/** The product export: rows below a product without an id of their own are its further variants. */
export const squarespace: Format = {
  name: 'Squarespace',
  requires: [['id'], ['title']],
  telling: [
    'product id [non editable]',
    'variant id [non editable]',
    'product type [non editable]',
    'hosted image urls',
    'product page'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['product id [non editable]', 'product url'],
    handle: ['product url'],
    variantId: ['variant id [non editable]'],
    title: ['title'],
    description: ['description'],
    identifiers: ['sku', 'gtin', 'mpn'],
    price: ['price'],
    salePrice: ['sale price'],
    onSale: ['on sale'],
    quantity: ['stock'],
    category: ['categories'],
    tags: ['tags'],
    published: ['visible'],
    images: ['hosted image urls']
  },
  optionName: numbered(/^option name (\d)$/),
  optionValue: numbered(/^option value (\d)$/),
  statesCurrency: false,
  separators: { category: /\//, categories: /,/, tags: /,/ },
  membership: (row, previous) => ({ name: (row.get('title') === '' && previous ? previous : row).get('id') }),
  whyWithdrawn: (row) => (/^(?:no|false)$/i.test(row.get('published')) ? 'it is not visible' : undefined)
}
