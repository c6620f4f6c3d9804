import type { Format } from './format.ts'

/** The product sheet of OpenCart's export tool; texts stand in a column for each language. */
export const opencart: Format = {
  name: 'OpenCart',
  requires: [['id'], ['title']],
  telling: [
    /^name ?\([a-z]{2}(?:-[a-z]{2})?\)$/,
    'image name',
    'manufacturer',
    'tax class id',
    'stock status id',
    'date available',
    'store ids',
    'related ids',
    'subtract'
  ],
  tellingNeeded: 4,
  columns: {
    id: ['product id'],
    title: [/^name ?\([a-z]{2}(?:-[a-z]{2})?\)$/, 'name'],
    description: [/^description ?\([a-z]{2}(?:-[a-z]{2})?\)$/, 'description'],
    brand: ['manufacturer'],
    category: ['category', 'category names', 'categories'],
    price: ['price'],
    quantity: ['quantity'],
    published: ['status'],
    images: ['image name', 'image', 'main image', 'additional images'],
    handle: ['seo keyword'],
    identifiers: ['sku', 'model', 'upc', 'ean', 'jan', 'isbn', 'mpn'],
    tags: [/^tags ?\([a-z]{2}(?:-[a-z]{2})?\)$/, 'tags']
  },
  statesCurrency: false,
  hasPlainPoint: true,
  separators: { category: />/, tags: /,/ },
  // Numbers of categories, which stand in a sheet of their own.
  categoriesOf: (row) => row.all('category').filter((cell) => !/^[\d\s,]+$/.test(cell)),
  whyWithdrawn: (row) => (/^(?:0|false|disabled|no)$/i.test(row.get('published')) ? 'it is not enabled' : undefined)
}
