import t from 'tap'
import { PRODUCTS, testApp } from '../fixtures/app.ts'

const QUERY = `query ($text: String, $interpret: Boolean, $filter: ProductFilter, $sort: [SortInput!], $after: String, $topK: Int, $without: String) {
  search(text: $text, interpret: $interpret, filter: $filter, sort: $sort, after: $after, topK: $topK, without: $without) {
    items { match { kind } product { id color price { amount } } }
    totalCount
    pageInfo { endCursor }
    suggestions { kind filter }
    query { correctedText weights { part } understood { kind phrase min max currency sort direction value isFiltered } }
  }
}`

interface Found {
  readonly items: ReadonlyArray<{
    readonly match: { readonly kind: string }
    readonly product: { readonly id: string; readonly color: string | null; readonly price: { amount: string } | null }
  }>
  readonly totalCount: number
  readonly pageInfo: { readonly endCursor: string | null }
  readonly query: {
    readonly correctedText: string | null
    readonly weights: ReadonlyArray<{ readonly part: string }>
    readonly understood: ReadonlyArray<Readonly<Record<string, unknown>>>
  }
}

async function shop (t: Parameters<typeof testApp>[0], options: Parameters<typeof testApp>[1] = {}) {
  const { ask } = await testApp(t, options)
  return async (variables: Record<string, unknown>) => {
    const { data, errors } = await ask(QUERY, variables)
    if (errors) throw new Error(JSON.stringify(errors))
    return data?.['search'] as Found
  }
}

const ids = ({ items }: Found) => items.map(({ product: { id } }) => id)
const amounts = ({ items }: Found) => items.map(({ product: { price } }) => Number(price?.amount))

t.test('a price in the words filters, is told, and can be left in the words', async (t) => {
  const find = await shop(t)
  const found = await find({ text: 'dress under 50 euros' })
  t.same(ids(found), ['dress-blue'])
  t.match(found.query.understood, [{ kind: 'PRICE', phrase: 'under 50 euros', min: null, max: 50, currency: 'EUR' }])

  const asWritten = await find({ text: 'dress under 50 euros', interpret: false })
  t.same(asWritten.query.understood, [])
  t.ok(ids(asWritten).includes('dress-red'))
  t.same((await find({ text: '"dress under 50 euros"' })).query.understood, [])
})

t.test('what the request says of price and order stands instead of the words about it', async (t) => {
  const find = await shop(t)
  const found = await find({
    text: 'cheap dress under 50 euros',
    filter: { price: { min: 55 } },
    sort: [{ key: 'TITLE' }]
  })
  t.same(ids(found), ['dress-red'])
  t.same(found.query.understood, [])
})

t.test('what is not wanted is left out, by field, by name, or counts against', async (t) => {
  const find = await shop(t)
  const noRed = await find({ text: 'dress not red', filter: { not: { brand: ['Borealis'] } } })
  t.ok(ids(noRed).includes('dress-blue'))
  t.notOk(ids(noRed).includes('dress-red'))
  t.match(noRed.query.understood, [{ kind: 'NOT', phrase: 'not red', value: 'red', isFiltered: true }])

  const named = await find({ text: 'dress -shirt' })
  t.notOk(ids(named).some((id) => id.startsWith('shirt')))
  const without = await find({ text: 'dress without stripes', without: 'dots' })
  t.match(without.query.understood, [{ kind: 'NOT', value: 'stripes', isFiltered: false }])
  t.same(
    without.query.weights.map(({ part }) => part),
    ['TEXT', 'WITHOUT']
  )
})

t.test('cheap things are those that were asked for, the cheapest first, on every page', async (t) => {
  const find = await shop(t)
  const first = await find({ text: 'cheap dress', topK: 1 })
  const second = await find({ text: 'cheap dress', topK: 1, after: first.pageInfo.endCursor })
  t.same([...ids(first), ...ids(second)], ['dress-blue', 'dress-red'])
  t.match(first.query.understood, [{ kind: 'SORT', sort: 'PRICE', direction: 'ASC' }])
})

t.test('conditions alone list the products that meet them', async (t) => {
  const find = await shop(t)
  const found = await find({ text: 'under 50 euros', topK: 50 })
  t.ok(found.totalCount > 0)
  t.ok(amounts(found).every((amount) => amount <= 50))
  t.equal(found.items[0]?.match.kind, 'LISTED')
  t.match((await find({ text: 'without stripes' })).query.understood, [], 'words alone cannot be taken from nothing')

  const unlisted = await shop(t, { env: { LISTED_PRODUCTS: '0' } })
  t.same((await unlisted({ text: 'under 50 euros' })).query.understood, [])
})

t.test('prices that exclude each other are words, and so are the names of products', async (t) => {
  const find = await shop(t, {
    products: [...PRODUCTS, { ...PRODUCTS[0]!, id: 'album', title: 'Cheap Dress', identifiers: [] }]
  })
  t.same((await find({ text: 'dress under 20 euros over 50 euros' })).query.understood, [])
  const named = await find({ text: 'cheap dress' })
  t.same(named.query.understood, [])
  t.equal(ids(named)[0], 'album')
})

t.test('spelling is put right first; German is read as it is', async (t) => {
  const find = await shop(t)
  const found = await find({ text: 'dres under 50 euros' })
  t.equal(found.query.correctedText, 'dress under 50 euros')
  t.same(ids(found), ['dress-blue'])
  const german = await find({ text: 'dress unter 50 Euro, nicht rot' })
  t.equal(german.query.correctedText, null)
  t.match(german.query.understood, [{ kind: 'PRICE', max: 50 }, { kind: 'NOT', value: 'rot', isFiltered: true }])
  t.equal((await find({ text: '"dres" under 50 euros' })).query.correctedText, null, 'what is quoted stays')
})
