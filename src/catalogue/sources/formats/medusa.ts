import { numbered, type Format } from './format.ts'

/** What version 2 exports of other tables: an id, which says nothing by itself. */
const ID = /^p(?:cat|col|tag|typ|type|rod)_[0-9A-Z]{10,}$/i

/** The product export of Medusa 1 and 2: one row for each variant. */
export const medusa: Format = {
  name: 'Medusa',
  requires: [['handle', 'id'], ['title']],
  telling: [
    'product handle',
    'product title',
    'variant sku',
    'variant title',
    'product status',
    'product thumbnail',
    'variant id',
    'product discountable',
    'variant allow backorder'
  ],
  tellingNeeded: 3,
  columns: {
    id: ['product handle', 'product id'],
    handle: ['product handle'],
    title: ['product title'],
    shortDescription: ['product subtitle'],
    description: ['product description'],
    status: ['product status'],
    images: ['product thumbnail', /^(?:product )?image \d+(?: url)?$/],
    brand: ['product brand'],
    category: [/^product category \d+(?: name)?$/, 'product categories', 'product type', 'product collection title'],
    tags: ['product tags', /^product tag \d+(?: value)?$/],
    variantId: ['variant id'],
    variantTitle: ['variant title'],
    identifiers: ['variant sku', 'variant barcode', 'variant ean', 'variant upc'],
    quantity: ['variant inventory quantity'],
    tracked: ['variant manage inventory'],
    backorder: ['variant allow backorder']
  },
  attributes: [/^Product (Material|Origin Country|Country of Origin)$/i],
  optionName: numbered(/^(?:variant )?option (\d+) name$/),
  optionValue: numbered(/^(?:variant )?option (\d+) value$/),
  pricedIn: /^(?:variant )?price ([a-z]{3})$/,
  statesCurrency: true,
  separators: { category: />|\//, tags: /,/ },
  categoriesOf: (row) => row.all('category').filter((category) => !ID.test(category)),
  toText: (text) => (ID.test(text) ? '' : text),
  membership: (row) => ({ name: row.get('id') }),
  whyWithdrawn: (row) =>
    /^(?:draft|proposed|rejected)$/i.test(row.get('status')) ? `its status is ${row.get('status')}` : undefined
}
