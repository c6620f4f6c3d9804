import { join } from 'node:path'
import t from 'tap'
import { importTaxonomy } from '../../../src/taxonomy/import/import-taxonomy.ts'

const TEXT = `# Shopify Product Taxonomy - Categories: 2026-11
# Format: {GID} : {Ancestor name} > ... > {Category name}

gid://shopify/TaxonomyCategory/aa        : Apparel & Accessories
gid://shopify/TaxonomyCategory/aa-1      : Apparel & Accessories > Clothing
gid://shopify/TaxonomyCategory/aa-1-4    : Apparel & Accessories > Clothing > Dresses
gid://shopify/TaxonomyCategory/fr        : Furniture
`

const gid = (kind: string, id: string) => `gid://shopify/Taxonomy${kind}/${id}`
const category = (id: string, name: string, ...attributes: readonly string[]) => ({
  id: gid('Category', id),
  level: 0,
  name: name.split(' > ').at(-1),
  full_name: name,
  attributes: attributes.map((attribute) => ({ id: gid('Attribute', attribute), name: attribute, extended: false }))
})
const attribute = (id: string, name: string, ...values: readonly string[]) => ({
  id: gid('Attribute', id),
  name,
  handle: name,
  values: values.map((value) => ({ id: gid('Value', value), name: value, handle: value }))
})
const JSON_FORM = {
  version: '2026-11',
  verticals: [
    {
      name: 'Apparel & Accessories',
      prefix: 'aa',
      categories: [
        category('aa', 'Apparel & Accessories', '1'),
        category('aa-1', 'Apparel & Accessories > Clothing', '1', '2'),
        category('aa-1-4', 'Apparel & Accessories > Clothing > Dresses/Gowns', '1', '2', '3')
      ]
    },
    { name: 'Furniture', prefix: 'fr', categories: [category('fr', 'Furniture', '1'), category('fr-1', 'Furniture > Sofas'), category('fr-2', 'Furniture > Beds')] }
  ],
  attributes: [
    attribute('1', 'Color', 'Red', 'Blue'),
    attribute('2', 'Neckline', 'Crew', 'V-neck'),
    attribute('3', 'Lonely', 'One')
  ]
}

const common = { name: 'shop', under: [], locales: new Map<string, string>() }

t.test('the text form becomes a taxonomy with its ids and with prompts of its names', async (t) => {
  const folder = t.testdir({ 'categories.txt': TEXT })
  const made = await importTaxonomy({ ...common, file: join(folder, 'categories.txt'), from: 'google' })
  t.match(made, {
    version: '2026-11',
    categories: [
      {
        name: 'Apparel & Accessories',
        externalIds: { shopify: 'aa' },
        children: [
          { name: 'Clothing', children: [{ name: 'Dresses', externalIds: { shopify: 'aa-1-4' }, prompts: ['dresses'] }] }
        ]
      },
      { name: 'Furniture' }
    ],
    attributes: []
  })
})

t.test('the JSON form brings attributes with their values, where they apply', async (t) => {
  const folder = t.testdir({ 'taxonomy.json': JSON.stringify(JSON_FORM), 'other.json': '{"verticals":[]}' })
  const file = join(folder, 'taxonomy.json')
  const made = await importTaxonomy({ ...common, file, from: 'shopify' })
  t.same(made.attributes, [
    {
      name: 'color',
      type: 'MANY_OF',
      appliesTo: ['Apparel & Accessories', 'Furniture'],
      labels: [{ value: 'red' }, { value: 'blue' }]
    },
    {
      name: 'neckline',
      type: 'MANY_OF',
      appliesTo: ['Apparel & Accessories/Clothing'],
      labels: [{ value: 'crew' }, { value: 'v-neck' }]
    }
  ])
  t.match(made.categories[0]!.children![0]!.children, [{ name: 'Dresses-Gowns', externalIds: { shopify: 'aa-1-4' } }])
  const some = await importTaxonomy({ ...common, file, from: 'shopify', under: ['Furniture'] })
  t.same(some.attributes.map(({ name, appliesTo }) => [name, appliesTo]), [['color', ['Furniture']]])
  await t.rejects(importTaxonomy({ ...common, file: join(folder, 'other.json'), from: 'shopify' }), {
    code: 'TAXONOMY_INVALID',
    message: /taxonomy\.json or dist\/en\/categories\.txt/
  })
})
