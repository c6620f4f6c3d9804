import t, { type Test } from 'tap'
import { TimeoutError } from '../../src/errors.ts'
import { ReviewQueue } from '../../src/review/review-queue.ts'
import { product } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { QUEUE, reviewApp, type Queue } from '../fixtures/review-app.ts'

t.test('the queue has each product nobody has looked at once, the least certain first', async (t) => {
  const { queue, review } = await reviewApp(t)
  await review('dress-blue', { attribute: 'category', value: 'Fashion/Dress', verdict: 'ACCEPT' })

  const first = await queue({ first: 2 })
  const second = await queue({ first: 10, after: first.pageInfo.endCursor })

  const items = [...first.items, ...second.items]
  t.equal(first.items.length, 2)
  t.same(items.map(({ product }) => product.id).sort(), [
    'dress-red',
    'plain-green',
    'plain-red',
    'shirt-green',
    'sofa-blue'
  ])
  t.same(second.pageInfo, { hasNextPage: false, endCursor: null })
  const certainties = items.map(({ tagging: { category, tags } }) =>
    Math.min(category.confidence, ...tags.map(({ confidence }) => confidence))
  )
  t.same(
    certainties,
    certainties.toSorted((a, b) => a - b)
  )
  t.ok(certainties[0]! < certainties.at(-1)!)
  t.ok(items.every(({ imageUrl }) => imageUrl.startsWith('/media/')))
})

t.test('a product that was reviewed after its page was asked for is on no later page', async (t) => {
  const { queue, review } = await reviewApp(t)
  const first = await queue({ first: 1 })
  for (const id of ['dress-red', 'dress-blue']) {
    await review(id, { attribute: 'color', value: 'red', verdict: 'ACCEPT' })
  }

  const rest = await queue({ first: 10, after: first.pageInfo.endCursor })

  const ids = [...first.items, ...rest.items].map(({ product }) => product.id)
  t.same(ids.filter((id) => !['dress-red', 'dress-blue'].includes(id)).sort(), [
    'plain-green',
    'plain-red',
    'shirt-green',
    'sofa-blue'
  ])
  t.notOk(rest.items.some(({ product }) => ['dress-red', 'dress-blue'].includes(product.id)))
})

t.test('the queue of one attribute leaves out what was reviewed in it, and only that', async (t) => {
  const { queue, review } = await reviewApp(t)
  await review('dress-red', { attribute: 'color', value: 'red', verdict: 'ACCEPT' })
  const idsOf = ({ items }: Queue) => items.map(({ product }) => product.id)

  t.notOk(idsOf(await queue({ attribute: 'color' })).includes('dress-red'))
  t.ok(idsOf(await queue({ attribute: 'category' })).includes('dress-red'))
  t.same(idsOf(await queue({ attribute: 'category', decision: 'ASSIGNED' })), [])
})

t.test('a cursor continues its own queue alone, as often as it is used', async (t) => {
  const { queue, ask } = await reviewApp(t)
  const {
    pageInfo: { endCursor: after }
  } = await queue({ first: 1 })
  const both = await Promise.all([ask(QUEUE, { first: 1, after }), ask(QUEUE, { first: 1, after })])
  t.same(both[0]!.data, both[1]!.data)

  for (const variables of [{ after: 'unknown.1' }, { after: after!.slice(4) }, { after, attribute: 'color' }]) {
    t.match(await ask(QUEUE, variables), { statusCode: 400, errors: [{ extensions: { code: 'INVALID_CURSOR' } }] })
  }
})

t.test('another replica goes on from a cursor, with and without a list of the products in memory', async (t) => {
  const store = new MemoryVectorStore()
  const one = await reviewApp(t, { store })
  for (const LISTED_PRODUCTS of ['100000', '0', '3']) {
    const other = await reviewApp(t, { store, products: [], env: { LISTED_PRODUCTS } })
    const all = await one.queue({ first: 50 })
    const first = await one.queue({ first: 2 })
    const rest = await other.queue({ first: 50, after: first.pageInfo.endCursor })
    const ids = [...first.items, ...rest.items].map(({ product }) => product.id)
    t.same(ids, all.items.map(({ product }) => product.id), LISTED_PRODUCTS)
  }
})

/**
 * A queue over a window of a hundred products and three more, whose tagger fails once it has tagged as many as are left
 * to it.
 */
async function twoWindows (t: Test) {
  const products = Array.from({ length: 103 }, (_, i) =>
    product(`p${i}`, 'thing', { images: [`/media/red-${i}.jpg`] })
  )
  const {
    services: { reviewLog: log, catalogue, listed, taggers: library, autoTag }
  } = await reviewApp(t, { products, env: { DIMENSIONS: '64' } })
  const state = { left: Infinity }
  const tagProduct: typeof autoTag.tagProduct = async (...given) => {
    if (state.left-- <= 0) throw new TimeoutError(10)
    return await autoTag.tagProduct(...given)
  }
  return { queue: new ReviewQueue({ log, catalogue, listed, library, autoTag: { tagProduct } }), state }
}

t.test('a page that failed, at the end of a window or within, is whole when it is asked for again', async (t) => {
  const { queue, state } = await twoWindows(t)
  for (const first of [50, 40]) {
    const pages = [await queue.page({ first })]
    pages.push(await queue.page({ first, after: pages[0]!.pageInfo.endCursor }))
    const {
      pageInfo: { endCursor: after }
    } = pages[1]!

    const count = 103 - 2 * first
    for (const left of [0, count - 3, count - 1, count + 2]) {
      state.left = left
      await t.rejects(queue.page({ first, after }), { code: 'TIMEOUT' }, `${left} tagged`)
    }
    state.left = Infinity
    pages.push(await queue.page({ first, after }))

    t.equal(pages[2]!.items.length, count, `pages of ${first}`)
    t.equal(new Set(pages.flatMap(({ items }) => items.map(({ product: { id } }) => id))).size, 103)
    t.same(pages[2]!.pageInfo, { hasNextPage: false, endCursor: undefined })
  }
})
