import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'
import { checkTaxonomy } from '../../src/taxonomy/taxonomy-file.ts'
import { statedLabels } from '../../src/tagging/observation.ts'
import { CATEGORY, isWithin, Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const CLOTHES = [
  'T-Shirt',
  'Long-sleeved top',
  'Pants',
  'Shoes',
  'Shirt',
  'Dress',
  'Outerwear',
  'Shorts',
  'Hat',
  'Skirt'
]

t.test('the taxonomy that ships is valid, has at least 150 labels and the common clothes as leaves', async (t) => {
  const taxonomy = await Taxonomy.read(join(packageRoot, 'models', 'taxonomy.json'))

  const labels = [taxonomy.category, ...taxonomy.attributes].flatMap((attribute) => attribute.labels)
  t.ok(labels.length >= 150, `${labels.length} labels`)
  const leaves = taxonomy.category.labels.map(({ value }) => value.split('/').at(-1))
  t.same(
    CLOTHES.filter((name) => !leaves.includes(name)),
    []
  )
  t.same(
    CLOTHES.map((name) => taxonomy.resolveCategory(name)?.split('/').at(-1)),
    CLOTHES
  )
  t.equal(taxonomy.resolveCategory('Clothing/Outwear'), 'Clothing/Outerwear', 'by its former name, too')
})

t.test(
  'the taxonomy that ships covers fashion, footwear, home, electronics, sport and garden, with names in German',
  async (t) => {
    const taxonomy = await Taxonomy.read(join(packageRoot, 'models', 'taxonomy.json'))
    const leaves = taxonomy.category.labels.map(({ value }) => value)

    for (const branch of ['Clothing', 'Footwear', 'Accessories', 'Home', 'Electronics', 'Sport', 'Garden']) {
      const below = leaves.filter((path) => path.startsWith(`${branch}/`))
      t.ok(below.length >= 4, branch)
      t.ok(
        below.some((leaf) => taxonomy.attributesOf(leaf).length > 0),
        `attributes of ${branch}`
      )
    }
    t.same(
      taxonomy
        .labelsOf(CATEGORY)
        .filter(({ names }) => !names['de'])
        .map(({ value }) => value),
      []
    )
    t.same(
      taxonomy.attributes
        .filter(({ names, labels }) => !names['de'] || labels.some((label) => !label.names['de']))
        .map(({ name }) => name),
      []
    )
  }
)

t.test('the ends of a path mean it, a name that several categories have means none of them', async (t) => {
  const taxonomy = new Taxonomy({
    name: 'ends',
    version: '1',
    attributes: [],
    categories: [
      { name: 'Chairs', children: [{ name: 'Accessories' }, { name: 'Chairs' }] },
      {
        name: 'Lamps & Light',
        children: [
          { name: 'Accessories', names: { de: 'Zubehör' } },
          { name: 'Bulbs', names: { de: 'Birnen' } }
        ]
      }
    ]
  })

  t.equal(taxonomy.resolveCategory('Shop > Chairs > Accessories'), 'Chairs/Accessories')
  t.equal(taxonomy.resolveCategory('Lamps and Light/Accessories'), 'Lamps & Light/Accessories')
  t.equal(taxonomy.resolveCategory('Accessories'), undefined)
  t.equal(taxonomy.resolveCategory('Bulbs > Accessories'), 'Lamps & Light/Bulbs', 'the next step that is known')
  t.equal(taxonomy.resolveCategory('Chairs'), 'Chairs')
  t.equal(taxonomy.resolveCategory('Birnen'), 'Lamps & Light/Bulbs', 'a name in another language')
})

t.test('a mistake is told with its place', async (t) => {
  const {
    attributes: [color, size],
    ...rest
  } = smallTaxonomy()
  const [red, ...others] = color!.labels
  const cases: ReadonlyArray<readonly [string, unknown]> = [
    [
      'attributes.color.labels[0].prompts must not have fewer than 1 items',
      { ...rest, attributes: [{ ...color, labels: [{ ...red, prompts: [] }, ...others] }] }
    ],
    ['attributes.color.type must be one of ONE_OF, MANY_OF', { ...rest, attributes: [{ ...color, type: 'SOME' }] }],
    ['attributes.color has the unknown property color', { ...rest, attributes: [{ ...color, color: 1 }] }],
    [
      'attributes.color.appliesTo[0] names no category: "Garden"',
      { ...rest, attributes: [{ ...color, appliesTo: ['Garden'] }] }
    ],
    [
      'attributes.color.labels[1].value is given twice: "Red"',
      { ...rest, attributes: [{ ...color, labels: [red, { value: 'Red' }] }] }
    ],
    [
      'attributes[0].name is "Category", which every taxonomy has already',
      { ...rest, attributes: [{ ...color, name: 'Category' }] }
    ],
    ['attributes[1].name is given twice: "color"', { ...rest, attributes: [color, { ...size, name: 'color' }] }],
    [
      'categories.Fashion.children[1].name is given twice: "Dress"',
      {
        ...rest,
        attributes: [],
        categories: [{ name: 'Fashion', children: [{ name: 'Dress' }, { name: 'Dress' }] }, { name: 'Home' }]
      }
    ],
    [
      'categories has one leaf only; there is nothing to choose from',
      { ...rest, attributes: [], categories: [{ name: 'Home', children: [{ name: 'Sofa' }] }] }
    ],
    ['the file lacks version', { name: 'a', categories: rest.categories, attributes: [] }]
  ]
  for (const [message, raw] of cases) {
    t.throws(() => checkTaxonomy(raw, 'shop.json'), {
      code: 'TAXONOMY_INVALID',
      message: `The taxonomy shop.json cannot be used: ${message}.`
    })
  }
})

t.test('a file that is absent or no JSON is told so', async (t) => {
  const folder = t.testdir({ 'broken.json': '{' })

  await t.rejects(Taxonomy.read(join(folder, 'none.json')), {
    code: 'TAXONOMY_INVALID',
    message: /there is no such file/
  })
  await t.rejects(Taxonomy.read(join(folder, 'broken.json')), { code: 'TAXONOMY_INVALID', message: /is not JSON/ })
})

t.test("a catalogue's own words are recognised", async (t) => {
  const taxonomy = new Taxonomy(smallTaxonomy())

  t.equal(taxonomy.resolveCategory('Fashion/Dress'), 'Fashion/Dress')
  t.equal(taxonomy.resolveCategory('Women > Summer > Dresses'), 'Fashion/Dress')
  t.equal(taxonomy.resolveCategory('Shop/Home'), 'Home')
  t.equal(taxonomy.resolveCategory('Toys'), undefined)
  t.equal(taxonomy.resolve('color', 'Crimson'), 'red')
  t.equal(taxonomy.resolve('color', 'loud'), undefined)
})

t.test('attributes apply to the branches they name and to what is below', async (t) => {
  const taxonomy = new Taxonomy(smallTaxonomy())
  const names = (path: string) => taxonomy.attributesOf(path).map(({ name }) => name)

  t.same(names('Fashion/Dress'), ['color', 'size'])
  t.same(names('Home/Sofa'), ['color'])
  t.same(names('Home'), ['color'])
})

t.test('names are shown in the language asked for, else as they are', async (t) => {
  const taxonomy = new Taxonomy(smallTaxonomy())

  t.equal(taxonomy.nameOf(CATEGORY, 'Fashion/Dress', 'de-AT'), 'Fashion/Kleid')
  t.equal(taxonomy.nameOf(CATEGORY, 'Fashion/Dress', 'fr'), 'Fashion/Dress')
  t.equal(taxonomy.nameOf('color', 'red', 'de'), 'rot')
  for (const language of ['DE', 'De-at', 'de-Latn-CH']) {
    t.equal(taxonomy.nameOf('color', 'red', language), 'rot', language)
  }
  for (const language of ['', 'd', 'deu', 'constructor']) {
    t.equal(taxonomy.nameOf('color', 'red', language), 'red', language)
  }
  t.equal(taxonomy.attributeName('color', 'de'), 'Farbe')
  t.equal(taxonomy.attributeName('size', 'de'), 'size')
})

t.test('other prompts make another digest', async (t) => {
  const {
    attributes: [color],
    ...rest
  } = smallTaxonomy()
  const [red, ...others] = color!.labels
  const changed = { ...rest, attributes: [{ ...color!, labels: [{ ...red!, prompts: ['scarlet'] }, ...others] }] }

  t.not(new Taxonomy(changed).digest, new Taxonomy({ ...rest, attributes: [color!] }).digest)
})

t.test(
  'values that differ in a sign or a single letter are told apart, and nothing is a value of its own',
  async (t) => {
    const labels = (...values: string[]) => values.map((value) => ({ value }))
    const taxonomy = new Taxonomy({
      ...smallTaxonomy(),
      attributes: [
        { name: 'size', type: 'ONE_OF', appliesTo: ['Fashion'], labels: labels('S', 'M', 'XS', 'X') },
        { name: 'energy', type: 'ONE_OF', appliesTo: ['Home'], labels: labels('A', 'A+', 'A++', '+') }
      ]
    })

    for (const value of ['S', 'M', 'XS', 'X']) t.equal(taxonomy.resolve('size', value), value)
    t.equal(taxonomy.resolve('size', 'xs'), 'XS')
    t.equal(taxonomy.resolve('size', ' s '), 'S')
    for (const value of ['A', 'A+', 'A++', '+']) t.equal(taxonomy.resolve('energy', value), value)
    t.equal(taxonomy.resolve('energy', 'a +'), 'A', 'the nearest word, where no value is meant exactly')
    for (const nothing of ['', ' ', '-', '++']) {
      t.equal(taxonomy.resolve('energy', nothing), undefined, JSON.stringify(nothing))
    }
    t.equal(taxonomy.resolve('size', ''), undefined)
    t.same(statedLabels(product('p', 'a thing'), 'size', taxonomy), [], 'who states nothing has no size')
  }
)

t.test('plural, case, signs and spelling of and do not matter', async (t) => {
  const taxonomy = new Taxonomy({
    ...smallTaxonomy(),
    categories: [{ name: 'T-Shirts & Tops' }, { name: 'Glass' }, { name: 'Box' }, { name: 'TV' }, { name: 'Bücher' }],
    attributes: []
  })

  for (const word of ['t-shirts and tops', 'TShirts&Tops', 'T SHIRTS + AND TOPS']) {
    t.equal(taxonomy.resolve(CATEGORY, word), 'T-Shirts & Tops', word)
  }
  t.equal(taxonomy.resolve(CATEGORY, 'glasses'), 'Glass')
  t.equal(taxonomy.resolve(CATEGORY, 'boxes'), 'Box')
  t.equal(taxonomy.resolve(CATEGORY, 'TVs'), 'TV')
  t.equal(taxonomy.resolve(CATEGORY, 'BÜCHER'), 'Bücher')
  t.equal(taxonomy.resolve('no attribute', 'Glass'), undefined)
})

t.test('what every object has is no language and no word', async (t) => {
  const taxonomy = new Taxonomy(smallTaxonomy())

  for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty-x', '']) {
    t.equal(taxonomy.nameOf('color', 'red', word), 'red', word)
    t.equal(taxonomy.nameOf(CATEGORY, 'Fashion/Dress', word), 'Fashion/Dress', word)
    t.equal(taxonomy.attributeName('color', word), 'color', word)
    t.equal(taxonomy.resolve('color', word), undefined, word)
    t.same(taxonomy.externalIds('color', word), {}, word)
  }
})

t.test('a category is itself a branch of itself, and of nothing that only begins alike', async (t) => {
  t.ok(isWithin('Home', 'Home'))
  t.ok(isWithin('Home/Sofa', 'Home'))
  t.notOk(isWithin('Home', 'Home/Sofa'))
  t.notOk(isWithin('Homeware/Cup', 'Home'))
})
