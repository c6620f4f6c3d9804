import t from 'tap'
import { product } from '../fixtures/app.ts'
import { shopOn, STORES } from '../fixtures/browse-shop.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const COLORS = ['Gray', 'gray', 'grey', 'red', 'red', 'Blue']

/** Twelve lamps of two brands, half of them grey in three spellings. */
const PRODUCTS = Array.from({ length: 12 }, (_, i) =>
  product(`lamp-${i}`, `lamp ${i}`, {
    brand: i < 8 ? 'Aurora' : 'Borealis',
    color: COLORS[i % COLORS.length]!,
    category: i % 2 ? 'Home/Light' : 'Home',
    price: EUR(String(10 + 10 * i)),
    tags: i === 0 ? ['new'] : [],
    attributes: { Material: [i < 3 ? 'Brass' : 'brass'], Bulbs: [String(i % 2)] },
    variants: i < 4 ? [{ id: 's', options: [{ name: 'Size', value: 'S' }], identifiers: [] }] : []
  })
)

interface Value {
  value: string
  label: string
  count: number
  selected: boolean
  min: number | null
  max: number | null
}
interface Group {
  id: string
  attribute: string | null
  label: string
  kind: string
  currency: string | null
  values: Value[]
}
interface Answer {
  search: { totalCount: number; facets: { groups: Group[] } }
}

const GROUPS =
  'totalCount facets { groups { id attribute label kind currency values { value label count selected min max } } }'

for (const store of STORES) {
  for (const text of ['', 'text: "lamp", cutoff: false, ']) {
    const what = `${text === '' ? 'browsing' : 'searching'}, ${store}`

    t.test(
      `choosing a value finds as many products as its group counted, whatever its spelling (${what})`,
      async (t) => {
        const { ask, services } = await shopOn(t, store, { products: PRODUCTS })
        // Facets of the catalogue know the spellings, as an ingest writes them.
        t.equal((await services.catalogue.open()).manifest.facets.colors.length, 5)
        const search = async (filter: string) =>
          (await ask(`{ search(${text}topK: 50, filter: {${filter}}) { ${GROUPS} } }`)).data as unknown as Answer
        const {
          search: {
            facets: { groups }
          }
        } = await search('inStock: null')
        t.same(
          groups.map(({ id, kind }) => [id, kind]),
          [
            ['category', 'PATH'],
            ['brand', 'VALUE'],
            ['color', 'VALUE'],
            ['price', 'RANGE'],
            ['tags', 'VALUE'],
            ['attributes.bulbs', 'VALUE'],
            ['attributes.material', 'VALUE'],
            ['attributes.size', 'VALUE']
          ]
        )
        t.match(groups[6], { attribute: 'Material', values: [{ count: 12 }] })
        t.match(groups[2]!.values[0], { count: 6, selected: false })

        for (const { id, attribute, values } of groups) {
          for (const { value, min, max, count } of values) {
            const filter =
              id === 'price'
                ? `price: { min: ${min}, max: ${max} }`
                : attribute
                  ? `attributes: [{ name: "${attribute}", values: ["${value}"] }]`
                  : `${id}: [${JSON.stringify(value)}]`
            t.equal((await search(filter)).search.totalCount, count, filter)
          }
        }
        t.equal(
          groups[3]!.values.reduce((sum, { count }) => sum + count, 0),
          12,
          'each price is in one range'
        )
      }
    )

    t.test(`a group is counted without its own choice, the others with it (${what})`, async (t) => {
      const { ask } = await shopOn(t, store, { products: PRODUCTS })
      const { data } = await ask(
        `{ search(${text}topK: 50, filter: { color: ["grey"], brand: ["Borealis"] }) { ${GROUPS} } }`
      )
      const {
        totalCount,
        facets: { groups }
      } = (data as unknown as Answer).search
      const group = (id: string) => groups.find((group) => group.id === id)!

      t.equal(totalCount, 1)
      t.same(
        group('brand').values.map(({ value, count, selected }) => [value, count, selected]),
        [
          ['Aurora', 5, false],
          ['Borealis', 1, true]
        ]
      )
      t.same(
        group('color').values.map(({ count, selected }) => [count, selected]),
        [
          [2, false],
          [1, false],
          [1, true]
        ]
      )
      t.same(
        group('category').values.map(({ value, label, count }) => [value, label, count]),
        [['Home', 'Home', 1]]
      )
      t.notOk(group('tags'), 'a group without values is left out')

      const chosen = await ask(
        `{ search(${text}topK: 50, filter: { attributes: [{ name: "bulbs", values: ["1"] }], brand: ["Borealis"] }) { ${GROUPS} } }`
      )
      const bulbs = (chosen.data as unknown as Answer).search.facets.groups.find(
        ({ attribute }) => attribute === 'Bulbs'
      )
      t.same(
        bulbs?.values.map(({ value, count, selected }) => [value, count, selected]),
        [
          ['0', 2, false],
          ['1', 2, true]
        ]
      )
    })
  }
}

t.test('a chosen value that no product has stays to be taken away; the catalogue has groups of all', async (t) => {
  const { ask } = await shopOn(t, 'lancedb', { products: PRODUCTS })
  const { data } = await ask(
    `{ search(filter: { brand: ["Nobody"] }) { ${GROUPS} } catalogue { facets { groups { id values { value count selected } } } } }`
  )
  const answer = data as unknown as Answer & { catalogue: { facets: { groups: Group[] } } }

  t.match(answer.search.facets.groups, [
    {
      id: 'brand',
      values: [
        { value: 'Aurora', count: 8 },
        { value: 'Borealis', count: 4 },
        { value: 'Nobody', count: 0, selected: true }
      ]
    }
  ])
  t.match(answer.catalogue.facets.groups, [
    {
      id: 'category',
      values: [
        { value: 'Home', count: 12, selected: false },
        { value: 'Home/Light', count: 6 }
      ]
    }
  ])
})

t.test('an attribute that says what the group of colors says is no group of its own', async (t) => {
  const lamp = (id: string, color: string, stated: string) =>
    product(id, 'lamp', { color, attributes: { colour: [stated], Shade: [stated] } })
  const labels = async (products: ReturnType<typeof lamp>[]) => {
    const { ask } = await shopOn(t, 'lancedb', { products })
    const { data } = await ask(`{ search(text: "lamp", cutoff: false) { ${GROUPS} } }`)
    return (data as unknown as Answer).search.facets.groups.map(({ label }) => label)
  }
  t.same(await labels([lamp('a', 'red', 'Red'), lamp('b', 'gray', 'grey')]), ['Color', 'Shade'])
  t.same(await labels([lamp('a', 'red', 'Red'), lamp('b', 'gray', 'graphite')]), ['Color', 'colour', 'Shade'])
})

t.test('colors are one group, in whatever language the attribute says them', async (t) => {
  const shirt = (id: string, color: string) =>
    product(id, `shirt ${id}`, { color, attributes: { Farbe: [color], Schnitt: ['weit'] } })
  const { ask } = await shopOn(t, 'lancedb', { products: [shirt('a', 'Blau'), shirt('b', 'Rot')] })
  const { search } = (await ask(`{ search { ${GROUPS} } }`)).data as unknown as Answer

  t.same(search.facets.groups.map(({ label }) => label).filter((label) => /color|farbe|schnitt/i.test(label)), ['Color', 'Schnitt'])
})
