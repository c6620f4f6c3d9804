import { splitImages } from '../values/lists.ts'
import type { Format, Option } from './format.ts'
import type { Row } from './row.ts'
import { unquote } from './unquote.ts'

/** `size=S,color=Red`; a value may hold commas that no name follows. */
function pairs (text: string): Option[] {
  return text.split(/,(?="?[\w-]+=)/).flatMap((quoted) => {
    const pair = unquote(quoted)
    const at = pair.indexOf('=')
    return at > 0 && pair.length > at + 1
      ? [{ name: unquote(pair.slice(0, at)), value: unquote(pair.slice(at + 1)) }]
      : []
  })
}

const variations = (text: string) =>
  text
    .split('|')
    .map(pairs)
    .filter((options) => options.length > 0)
const isDisabled = (row: Row) => /^(?:2|0|disabled)$/i.test(row.get('published'))
const skuOf = (options: readonly Option[]) => options.find(({ name }) => name === 'sku')?.value ?? ''

/**
 * The product export of Magento 2 and Adobe Commerce: simple products belong to the configurable one that lists them.
 */
export const magento: Format = {
  name: 'Magento 2',
  requires: [['id'], ['title']],
  telling: [
    'attribute set code',
    'product online',
    'configurable variations',
    'additional attributes',
    'store view code',
    'product websites',
    'base image',
    'url key'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['sku'],
    handle: ['url key'],
    identifiers: ['sku', 'gtin', 'ean'],
    kind: ['product type'],
    group: ['store view code'],
    title: ['name'],
    description: ['description'],
    shortDescription: ['short description'],
    brand: ['manufacturer', 'brand'],
    category: ['categories'],
    price: ['price'],
    salePrice: ['special price'],
    saleStarts: ['special price from date'],
    saleEnds: ['special price to date'],
    quantity: ['qty'],
    tracked: ['manage stock'],
    backorder: ['allow backorders'],
    availability: ['is in stock'],
    images: ['base image', 'image', 'additional images', 'media image'],
    imageAlts: ['base image label', 'image label', 'additional image labels', 'media lable', 'media label'],
    visibility: ['visibility'],
    published: ['product online', 'status'],
    variants: ['configurable variations'],
    options: ['additional attributes'],
    color: ['color'],
    optionGroups: ['configurable variation labels']
  },
  statesCurrency: false,
  separators: { category: /\//, categories: /,/ },
  // The root of a shop's tree, which no shopper sees.
  categoriesOf: (row) => row.all('category').map((cell) => cell.replace(/(^|,)Default Category(?:\/|(?=,|$))/g, '$1')),
  photosIn: (cell) => splitImages(cell).filter((image) => image !== 'no_selection').map((image) => ({ image })),
  membership: (row) => ({ name: row.get('id'), aliases: variations(row.get('variants')).map(skuOf).filter(Boolean) }),
  kindOf: (row) => {
    if (row.get('group') !== '') return 'none'
    if (row.get('kind') === 'configurable') return 'product'
    if (row.get('kind') !== 'simple' && row.get('kind') !== 'virtual') return 'product'
    return isDisabled(row) ? 'none' : 'both'
  },
  optionsOf: (row, main) => {
    const listed = variations(main.get('variants')).find((options) => skuOf(options) === row.get('id')) ?? []
    return listed.filter(({ name }) => name !== 'sku')
  },
  attributesOf: (row) =>
    pairs(row.get('options'))
      .filter(({ name }) => !/^(?:manufacturer|brand)$/.test(name))
      .flatMap(({ name, value }) => value.split('|').map((one) => ({ name, value: unquote(one) }))),
  brandOf: (row) => pairs(row.get('options')).find(({ name }) => /^(?:manufacturer|brand)$/.test(name))?.value,
  whyWithdrawn: (row) => {
    if (isDisabled(row)) return 'it is not enabled'
    return /^not visible/i.test(row.get('visibility')) ? 'it is not visible individually' : undefined
  }
}
