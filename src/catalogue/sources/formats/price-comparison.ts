import type { Format } from './format.ts'
import { pairsIn } from './pairs.ts'

/** The offers of a shop as idealo takes them. */
export const idealo: Format = {
  name: 'idealo',
  requires: [['id'], ['title']],
  telling: [
    'categorypath',
    'eans',
    'hans',
    'imageurls',
    'imageurl',
    'deliverytime',
    /^paymentcosts /,
    /^deliverycosts /,
    'artikelnummer im shop',
    'produktgruppe im shop',
    'produktname',
    'bildurl 1',
    'produkturl'
  ],
  tellingNeeded: 3,
  columns: {
    id: ['sku', 'artikelnummer im shop', 'artikelnummer', 'article number in shop'],
    title: ['title', 'produktname', 'product name'],
    description: ['description', 'produktbeschreibung', 'product description'],
    brand: ['brand', 'hersteller', 'herstellername', 'hersteller / markenname', 'manufacturer / brand name'],
    category: ['categorypath', 'produktgruppe im shop', 'product group in shop'],
    price: ['price', 'preis', 'preis (brutto)'],
    compareAtPrice: ['formerprice', 'streichpreis', 'was price'],
    currency: ['currency'],
    url: ['url', 'produkturl', 'deeplink'],
    images: ['imageurls', 'imageurl', /^bildurl(?: \d+)?$/],
    color: ['colour', 'color', 'farbe'],
    identifiers: ['eans', 'ean', 'hans', 'han', 'ean / gtin'],
    facets: ['merchantattributes', 'produkteigenschaften']
  },
  attributes: ['size', 'gender', 'material', 'größe', 'geschlecht'],
  statesCurrency: false,
  separators: { category: />/, identifiers: /[;|,]/ },
  attributesOf: (row) => pairsIn(row.get('facets'), /[;|]/)
}

/** The feed of a shop as its partners get it of Awin, before that Zanox. */
export const awin: Format = {
  name: 'Awin',
  requires: [['id'], ['title']],
  telling: ['aw product id', 'aw deep link', 'merchant product id', 'merchant image url', 'search price', 'data feed id'],
  tellingNeeded: 3,
  columns: {
    id: ['merchant product id', 'aw product id'],
    group: ['parent product id'],
    title: ['product name'],
    description: ['description', 'product short description'],
    brand: ['brand name'],
    category: ['merchant product category path', 'merchant category', 'category name'],
    color: ['colour'],
    price: ['search price', 'store price', 'display price'],
    compareAtPrice: ['rrp price', 'product price old', 'base price'],
    currency: ['currency'],
    url: ['merchant deep link', 'aw deep link'],
    images: ['merchant image url', 'large image', 'aw image url', 'alternate image', /^alternate image \w+$/],
    availability: ['in stock', 'stock status'],
    quantity: ['stock quantity'],
    identifiers: ['ean', 'product gtin', 'upc', 'mpn', 'isbn', 'product model'],
    locale: ['language'],
    tags: ['keywords']
  },
  attributes: ['size', 'colour', /^(?:fashion|travel|home)[:\s]+(?!category)(.+)$/i, 'dimensions', 'material'],
  optionColumns: ['colour'],
  statesCurrency: true,
  groupedBy: ['group'],
  membership: (row) => (row.get('group') === '' ? {} : { name: row.get('group') }),
  separators: { category: />/, tags: /[,;]/ },
  optionsOf: (row) => {
    const value = row.cell('size') || row.cell('fashion:size')
    return value === '' || row.get('group') === '' ? [] : [{ name: 'size', value }]
  }
}

/** The feed of a shop as its partners get it of CJ, of before; today's has the columns of Google. */
export const cj: Format = {
  name: 'CJ',
  requires: [['id'], ['title']],
  telling: [
    /^program ?name$/,
    /^program ?url$/,
    /^catalog ?name$/,
    /^buy ?url$/,
    /^impression ?url$/,
    /^advertiser ?category$/,
    /^third ?party ?id$/
  ],
  tellingNeeded: 3,
  columns: {
    id: ['sku'],
    title: ['name', 'title'],
    description: ['description'],
    brand: ['manufacturer'],
    category: [/^advertiser ?category$/, /^third ?party ?category$/],
    price: ['price', /^retail ?price$/],
    salePrice: [/^sale ?price$/],
    compareAtPrice: [/^retail ?price$/],
    currency: ['currency'],
    url: [/^buy ?url$/],
    images: [/^image ?url$/],
    availability: [/^in ?stock$/],
    identifiers: ['upc', 'isbn', 'sku', /^manufacturer ?id$/],
    tags: ['keywords']
  },
  statesCurrency: true,
  separators: { category: />/, tags: /,/ }
}

/** 1 in stock, 2 on order, 4 preorder, 5 available on order; 3 says nothing. */
const KELKOO_STOCK: Readonly<Record<string, string>> = { 1: 'yes', 2: 'yes', 4: 'yes', 5: 'yes', 6: 'no', 3: '' }

/** The offers of a shop as Kelkoo takes them. */
export const kelkoo: Format = {
  name: 'Kelkoo',
  requires: [['id'], ['title']],
  telling: ['offer-id', 'product-url', 'image-url', 'merchant-category', 'delivery-cost', 'landing-page-url'],
  tellingNeeded: 3,
  columns: {
    id: ['offer-id', 'sku', 'product-url'],
    title: ['title'],
    description: ['description'],
    brand: ['brand'],
    category: ['merchant-category'],
    color: ['colour', 'color'],
    price: ['price'],
    compareAtPrice: ['price-no-rebate'],
    currency: ['currency'],
    url: ['landing-page-url', 'product-url'],
    images: ['image-url', /^image-url-\d+$/],
    availability: ['availability'],
    identifiers: ['ean', 'mpn', 'sku']
  },
  attributes: ['size', 'material', 'gender'],
  statesCurrency: false,
  separators: { category: />|\s-\s/ },
  toAvailability: (word) => KELKOO_STOCK[word] ?? word
}
