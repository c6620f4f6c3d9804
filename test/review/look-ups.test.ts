import t from 'tap'
import { gate } from '../fixtures/gate.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { reviewApp } from '../fixtures/review-app.ts'

t.test('a store that answers a review late keeps no other review from being written', async (t) => {
  const store = new MemoryVectorStore()
  const { review, services } = await reviewApp(t, { store })
  const index = [...store.indexes.values()][0]!
  const slow = gate()
  const get = index.get.bind(index)
  index.get = async (keys) => {
    if (keys.some((key) => key.includes('plain-red'))) await slow.promise
    return await get(keys)
  }
  const late = review('plain-red', { attribute: 'color', value: 'red', verdict: 'ACCEPT' })
  const soon = await review('plain-green', { attribute: 'color', value: 'green', verdict: 'ACCEPT' })
  t.equal(soon.entries.length, 1)
  t.same((await services.reviews.records()).map(({ productId }) => productId), ['plain-green'])
  slow.open()
  await late
  t.same((await services.reviews.records()).map(({ productId }) => productId), ['plain-green', 'plain-red'])
})
