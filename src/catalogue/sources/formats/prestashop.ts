import type { Format } from './format.ts'

/** The product list and the import sample of PrestaShop, in English and French. */
export const prestashop: Format = {
  name: 'PrestaShop',
  requires: [['id', 'identifiers'], ['title']],
  telling: [
    'active (0/1)',
    'categories (x,y,z...)',
    'price tax excluded',
    'price tax included',
    'image urls (x,y,z...)',
    'reference #',
    'supplier reference #',
    'tax rules id',
    'price (tax excl.)',
    'price (tax incl.)',
    'final price',
    'product id',
    'tags (x,y,z...)',
    'feature(name:value:position)',
    'prix ht',
    'prix ttc',
    'actif (0/1)',
    'rewritten url',
    'url rewritten'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['product id', 'id', 'id product'],
    handle: ['url rewritten', 'rewritten url', 'link rewrite', 'url réécrite'],
    title: ['name', 'product name', 'nom'],
    published: ['active (0/1)', 'active', 'status', 'actif (0/1)', 'displayed'],
    category: ['categories (x,y,z...)', 'category', 'categories', 'catégories (x,y,z...)', 'catégorie'],
    price: [
      'price tax included',
      'price (tax incl.)',
      'final price',
      'prix ttc',
      'retail price with tax',
      'price tax excluded',
      'price tax excluded or price tax included',
      'price (tax excl.)',
      'prix ht',
      'base price',
      'price'
    ],
    discountAmount: ['discount amount', 'montant de la remise', 'valeur de la remise'],
    discountPercent: ['discount percent', 'pourcentage de remise'],
    saleStarts: ['discount from (yyyy-mm-dd)', 'remise du (aaaa-mm-jj)'],
    saleEnds: ['discount to (yyyy-mm-dd)', "remise jusqu'au (aaaa-mm-jj)"],
    identifiers: ['reference #', 'reference', 'référence', 'supplier reference #', 'ean13', 'upc', 'isbn', 'mpn'],
    brand: ['manufacturer', 'brand', 'marque', 'fabricant'],
    quantity: ['quantity', 'quantité'],
    backorder: ['allow orders when out of stock', 'out of stock behavior'],
    availability: ['available for order (0 = no, 1 = yes)'],
    description: ['description'],
    shortDescription: ['short description', 'summary', 'description courte', 'résumé'],
    tags: ['tags (x,y,z...)', 'tags', 'étiquettes (x,y,z...)'],
    images: ['image urls (x,y,z...)', 'image urls', 'image', "url de l'image", "urls d'images (x,y,z...)"],
    imageAlts: ['image alt texts (x,y,z...)', 'image alt texts', 'textes alternatifs des images (x,y,z...)'],
    visibility: ['visibility'],
    facets: ['feature(name:value:position)', /^feature ?\(name:value:position/, /^caractéristique/]
  },
  statesCurrency: false,
  separators: { category: />/, categories: /,/, tags: /,/ },
  attributesOf: (row) =>
    row
      .get('facets')
      .split(',')
      .flatMap((feature) => {
        const [name = '', value = ''] = feature.split(':').map((part) => part.trim())
        return name !== '' && value !== '' ? [{ name, value }] : []
      }),
  whyWithdrawn: (row) => {
    if (/^(?:0|no|false|disabled)$/i.test(row.get('published'))) return 'it is not active'
    return /^none$/i.test(row.get('visibility')) ? 'its visibility is none' : undefined
  }
}
