import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { UploadedFile } from '../../src/images/upload.ts'
import { PRODUCTS, product } from '../fixtures/app.ts'
import { foundIds, searchShop } from '../fixtures/search-shop.ts'
import { photo } from '../fixtures/word-embedder.ts'

t.test('the caller who goes away gets its own reason, and those who asked the same get their answer', async (t) => {
  const { search, model } = await searchShop(t)
  let open = () => {}
  model.gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const leaver = new AbortController()
  const [left, stayed] = [search.search({ text: 'red dress' }, leaver.signal), search.search({ text: 'red dress' })]
  const reason = new Error('gone')

  leaver.abort(reason)
  await t.rejects(left, reason)
  open()

  t.equal(foundIds(await stayed)[0], 'dress-red')
  t.equal(model.calls, 1)
})

t.test('who was away before asking costs no model call', async (t) => {
  const { search, model } = await searchShop(t)

  await t.rejects(search.search({ text: 'red dress' }, AbortSignal.abort(new Error('gone'))), { message: 'gone' })
  await setImmediate()

  t.equal(model.calls, 0)
})

t.test('without a wish the first dimension of the catalogue is searched', async (t) => {
  const { search } = await searchShop(t, { env: { DIMENSIONS: '32,64' } })

  t.match(await search.search({ text: 'red' }), { dimension: 32, model: 'words-1' })
  t.match(await search.search({ text: 'red', dimension: 64 }), { dimension: 64 })
})

t.test('equal words cost one call, whatever blanks are around them and in whichever part they stand', async (t) => {
  const { search, model } = await searchShop(t)
  const asked = async (request: Parameters<typeof search.search>[0]) =>
    (await search.search({ cutoff: false, ...request })).cached

  t.same(await asked({ text: 'red dress' }), [])
  t.same(await asked({ text: '  red dress\n' }), ['TEXT'])
  t.same(await asked({ text: 'lamp', without: 'red dress' }), ['WITHOUT'])
  t.same(await asked({ text: 'lamp', like: 'lamp' }), ['TEXT', 'LIKE'])
  t.equal(model.calls, 2)
})

t.test('a photo is known again by its bytes', async (t) => {
  const { search, model } = await searchShop(t)
  const image = async () => new UploadedFile(await photo('red'))

  await search.search({ image: await image() })
  t.match(await search.search({ image: await image(), text: 'dress' }), { cached: ['IMAGE'] })
  t.equal(model.calls, 2)
})

t.test('more like a product without a photo goes by its words, and it is never its own neighbour', async (t) => {
  const { search } = await searchShop(t, { products: [...PRODUCTS, product('light', 'lamp lamp')] })

  const { items, weights } = await search.search({ like: 'lamp', cutoff: false, topK: 100 })

  t.equal(items[0]?.product.id, 'light')
  t.notOk(items.some(({ product: { id } }) => id === 'lamp'))
  t.same(weights, [{ part: 'LIKE', weight: 1 }])
})

t.test('shares of several parts cost one look at the store for a page, those of one none', async (t) => {
  const { search, catalogue } = await searchShop(t)
  const { index } = await catalogue.open()
  const get = index.get.bind(index)
  const asked: string[][] = []
  index.get = async (keys, ...rest) => {
    asked.push([...keys])
    return await get(keys, ...rest)
  }

  const {
    items: [only]
  } = await search.search({ text: 'red' })
  t.same(await only!.explain(), [{ part: 'TEXT', share: 1 }])
  t.same(asked, [])

  const { items } = await search.search({ text: 'dress', without: 'green', cutoff: false })
  const shares = await Promise.all(items.map(async (item) => await item.explain()))
  t.equal(asked.length, 1)
  t.equal(asked[0]!.length, items.length)
  for (const [i, parts] of shares.entries()) {
    t.same(
      parts.map(({ part }) => part),
      ['TEXT', 'WITHOUT']
    )
    t.ok(items[i]!.score === 0 || Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6)
  }
})

t.test('a view that went meanwhile has no shares', async (t) => {
  const { search, catalogue } = await searchShop(t)
  const {
    items: [first]
  } = await search.search({ text: 'dress', without: 'green', cutoff: false })
  await (await catalogue.open()).index.delete(PRODUCTS.flatMap(({ id }) => [`${id}#text`, `${id}#image-0`]))

  t.same(await first!.explain(), [])
})

t.test('an identifier is found in whatever case and among other words, but not against the filter', async (t) => {
  const { search } = await searchShop(t)
  const named = async (text: string, filter = {}) =>
    (await search.search({ text, filter })).items
      .filter(({ match }) => match.kind === 'IDENTIFIER')
      .map(({ product: { id } }) => id)

  t.same(await named('SKU-1001'), ['dress-red'])
  t.same((await named('do you have sku-1002, or sku-1001 perhaps')).sort(), ['dress-blue', 'dress-red'])
  for (const text of ['have you sku-1001?', '(sku-1001)', '"sku-1001".']) {
    t.same(await named(text), ['dress-red'], text)
  }
  t.same((await named(' Aurora ')).sort(), ['dress-blue', 'dress-red'])
  t.same(await named('aurora dress'), [], 'a brand among other words is a word')
  t.same(await named('sku-1001', { color: ['blue'] }), [])
  t.same(await named('1001'), [], 'a code is named whole')
})

t.test('a filter that nothing meets finds nothing, and counts nothing', async (t) => {
  const { search } = await searchShop(t)

  const { items, endCursor, facets } = await search.search({ text: 'red dress', filter: { brand: ['Nobody'] } })

  t.same(items, [])
  t.equal(endCursor(), undefined)
  t.same(await facets(), { categories: [], brands: [], colors: [], tags: [], attributes: [], price: undefined })
})

t.test('the time for a search is told with the refusal, and the next one has it anew', async (t) => {
  const { search, model } = await searchShop(t, { env: { SEARCH_TIMEOUT_MS: '25' } })
  model.gate = new Promise(() => {})
  // Time limits alone do not keep a process running.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  await t.rejects(search.search({ text: 'red dress' }), {
    code: 'TIMEOUT',
    message: 'The search took longer than 25 ms. Retry, or ask for less.'
  })

  model.gate = Promise.resolve()

  t.equal(foundIds(await search.search({ text: 'green shirt' }))[0], 'shirt-green')
})
