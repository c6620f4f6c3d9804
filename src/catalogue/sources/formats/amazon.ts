import type { Format } from './format.ts'
import type { Row } from './row.ts'
import { whyRowNotSold } from './withdrawn.ts'

const kind = (row: Row) => row.get('kind').toLowerCase()

const isToBeDeleted = (row: Row) => /^delete\b/i.test(row.cell('update delete') || row.cell('::record action'))

/** The flat file of a seller, below its two rows of advice, and the report of all listings. */
export const amazon: Format = {
  name: 'Amazon flat file',
  requires: [['id'], ['title']],
  telling: [
    'item sku',
    'item name',
    'feed product type',
    'parent child',
    'external product id',
    'main image url',
    'seller-sku',
    'item-name',
    'listing-id',
    'asin1',
    'fulfillment-channel',
    /^contribution sku#/,
    /^item name\[/,
    '::record action',
    /^main product image locator/
  ],
  tellingNeeded: 3,
  columns: {
    id: ['item sku', 'seller-sku', /^contribution sku#/, 'sku'],
    kind: ['parent child', 'parentage', /^parentage level/],
    parent: ['parent sku', /^child parent sku relationship.*parent sku$/],
    title: ['item name', 'item-name', /^item name\[/, 'title'],
    description: ['product description', /^product description\[/, 'item-description'],
    shortDescription: ['bullet point1', /^bullet point\[.*#1\.value$/],
    brand: ['brand name', /^brand\[/],
    category: ['product type', 'feed product type', 'item type', /^product type#/],
    identifiers: [
      'item sku',
      'seller-sku',
      /^contribution sku#/,
      'external product id',
      'amzn1.volt.ca.product id value',
      'part number',
      'asin1'
    ],
    price: ['standard price', 'price', /^purchasable offer.*#1\.our price#1.*value with tax$/, 'list price'],
    status: ['status'],
    salePrice: ['sale price', /^purchasable offer.*#1\.discounted price#1.*value with tax$/],
    saleStarts: ['sale from date', /^purchasable offer.*#1\.discounted price#1.*start at$/],
    saleEnds: ['sale end date', /^purchasable offer.*#1\.discounted price#1.*end at$/],
    currency: ['currency'],
    quantity: ['quantity', /^fulfillment availability.*quantity$/],
    images: ['main image url', /^other image url\d*$/, /^main product image locator/, /^other product image locator/],
    color: ['color name', /^color\[/],
    options: ['size name', /^(?:\w+ )?size\[.*(?:size|value)$/]
  },
  attributes: [/^(material|pattern|department|style)(?: (?:type|name))?\d*(?:\[.*)?$/i],
  currencyIn: /^purchasable offer.*\bcurrency=([a-z]{3})\b/,
  statesCurrency: false,
  membership: (row) => ({ name: kind(row) === 'child' ? row.get('parent') : row.get('id') }),
  kindOf: (row) => (kind(row) === 'parent' ? 'product' : kind(row) === 'child' ? 'variant' : 'both'),
  optionsOf: (row) =>
    [
      { name: 'Color', value: row.get('color') },
      { name: 'Size', value: row.get('options') }
    ].filter(({ value }) => kind(row) === 'child' && value !== ''),
  whyWithdrawn: (row) => (isToBeDeleted(row) ? 'it is to be deleted' : whyRowNotSold(row))
}
