import type { Format } from './format.ts'

const NUMBERS: Readonly<Record<string, string>> = { one: '1', two: '2', three: '3' }

/** The product export of Lightspeed Retail (X-Series), before that Vend: variants share the handle. */
export const lightspeed: Format = {
  name: 'Lightspeed Retail',
  requires: [['id'], ['title']],
  telling: [
    'supply price',
    'retail price',
    'composite sku',
    'variant option one name',
    'variant option one value',
    'track inventory',
    'product category',
    /^inventory /
  ],
  tellingNeeded: 4,
  columns: {
    id: ['handle'],
    handle: ['handle'],
    variantId: ['id'],
    title: ['name'],
    description: ['description'],
    brand: ['brand name', 'brand'],
    category: ['product category', 'product type', 'type'],
    tags: ['tags'],
    identifiers: ['sku', 'supplier code'],
    price: ['retail price'],
    tracked: ['track inventory'],
    quantity: [/^inventory /],
    published: ['active'],
    images: ['image url', 'image']
  },
  optionName: (heading) => NUMBERS[/^variant option (\w+) name$/.exec(heading)?.[1] ?? ''],
  optionValue: (heading) => NUMBERS[/^variant option (\w+) value$/.exec(heading)?.[1] ?? ''],
  statesCurrency: false,
  separators: { tags: /,/, category: />|\// },
  membership: (row) => ({ name: row.get('id') }),
  whyWithdrawn: (row) => (/^(?:0|no|false)$/i.test(row.get('published')) ? 'it is not active' : undefined)
}
