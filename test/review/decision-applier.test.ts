import t, { type Test } from 'tap'
import { StoreThrottledError } from '../../src/errors.ts'
import { DecisionApplier } from '../../src/review/decision-applier.ts'
import { ShopTree } from '../../src/tagging/shop-tree.ts'
import { WriteBack } from '../../src/tagging/write-back.ts'
import { reviewApp, REVERT, REVIEW } from '../fixtures/review-app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'

const GREEN = { attribute: 'color', value: 'red', verdict: 'REPLACE', replacement: 'green' }

/** A service whose index cannot be written while `isRefusing`. */
async function stubborn (t: Test) {
  const store = new MemoryVectorStore()
  const state = { isRefusing: false }
  const openIndex = store.openIndex.bind(store)
  store.openIndex = async (name) => {
    const index = await openIndex(name)
    if (!index) return index
    const update = index.update.bind(index)
    index.update = async (...given) => {
      if (state.isRefusing) throw new StoreThrottledError('the index')
      await update(...given)
    }
    return index
  }
  const test = await reviewApp(t, { store })
  const colorOf = async (id: string) => (await test.services.catalogue.products([id])).get(id)!.color
  return { ...test, state, colorOf }
}

t.test('a decision that the index does not take is kept, told, and brought there later', async (t) => {
  const { ask, state, services, colorOf } = await stubborn(t)
  state.isRefusing = true

  const { data } = await ask(REVIEW, { input: { productId: 'dress-red', decisions: [GREEN] } })

  t.match(data!['reviewTags'], { isIndexed: false, entries: [{ id: '1', replacement: 'green' }] })
  t.equal(await colorOf('dress-red'), 'red')
  await t.rejects(services.applier.applyNew(), { code: 'STORE_THROTTLED' })

  state.isRefusing = false
  t.equal(await services.applier.applyNew(), 1)
  t.equal(await colorOf('dress-red'), 'green')
  t.equal(await services.applier.applyNew(), 0)
})

t.test('what was reverted while the index was closed is undone, too', async (t) => {
  const { ask, review, state, services, colorOf } = await stubborn(t)
  await review('dress-red', GREEN)
  state.isRefusing = true
  t.match((await ask(REVERT, { ids: ['1'] })).data!['revertReviews'], { isIndexed: false })
  t.equal(await colorOf('dress-red'), 'green')

  state.isRefusing = false
  await services.applier.applyNew()
  t.equal(await colorOf('dress-red'), 'red')
})

t.test('another replica brings in what one left behind, and begins where all have come to', async (t) => {
  const { ask, review, state, services, colorOf } = await stubborn(t)
  const { reviewLog: store, taggers, catalogue } = services
  await review('dress-blue', { attribute: 'color', value: 'blue', verdict: 'ACCEPT' })
  await services.applier.close()
  t.equal(await store.appliedUpTo(), 1)
  state.isRefusing = true
  await ask(REVIEW, { input: { productId: 'dress-red', decisions: [GREEN] } })
  state.isRefusing = false

  const asked: string[] = []
  const writeBack = new WriteBack(catalogue)
  const other = new DecisionApplier({
    store,
    taxonomies: async () => await taggers.taxonomies(),
    tree: new ShopTree(catalogue),
    writeBack: {
      changeAll: async (changes) => {
        asked.push(...changes.keys())
        return await writeBack.changeAll(changes)
      }
    }
  })
  t.equal(await other.applyNew(), 1)
  t.same(asked, ['dress-red'])
  t.equal(await colorOf('dress-red'), 'green')
})

t.test('what the catalogue says since is not taken back by a revert', async (t) => {
  const { ask, review, state, services, colorOf } = await stubborn(t)
  await review('dress-red', GREEN)
  state.isRefusing = true
  await ask(REVERT, { ids: ['1'] })
  state.isRefusing = false
  await new WriteBack(services.catalogue).change('dress-red', (product) => ({ ...product, color: 'blue', colors: ['blue'] }))

  await services.applier.applyNew()
  t.equal(await colorOf('dress-red'), 'blue')
})
