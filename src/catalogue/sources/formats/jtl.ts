import type { Format } from './format.ts'

const NO = /^(?:0|n|nein|false|no)$/i

/** Articles of JTL-Wawi as JTL-Ameise exports them: children name the number of their father. */
export const jtl: Format = {
  name: 'JTL-Wawi',
  requires: [['id'], ['title']],
  telling: [
    'vaterartikel',
    'vaterartikel id-feld',
    'identifizierungsspalte vaterartikel',
    'ist vaterartikel',
    'std. vk netto',
    'std. vk brutto',
    'brutto-vk',
    'netto-vk',
    'lagerbestand gesamt',
    /^kategorie (?:ebene|level) \d+$/,
    /^variations(?:name|wertname) \d+$/,
    'überverkäufe möglich',
    'uvp'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['artikelnummer', 'artikel-nr.', 'artikel-nr'],
    parent: ['vaterartikel id-feld', 'identifizierungsspalte vaterartikel', 'vaterartikelnummer', 'vaterartikel'],
    title: ['artikelname', 'name'],
    description: ['beschreibung', 'artikelbeschreibung'],
    shortDescription: ['kurzbeschreibung'],
    brand: ['hersteller', 'herstellername'],
    category: [/^kategorie (?:ebene|level) \d+$/],
    price: ['std. vk brutto', 'brutto-vk', 'verkaufspreis brutto', 'vk brutto', 'std. vk netto', 'netto-vk'],
    salePrice: ['sonderpreis brutto', 'sonderpreis'],
    compareAtPrice: ['uvp'],
    quantity: ['lagerbestand gesamt', 'verfügbarer lagerbestand', 'verfügbar', 'lagerbestand', 'auf lager'],
    backorder: ['überverkäufe möglich'],
    published: ['aktiv'],
    images: [/^bild(?: ?\d+)?(?: \(?(?:url|pfad)\)?)?$/, /^(?:bildpfad|bild-url|bildurl) ?\d*$/],
    identifiers: ['artikelnummer', 'artikel-nr.', 'artikel-nr', 'gtin', 'ean', 'han', 'gtin / ean', 'asin'],
    tags: ['suchbegriffe']
  },
  attributes: [/^(?:merkmal|attribut)[:\s]+(.+)$/i],
  optionName: (heading) => /^variationsname (\d+)$/.exec(heading)?.[1],
  optionValue: (heading) => /^variationswertname (\d+)$/.exec(heading)?.[1],
  statesCurrency: false,
  separators: { category: />/, tags: /[,;]/ },
  // A column for each step of the way down.
  categoriesOf: (row) => [row.all('category').join('>')],
  membership: (row) => ({ name: row.get('parent') || row.get('id') }),
  kindOf: (row) => {
    if (row.get('parent') === '') return 'product'
    return NO.test(row.get('published')) ? 'none' : 'variant'
  },
  whyWithdrawn: (row) => (NO.test(row.get('published')) ? 'it is not active' : undefined)
}
