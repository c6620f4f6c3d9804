import type { Format } from './format.ts'
import { pairsIn } from './pairs.ts'
import { whyRowNotSold } from './withdrawn.ts'

const MAIN = /^(?:1|y|ja|true|yes)$/i

/** Items of PlentyONE (plentymarkets) as its catalogues export them: a row for each variation, under the item's id. */
export const plentymarkets: Format = {
  name: 'PlentyONE (plentymarkets)',
  requires: [['id'], ['group'], ['title']],
  telling: [
    'varianten-id',
    'variation id',
    'variation.id',
    'externe varianten-id',
    'variantennr.',
    'variantenname',
    'hauptvariante',
    'main variation',
    'attributwerte',
    'netto-warenbestand',
    'vk (brutto)'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['varianten-id', 'variation id', 'variation.id', 'variationid'],
    group: ['artikel-id', 'item id', 'item.id', 'itemid'],
    kind: ['hauptvariante', 'main variation', 'variation.ismain'],
    title: ['artikelname', 'name', 'name 1', 'item name'],
    variantTitle: ['variantenname', 'variation name'],
    description: ['beschreibung', 'artikeltext', 'item text', 'description'],
    shortDescription: ['vorschautext', 'preview text'],
    brand: ['hersteller', 'hersteller name', 'manufacturer'],
    category: [/^kategorie(?: \d+)?$/, /^category(?: \d+)?$/, 'standardkategorie'],
    price: ['vk (brutto)', 'vk brutto', 'verkaufspreis', 'verkaufspreis brutto', 'sales price'],
    compareAtPrice: ['uvp', 'rrp'],
    currency: ['währung', 'currency'],
    quantity: ['netto-warenbestand', 'nettowarenbestand', 'warenbestand', 'net stock', 'stock net'],
    published: ['aktiv', 'active', 'variation active'],
    images: ['bild-urls', 'bild-url', 'bilder', 'image urls', 'image url', /^bild \d+$/],
    options: ['attributwerte', 'attribut', 'attribute values'],
    facets: ['merkmale', 'properties', 'eigenschaften'],
    identifiers: ['variantennr.', 'variantennummer', 'variation number', 'ean', 'gtin', 'barcode']
  },
  statesCurrency: false,
  // `Bekleidung;Jacken` is one way down, and a column more is another.
  separators: { category: /;|>/ },
  groupedBy: ['group'],
  membership: (row) => ({ name: row.get('group') }),
  idOf: (row) => row.get('group'),
  kindOf: (row) => {
    if (whyRowNotSold(row) !== undefined) return 'none'
    if (row.get('options') !== '') return 'variant'
    return MAIN.test(row.get('kind')) || row.get('kind') === '' ? 'product' : 'variant'
  },
  optionsOf: (row) => pairsIn(row.get('options'), /[;,]/),
  attributesOf: (row) => pairsIn(row.get('facets'), /[;|]/),
  whyWithdrawn: whyRowNotSold
}
