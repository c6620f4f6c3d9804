import type { Format } from './format.ts'
import { pairsIn } from './pairs.ts'
import type { Row } from './row.ts'

/** What an export names by the ids of other tables says nothing by itself. */
const ID = /^[0-9a-f]{32}$|^\d+$/i
const INACTIVE = /^(?:0|false|no)$/i

function categoriesOf (row: Row): string[] {
  return row.all('category').flatMap((cell) => cell.split('|')).map((path) => path.trim()).filter((path) => !ID.test(path))
}

const whyWithdrawn = (row: Row) => (INACTIVE.test(row.get('published')) ? 'it is not active' : undefined)

/** The product profile of Shopware 6: variants name their parent's id, and have no name of their own. */
export const shopware6: Format = {
  name: 'Shopware 6',
  requires: [['id'], ['title']],
  telling: [
    'parent id',
    'product number',
    'price net',
    'price gross',
    'cover media url',
    'manufacturer name',
    'tax rate',
    'sales channel'
  ],
  tellingNeeded: 4,
  columns: {
    id: ['id'],
    parent: ['parent id'],
    variantId: ['product number'],
    title: ['name'],
    description: ['description'],
    brand: ['manufacturer name'],
    category: ['categories'],
    price: ['price gross', 'price net'],
    compareAtPrice: ['list price gross', 'price list price gross'],
    quantity: ['stock'],
    published: ['active'],
    images: ['cover media url', 'media'],
    imageAlts: ['cover media alt'],
    identifiers: ['product number', 'manufacturer number', 'ean'],
    facets: ['properties'],
    options: ['options'],
    tags: ['search keywords']
  },
  statesCurrency: false,
  hasPlainPoint: true,
  separators: { category: />|\// },
  categoriesOf,
  membership: (row) => ({ name: row.get('parent') || row.get('id') }),
  kindOf: (row) => {
    if (row.get('parent') === '') return 'product'
    return INACTIVE.test(row.get('published')) ? 'none' : 'variant'
  },
  // `Color: Red|Size: M`; where a shop exports the ids of options, they are left out.
  optionsOf: (row) => pairsIn(row.get('options'), /\|/),
  attributesOf: (row) => pairsIn(row.get('facets'), /\|/),
  whyWithdrawn
}

/** The article profiles of Shopware 5: variants name the order number of their main variant. */
export const shopware5: Format = {
  name: 'Shopware 5',
  requires: [['id'], ['title']],
  telling: [
    'ordernumber',
    'mainnumber',
    'price ek',
    'pseudoprice ek',
    'supplier',
    'instock',
    'description long',
    'configuratoroptions',
    'propertyvaluename'
  ],
  tellingNeeded: 4,
  columns: {
    id: ['mainnumber', 'ordernumber'],
    variantId: ['ordernumber'],
    title: ['name'],
    variantTitle: ['additionaltext'],
    description: ['description long', 'description'],
    brand: ['supplier'],
    category: ['categorypaths', 'category', 'categories'],
    price: ['price ek', 'price'],
    compareAtPrice: ['pseudoprice ek', 'pseudoprice'],
    quantity: ['instock'],
    published: ['active'],
    images: ['imageurl', 'images'],
    identifiers: ['ordernumber', 'suppliernumber', 'ean'],
    facets: ['propertyvaluename'],
    options: ['configuratoroptions'],
    tags: ['keywords']
  },
  statesCurrency: false,
  separators: { category: />/, tags: /,/ },
  categoriesOf,
  membership: (row) => ({ name: row.get('id') }),
  optionsOf: (row) => pairsIn(row.get('options'), /\|/),
  attributesOf: (row) => pairsIn(row.get('facets'), /\|/),
  whyWithdrawn
}
