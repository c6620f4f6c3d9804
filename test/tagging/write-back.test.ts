import t, { type Test } from 'tap'
import { CatalogueService } from '../../src/catalogue/catalogue-service.ts'
import type { Product } from '../../src/catalogue/product.ts'
import type { TaggedLine } from '../../src/tagging/bulk/tag-log.ts'
import type { Tag } from '../../src/tagging/tagging.ts'
import { WriteBack } from '../../src/tagging/write-back.ts'
import { product } from '../fixtures/app.ts'
import { searchShop } from '../fixtures/search-shop.ts'

async function shopOf (t: Test, products: readonly Product[]) {
  const { catalogue, services } = await searchShop(t, { products, env: { DIMENSIONS: '64,32' } })
  const records = async (id: string, dimension = 64) => {
    const { index } = await catalogue.open(dimension)
    return [...(await index.get([`${id}#text`, `${id}#image-0`, `${id}#image-1`])).values()]
  }
  return { writeBack: new WriteBack(catalogue), catalogue, services, records }
}

type Given = readonly [attribute: string, value: string, decision?: Tag['decision']]

function line (
  id: string,
  tags: readonly Given[],
  path: string | undefined = undefined,
  decision: Tag['decision'] = 'ASSIGNED'
): TaggedLine {
  const common = { confidence: 0.9, alternatives: [], evidence: [] }
  return {
    id,
    model: 'words-1',
    taxonomy: 'small',
    taxonomyVersion: '7',
    abstained: [],
    category: { ...common, path, decision },
    tags: tags.map(([attribute, value, decision = 'ASSIGNED']) => ({ ...common, attribute, value, decision }))
  }
}

const BARE = product('bare', 'dress', { images: ['/media/red.jpg', '/media/blue.jpg'] })

t.test('what is assigned goes into every view of every dimension, and nothing else of them changes', async (t) => {
  const { writeBack, records } = await shopOf(t, [BARE])
  const before = await records('bare', 32)

  await writeBack.write([
    line(
      'bare',
      [
        ['color', 'red'],
        ['size', 'long']
      ],
      'Fashion/Dress'
    )
  ])

  for (const dimension of [64, 32]) {
    const views = await records('bare', dimension)
    t.equal(views.length, 3)
    for (const { metadata } of views) {
      t.match(metadata, {
        color: 'red',
        category: ['Fashion', 'Fashion/Dress'],
        attributes: '{"size":["long"]}',
        attributeValues: ['size=long']
      })
    }
  }
  t.same(
    (await records('bare', 32)).map(
      ({
        key,
        embedding,
        metadata: {
          color: _color,
          category: _category,
          details: _details,
          attributes: _attributes,
          attributeValues: _values,
          ...metadata
        }
      }) => ({ key, embedding, metadata })
    ),
    before
  )
})

t.test('what is only suggested, or not known, is not written', async (t) => {
  const { writeBack, records, catalogue } = await shopOf(t, [BARE])
  const before = await records('bare')

  await writeBack.write([
    line(
      'bare',
      [
        ['color', 'red', 'SUGGESTED'],
        ['size', 'long', 'ABSTAINED']
      ],
      'Fashion/Dress',
      'SUGGESTED'
    ),
    line('bare', [], undefined, 'ABSTAINED')
  ])

  t.same(await records('bare'), before)
  t.match(await catalogue.product('bare'), { color: undefined, category: undefined, attributes: {} })
})

t.test('what the catalogue states stays, in its own spelling, and gets nothing beside it', async (t) => {
  const stated = product('stated', 'dress', {
    category: 'Gowns',
    color: 'crimson',
    attributes: { Size: ['XL'] },
    images: ['/media/red.jpg']
  })
  const { writeBack, catalogue } = await shopOf(t, [stated])

  await writeBack.write([
    line(
      'stated',
      [
        ['color', 'red'],
        ['size', 'long'],
        ['fit', 'slim']
      ],
      'Fashion/Dress'
    )
  ])

  t.match(await catalogue.product('stated'), { category: 'Gowns', color: 'crimson' })
  t.same((await catalogue.product('stated'))?.attributes, { Size: ['XL'], fit: ['slim'] })
})

t.test('several values of an attribute are one statement; of two lines of a product the later holds', async (t) => {
  const { writeBack, catalogue } = await shopOf(t, [BARE])

  await writeBack.write([
    line('bare', [['mood', 'loud']]),
    line('bare', [
      ['mood', 'calm'],
      ['mood', 'warm'],
      ['mood', 'odd', 'SUGGESTED']
    ])
  ])

  t.same((await catalogue.product('bare'))?.attributes, { mood: ['calm', 'warm'] })
})

t.test('products that are not there are left out, and nothing at all is fine', async (t) => {
  const { writeBack, catalogue } = await shopOf(t, [BARE])

  await writeBack.write([])
  await writeBack.write([line('nobody', [['color', 'red']]), line('bare', [['color', 'red']])])

  t.equal((await catalogue.product('bare'))?.color, 'red')
  t.equal(await catalogue.product('nobody'), undefined)
})

t.test('a change tells whether it changed something, and writes only then', async (t) => {
  const { writeBack, catalogue } = await shopOf(t, [BARE, product('words', 'lamp')])
  const { index } = await catalogue.open()
  let writes = 0
  const update = index.update.bind(index)
  index.update = async (keys, ...given) => {
    if (keys.length > 0) writes++
    await update(keys, ...given)
  }

  t.equal(await writeBack.change('bare', (product) => ({ ...product, color: 'red', colors: ['red'] })), true)
  t.equal(await writeBack.change('bare', (product) => ({ ...product, color: 'red', colors: ['red'] })), false)
  t.equal(await writeBack.change('nobody', (product) => ({ ...product, color: 'red', colors: ['red'] })), false)
  t.equal(
    await writeBack.change('words', (product) => ({ ...product, color: 'red', colors: ['red'] })),
    true,
    'without a photo as well'
  )
  t.equal(writes, 2)
})

t.test('facets of all dimensions are counted anew, and products are no more than before', async (t) => {
  const { writeBack, catalogue, services } = await shopOf(t, [
    BARE,
    product('other', 'lamp', { images: ['/media/red-2.jpg'] })
  ])
  await writeBack.write([line('bare', [['color', 'red']], 'Fashion/Dress'), line('other', [['color', 'red']])])

  await writeBack.recount()

  const fresh = new CatalogueService({ ...services, name: 'products', dimensions: catalogue.dimensions })
  for (const dimension of [64, 32]) {
    const { manifest } = await fresh.open(dimension)
    t.match(manifest, {
      products: 2,
      facets: {
        colors: [{ value: 'red', count: 2 }],
        categories: [
          { value: 'Fashion', count: 1 },
          { value: 'Fashion/Dress', count: 1 }
        ]
      }
    })
  }
})
