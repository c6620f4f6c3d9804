import t from 'tap'
import { CursorCodec } from '../../src/search/cursor.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { product, testApp } from '../fixtures/app.ts'
import { IDS, idsOf, type Found } from '../fixtures/found.ts'

t.test('a cursor of another search or another service is refused', async (t) => {
  const { ask } = await testApp(t)
  const first = (
    await ask(`{ search(text: "blue", topK: 1, cutoff: false) { ${IDS} pageInfo { hasNextPage endCursor } } }`)
  ).data as unknown as Found
  const foreign = new CursorCodec({ secret: 'other', maxProducts: 10 }).encode({ query: 'x', rest: [] })

  for (const after of [first.search.pageInfo.endCursor, foreign]) {
    const { errors } = await ask(
      `query ($after: String) { search(text: "red", topK: 1, cutoff: false, after: $after) { ${IDS} } }`,
      { after }
    )
    t.match(errors, [{ extensions: { code: 'INVALID_CURSOR' } }])
  }
})

t.test('a cursor of a catalogue of the same name, secret and model elsewhere is refused, that of a replica is not', async (t) => {
  const env = { CURSOR_SECRET: 'the same for all services here' }
  const [dataDir, products] = [t.testdir(), [product('a', 'blue lamp'), product('b', 'blue sofa')]]
  const serve = async (options: { readonly dataDir?: string }) =>
    await testApp(t, { env, products, store: new MemoryVectorStore(), ...options })
  const [one, replica, elsewhere] = await Promise.all([serve({ dataDir }), serve({ dataDir }), serve({})])
  const page = `query ($after: String) { search(text: "blue", topK: 1, cutoff: false, after: $after) { ${IDS} pageInfo { endCursor } } }`
  const { search } = (await one.ask(page)).data as unknown as Found
  const after = search.pageInfo.endCursor

  t.equal((await replica.ask(page, { after })).errors, undefined)
  t.match((await elsewhere.ask(page, { after })).errors, [{ extensions: { code: 'INVALID_CURSOR' } }])
})

t.test('pages continue one ranked list without repeats or gaps, also while the catalogue changes', async (t) => {
  const products = Array.from({ length: 30 }, (_, i) =>
    product(`p${i}`, `blue thing${String.fromCharCode(97 + i)}`, { images: ['/media/blue.jpg'] })
  )
  const { ask, services } = await testApp(t, { products })
  const page = async (after: string | null) =>
    (
      await ask(
        `query ($after: String) { search(text: "blue", topK: 7, cutoff: false, after: $after) { ${IDS} pageInfo { hasNextPage endCursor } facets { categories { count } } } }`,
        { after }
      )
    ).data as unknown as Found

  const whole = idsOf((await ask(`{ search(text: "blue", topK: 100, cutoff: false) { ${IDS} } }`)).data)
  const seen: string[] = []
  let after: string | null = null
  do {
    const { search } = await page(after)
    seen.push(...search.items.map(({ product }) => product.id))
    after = search.pageInfo.endCursor
    t.equal(search.pageInfo.hasNextPage, after !== null)
    if (seen.length === 7) {
      await (await services.catalogue.open(64)).index.delete([`${whole[20]}#text`, `${whole[20]}#image-0`])
    }
  } while (after !== null)

  t.equal(whole.length, 30)
  t.same(
    seen,
    whole.filter((id) => id !== whole[20])
  )
})
