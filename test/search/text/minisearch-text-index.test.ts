import t from 'tap'
import { MiniSearchTextIndex } from '../../../src/search/text/minisearch-text-index.ts'
import { testTextIndex } from './text-index-contract.ts'

t.test('an index in this process', async (t) => {
  await testTextIndex(t, async (products) => {
    const index = new MiniSearchTextIndex()
    for (const product of [...products, ...products]) index.add(product)
    return index
  })
})
