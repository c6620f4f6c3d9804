import { numbered, type Format } from './format.ts'

/** The product export, with the headings of before 2025 and of today. */
export const shopify: Format = {
  name: 'Shopify',
  requires: [['id'], ['title']],
  telling: [
    'handle',
    'url handle',
    'body (html)',
    'variant sku',
    'variant price',
    'option1 name',
    'option1 value',
    'image src',
    'vendor',
    'product image url',
    'variant image',
    'variant image url',
    'published on online store',
    'compare-at price',
    'inventory quantity'
  ],
  tellingNeeded: 1,
  columns: {
    id: ['handle', 'url handle'],
    handle: ['handle', 'url handle'],
    title: ['title'],
    description: ['body (html)', 'description', 'body html'],
    brand: ['vendor'],
    category: ['product category', 'standard product type', 'type', 'product type', 'custom product type'],
    tags: ['tags'],
    published: ['published', 'published on online store'],
    status: ['status'],
    identifiers: ['variant sku', 'sku', 'variant barcode', 'barcode'],
    price: ['variant price', 'price'],
    compareAtPrice: ['variant compare at price', 'compare-at price', 'compare at price'],
    quantity: ['variant inventory qty', 'inventory quantity', 'variant inventory quantity'],
    tracked: ['variant inventory tracker', 'inventory tracker'],
    backorder: ['variant inventory policy', 'continue selling when out of stock'],
    images: ['image src', 'product image url'],
    imagePosition: ['image position'],
    imageAlts: ['image alt text'],
    videos: ['videos', 'video'],
    documents: ['documents', 'document'],
    audio: ['audio'],
    variantImage: ['variant image', 'variant image url'],
    color: [/^colou?r(?: \(product\.metafields\.shopify\.color-pattern\))?$/, 'google shopping / color']
  },
  attributes: [/^(.+) \(product\.metafields\.(?!mm-google-shopping\.).+\)$/i, /^google shopping \/ (gender|age group)$/i],
  optionName: numbered(/^option(\d) name$/),
  optionValue: numbered(/^option(\d) value$/),
  statesCurrency: false,
  isUntrackedIfBlank: true,
  separators: { category: />/, tags: /,/ },
  membership: (row) => ({ name: row.get('id') }),
  kindOf: (row) =>
    row.get('price') !== '' || row.columns.options.some(({ value }) => row.cells[value])
      ? 'both'
      : row.get('title') === '' && row.get('images') !== ''
        ? 'image'
        : 'both',
  whyWithdrawn: (row) => {
    const [status, published] = [row.get('status').toLowerCase(), row.get('published').toLowerCase()]
    if (['draft', 'archived', 'unlisted'].includes(status)) return `it is not published (its status is ${status})`
    return ['false', 'no', '0'].includes(published) ? 'it is not published (Published is false)' : undefined
  }
}
