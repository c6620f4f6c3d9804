import type { Format } from './format.ts'
import type { Row } from './row.ts'

const SKU = 'variant sku'

/** The product export of Saleor: one row for each variant, attributes as columns `Material (product attribute)`. */
export const saleor: Format = {
  name: 'Saleor',
  requires: [['id'], ['title']],
  telling: [
    /^(.+) \((?:product|variant) attribute\)$/,
    /^(.+) \(channel (?:price amount|product currency code|price currency|published|visible in listings)\)$/,
    'variant sku',
    'variant id',
    'product media',
    'product type',
    'charge taxes',
    'product weight',
    'variant media',
    'collections'
  ],
  tellingNeeded: 3,
  columns: {
    id: ['id'],
    title: ['name'],
    handle: ['slug'],
    description: ['description as str', 'description'],
    category: ['category'],
    subcategory: ['product type'],
    tags: ['collections'],
    images: ['product media', 'variant media'],
    variantId: ['variant id'],
    identifiers: [SKU],
    price: [/\(channel price amount\)$/],
    currency: [/\(channel (?:price currency|product currency code|currency code)\)$/],
    published: [/\(channel published\)$/],
    quantity: [/\(warehouse quantity\)$/]
  },
  attributes: [/^(.+) \(product attribute\)$/i, /^(.+) \(variant attribute\)$/i],
  statesCurrency: true,
  separators: { category: />|\//, tags: /,/ },
  membership: (row) => ({ name: row.get('id') }),
  optionsOf: (row: Row) =>
    row.columns.attributes.flatMap(([name, index]) => {
      const value = row.cells[index] ?? ''
      return /\(variant attribute\)$/i.test(row.columns.headings[index] ?? '') && value !== ''
        ? [{ name, value }]
        : []
    }),
  whyWithdrawn: (row) =>
    row.all('published').length > 0 && row.all('published').every((one) => /^(?:false|0|no)$/i.test(one))
      ? 'it is not published in any channel'
      : undefined
}
