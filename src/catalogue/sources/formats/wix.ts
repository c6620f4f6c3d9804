import { numbered, type Format } from './format.ts'

const MEDIA = 'https://static.wixstatic.com/media/'

const kind = (word: string) => word.trim().toLowerCase()

/** The product export of Wix Stores, of before (`handleId`) and of today (`handle`). */
export const wix: Format = {
  name: 'Wix',
  requires: [['id'], ['kind'], ['title']],
  telling: ['handleid', 'fieldtype', 'productimageurl', 'ribbon', 'discountmode', /^productoptionname\[?1\]?$/],
  tellingNeeded: 2,
  columns: {
    id: ['handleid', 'handle'],
    handle: ['handle'],
    kind: ['fieldtype'],
    title: ['name'],
    description: ['description', 'plaindescription'],
    brand: ['brand'],
    category: ['collection'],
    identifiers: ['sku', 'barcode'],
    price: ['price'],
    surcharge: ['surcharge'],
    discountKind: ['discountmode'],
    discountAmount: ['discountvalue'],
    compareAtPrice: ['strikethroughprice'],
    availability: ['inventory'],
    quantity: ['inventory'],
    published: ['visible'],
    images: ['productimageurl', 'media']
  },
  optionName: numbered(/^productoptionname\[?(\d)\]?$/),
  optionValue: numbered(/^productoption(?:description|choices)\[?(\d)\]?$/),
  statesCurrency: false,
  separators: { categories: /;/, options: /;/ },
  membership: (row) => ({ name: row.get('id') }),
  kindOf: (row) => {
    if (kind(row.get('kind')) === 'product') return 'product'
    return kind(row.get('kind')) === 'variant' && row.get('published') !== 'false' ? 'variant' : 'none'
  },
  // `#aa5522:Terracotta` is a color with its name.
  toOption: (value) => value.replace(/^#[\da-f]{3,8}:/i, ''),
  // Names within the shop's own store of files.
  toImage: (image) => (/^[\w~.-]+\.\w{3,4}$/.test(image) ? `${MEDIA}${image}` : image),
  whyWithdrawn: (row) => (/^false$/i.test(row.get('published')) ? 'it is not visible' : undefined)
}
