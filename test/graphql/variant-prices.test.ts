import t, { type Test } from 'tap'
import type { Product, Variant } from '../../src/catalogue/product.ts'
import { product, testApp } from '../fixtures/app.ts'
import { localAws, s3Store } from '../fixtures/aws-clients.ts'
import { idsOf } from '../fixtures/found.ts'
import type { VectorStore } from '../../src/vectors/vector-store.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const DAY = 86_400_000
const at = (days: number) => new Date(Date.now() + days * DAY).toISOString()

function costing (id: string, amounts: readonly string[], rest: Partial<Product> = {}): Product {
  const variants = amounts.map((amount, i): Variant => ({
    id: `${id}-${i}`,
    options: [{ name: 'Size', value: `${i}` }],
    price: EUR(amount),
    identifiers: []
  }))
  return product(id, `thing ${id}`, { price: EUR(amounts[0]!), variants, ...rest })
}

const PRODUCTS: readonly Product[] = [
  costing('wide', ['10', '40', '90']),
  costing('gap', ['10', '120']),
  costing('even', ['60', '60']),
  costing('low', ['5', '8']),
  // What it costs as a whole is more than its cheapest variant.
  costing('odd', ['55', '20']),
  product('plain', 'thing plain', { price: EUR('70') }),
  product('free', 'thing without a price'),
  costing('foreign', ['30'], {
    variants: [
      { id: 'foreign-0', options: [], price: EUR('30'), identifiers: [] },
      { id: 'foreign-1', options: [], price: { amount: '75', currency: 'USD' }, identifiers: [] }
    ]
  }),
  costing('past', ['10', '20'], {
    compareAtPrice: EUR('60'),
    saleEnds: at(-1),
    variants: [
      { id: 'past-0', options: [], price: EUR('10'), compareAtPrice: EUR('60'), identifiers: [] },
      { id: 'past-1', options: [], price: EUR('20'), compareAtPrice: EUR('200'), identifiers: [] }
    ]
  })
]

const STORES: Readonly<Record<string, (t: Test) => Promise<VectorStore | undefined>>> = {
  'embedded store': async () => undefined,
  'local AWS': async (t) => await s3Store(await localAws(t))
}

const RANGES: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['{ min: 50, max: 95 }', ['even', 'odd', 'past', 'plain', 'wide']],
  ['{ min: 100 }', ['gap', 'past']],
  ['{ min: 91, max: 119 }', []],
  ['{ max: 9 }', ['low']],
  ['{ min: 20, max: 20 }', ['odd']],
  ['{ min: 8, max: 8 }', ['low']],
  ['{ min: 72, max: 80 }', []],
  ['{ min: 50, max: 95, currency: "USD" }', []],
  ['{ min: 199, max: 200, currency: "EUR" }', ['past']]
]

interface Result {
  readonly search: {
    readonly totalCount: number
    readonly items: ReadonlyArray<{
      readonly product: { readonly id: string }
      readonly match: { readonly variantId: string | null }
    }>
    readonly facets: {
      readonly price: { readonly min: number; readonly max: number } | null
      readonly groups: ReadonlyArray<{
        readonly id: string
        readonly values: ReadonlyArray<Record<'min' | 'max', number | null> & { readonly count: number }>
      }>
    }
  }
}

for (const [name, open] of Object.entries(STORES)) {
  t.test(`${name}: a range of prices finds the products of which one variant lies in it`, async (t) => {
    const { ask } = await testApp(t, { products: PRODUCTS, store: await open(t), env: { DIMENSIONS: '64' } })
    const asked = async (args: string) => {
      const { data, errors } = await ask(`{ search(${args}) {
        totalCount items { product { id } match { variantId } }
        facets { price { min max } groups { id values { count min max } } }
      } }`)
      if (errors) throw new Error(errors[0]!.message)
      return (data as unknown as Result).search
    }
    // With words the store filters, without them the list of products does.
    for (const words of ['text: "thing", cutoff: false, topK: 50, ', '']) {
      for (const [range, ids] of RANGES) {
        const found = await asked(`${words}filter: { price: ${range} }`)
        t.same(idsOf({ search: found }).sort(), ids, `${words}${range}`)
        t.equal(found.totalCount, ids.length)
      }
      const { items, facets } = await asked(`${words}filter: { price: { min: 50, max: 95 } }`)
      const variantOf = (id: string) => items.find((item) => item.product.id === id)?.match.variantId
      t.equal(variantOf('wide'), 'wide-2')
      t.equal(variantOf('past'), 'past-0', 'at the prices outside the sale')
      t.equal(facets.price!.max, 200)

      const cheapFirst = await asked(`${words}filter: { price: { min: 50, max: 95 } }, sort: [{ key: PRICE }]`)
      t.same(idsOf({ search: cheapFirst }), ['wide', 'odd', 'even', 'past', 'plain'], 'by the lowest price')

      const { groups } = (await asked(words === '' ? 'topK: 50' : words)).facets
      const group = groups.find(({ id }) => id === 'price')!
      t.ok(group.values.length > 2)
      for (const { count, min, max } of group.values) {
        const range = `{ ${min === null ? '' : `min: ${min} `}${max === null ? '' : `max: ${max} `}currency: "EUR" }`
        const { totalCount } = await asked(`${words}filter: { price: ${range} }`)
        t.equal(totalCount, count, `the range ${range} finds as many as it says`)
      }

      const unwanted = await asked(`${words}filter: { not: { price: { max: 30 } } }`)
      t.same(idsOf({ search: unwanted }).sort(), ['even', 'free', 'past', 'plain'], 'left out by the lowest price')
    }
  })

  t.test(`${name}: a new price of one variant is found by the next search`, async (t) => {
    const { services, ask } = await testApp(t, {
      products: PRODUCTS,
      store: await open(t),
      env: { DIMENSIONS: '64' }
    })
    const found = async (range: string) =>
      idsOf((await ask(`{ search(text: "thing", cutoff: false, filter: { price: ${range} }) { items { product { id } } } }`)).data)
    t.same(await found('{ min: 300 }'), [])

    await services.writer.updateOffers([{ id: 'low', variantId: 'low-1', price: EUR('333') }])
    t.same(await found('{ min: 300 }'), ['low'])
    t.same(await found('{ min: 5, max: 5 }'), ['low'])

    await services.writer.updateOffers([{ id: 'low', price: EUR('7') }])
    t.same(await found('{ min: 300 }'), [])
    t.same(await found('{ min: 7, max: 7 }'), ['low'])
  })
}
