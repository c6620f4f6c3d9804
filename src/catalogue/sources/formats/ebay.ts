import type { Format, Option } from './format.ts'
import { pairsIn } from './pairs.ts'
import type { Row } from './row.ts'

const isRelated = (row: Row) => /^variation$/i.test(row.get('kind'))
/** The report of active listings has no relationship: rows of variations share the item's number. */
const isVariation = (row: Row) => isRelated(row) || (!row.columns.has('kind') && row.get('options') !== '')

/** `Color=Black|Size=M` of a variation. */
function detailsOf (row: Row): Option[] {
  return isVariation(row) ? pairsIn(row.get('options'), /\|/, '=') : []
}

/** File Exchange, Seller Hub Reports and active listings: rows of variations follow their listing. */
export const ebay: Format = {
  name: 'eBay',
  requires: [['id'], ['title']],
  telling: [
    /^action\(/,
    'customlabel',
    'custom label (sku)',
    'relationshipdetails',
    'relationship details',
    'startprice',
    'start price',
    'picurl',
    'item photo url',
    'conditionid',
    'condition id',
    'sold quantity',
    'available quantity',
    'ebay category 1 name',
    'ebay category 1 number'
  ],
  tellingNeeded: 3,
  columns: {
    id: ['item number', 'itemid', 'customlabel', 'custom label (sku)'],
    kind: ['relationship'],
    options: ['relationshipdetails', 'relationship details', 'variation details'],
    title: ['title'],
    description: ['description'],
    brand: ['c:brand'],
    category: ['category name', 'ebay category 1 name'],
    identifiers: ['customlabel', 'custom label (sku)', 'p:upc', 'p:ean', 'p:isbn', 'product:upc', 'product:ean'],
    price: ['startprice', 'current price', 'start price', 'buyitnowprice', 'buy it now price'],
    currency: ['currency'],
    quantity: ['quantity', 'available quantity'],
    images: ['picurl', 'item photo url'],
    color: ['c:color', 'c:colour', 'c:farbe']
  },
  attributes: [/^c:(.+)$/i],
  // `*Action(SiteID=US|Country=US|Currency=USD|…)`.
  currencyIn: /^action\(.*\bcurrency=([a-z]{3})\b/,
  statesCurrency: false,
  membership: (row, previous) => ({ name: (isRelated(row) && previous ? previous : row).get('id') }),
  kindOf: (row) => (isVariation(row) ? 'variant' : 'product'),
  optionsOf: detailsOf,
  // `Black=https://…`: the photo of that value.
  toImage: (image) => image.replace(/^[^=:/]*=(?=https?:)/, ''),
  whyWithdrawn: (row) => (/^(?:end|delete)/i.test(row.cells[0] ?? '') ? 'it is to be ended' : undefined)
}
