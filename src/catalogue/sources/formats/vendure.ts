import type { Format, Option } from './format.ts'
import type { Row } from './row.ts'

const list = (text: string) => text.split('|').map((part) => part.trim())

/** `brand:Acme|color:red`, of product and variant. */
function facetsIn (text: string): Option[] {
  return list(text).flatMap((facet) => {
    const [name = '', ...value] = facet.split(':')
    return value.length > 0 ? [{ name: name.trim(), value: value.join(':').trim() }] : []
  })
}

/** `screen size|RAM` over `13 inch|8GB`; a group may carry a code, `size:shoe-size`. */
function optionsOf (row: Row, main: Row): Option[] {
  const values = list(row.get('options'))
  return list(main.get('optionGroups')).flatMap((group, i) =>
    group !== '' && values[i] ? [{ name: group.split(':')[0]!.trim(), value: values[i] }] : []
  )
}

/** The importer's format: a row without a name is a further variant of the product above. */
export const vendure: Format = {
  name: 'Vendure',
  requires: [['id'], ['title'], ['identifiers']],
  telling: [
    'assets',
    'facets',
    'optiongroups',
    'optionvalues',
    'taxcategory',
    'stockonhand',
    'trackinventory',
    'variantassets',
    'variantfacets'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['slug', /^slug:[a-z]{2}/],
    handle: ['slug', /^slug:[a-z]{2}/],
    title: ['name', /^name:[a-z]{2}/],
    description: ['description', /^description:[a-z]{2}/],
    images: ['assets', 'variantassets'],
    facets: ['facets'],
    variants: ['variantfacets'],
    optionGroups: ['optiongroups', /^optiongroups:[a-z]{2}/],
    options: ['optionvalues', /^optionvalues:[a-z]{2}/],
    identifiers: ['sku'],
    price: ['price'],
    quantity: ['stockonhand'],
    tracked: ['trackinventory'],
    published: ['enabled', 'product enabled']
  },
  statesCurrency: false,
  membership: (row, previous) => ({ name: (row.get('title') === '' && previous ? previous : row).get('id') }),
  optionsOf,
  attributesOf: (row) => [...facetsIn(row.get('facets')), ...facetsIn(row.get('variants'))],
  whyWithdrawn: (row) => (/^(?:false|0)$/i.test(row.get('published')) ? 'it is not enabled' : undefined)
}
