import type { Format } from './format.ts'
import type { Row } from './row.ts'
import { whyNotSold } from './withdrawn.ts'

const kind = (row: Row) => row.get('kind').toLowerCase()

/** The flat file of a seller, below its two rows of advice, and the report of all listings. */
export const amazon: Format = {
  name: 'Amazon flat file',
  requires: [['id'], ['title']],
  telling: ['item sku', 'item name', 'feed product type', 'parent child', 'external product id', 'main image url', 'seller-sku', 'item-name', 'listing-id',
    'asin1', 'fulfillment-channel'],
  tellingNeeded: 3,
  columns: {
    id: ['item sku', 'seller-sku', 'sku'],
    kind: ['parent child', 'parentage'],
    parent: ['parent sku'],
    title: ['item name', 'item-name', 'title'],
    description: ['product description', 'item-description'],
    shortDescription: ['bullet point1'],
    brand: ['brand name'],
    category: ['product type', 'feed product type', 'item type'],
    identifiers: ['item sku', 'seller-sku', 'external product id', 'part number', 'asin1'],
    price: ['standard price', 'price', 'list price'],
    status: ['status'],
    salePrice: ['sale price'],
    saleStarts: ['sale from date'],
    saleEnds: ['sale end date'],
    currency: ['currency'],
    quantity: ['quantity'],
    images: ['main image url', /^other image url\d*$/],
    color: ['color name'],
    options: ['size name']
  },
  attributes: [/^(material|pattern|department|style)(?: (?:type|name))?\d*$/i],
  statesCurrency: false,
  membership: (row) => ({ name: kind(row) === 'child' ? row.get('parent') : row.get('id') }),
  kindOf: (row) => (kind(row) === 'parent' ? 'product' : kind(row) === 'child' ? 'variant' : 'both'),
  optionsOf: (row) =>
    [
      { name: 'Color', value: row.cell('color name') },
      { name: 'Size', value: row.cell('size name') }
    ].filter(({ value }) => kind(row) === 'child' && value !== ''),
  whyWithdrawn: (row) => (/^delete$/i.test(row.cell('update delete')) ? 'it is to be deleted' : whyNotSold(row))
}
