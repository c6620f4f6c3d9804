import type { Format } from './format.ts'

/** The product export of Akeneo; of texts in several languages the first that the file has. */
export const akeneo: Format = {
  name: 'Akeneo',
  requires: [['id'], ['title']],
  telling: ['family', 'groups', 'enabled', 'parent', 'categories', /^(?:name|label|description)-[a-z]{2} [a-z]{2}\b/],
  tellingNeeded: 4,
  columns: {
    id: ['sku', 'identifier'],
    parent: ['parent'],
    title: ['name', 'label', /^(?:name|label|title)-[a-z]{2} [a-z]{2}\b/],
    description: ['description', /^description-[a-z]{2} [a-z]{2}\b/],
    brand: ['brand', 'manufacturer'],
    category: ['categories'],
    identifiers: ['sku', 'ean', 'gtin', 'upc'],
    images: [/^(?:main |additional )?(?:image|picture|photo)s?(?: ?\d+)?$/],
    published: ['enabled']
  },
  attributes: [/^(colou?r|material|size|gender|collection|season|pattern|fit)$/i],
  pricedIn: /^price-([a-z]{3})$/,
  statesCurrency: true,
  optionColumns: ['color', 'colour', 'size'],
  separators: { categories: /,/ },
  idOf: (row) => row.get('parent') || row.get('id'),
  membership: (row) => ({ name: row.get('parent') || row.get('id') }),
  whyWithdrawn: (row) => (/^(?:0|false)$/i.test(row.get('published')) ? 'it is not enabled' : undefined)
}
