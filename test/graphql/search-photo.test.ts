import sharp from 'sharp'
import t from 'tap'
import { testApp, type TestApp } from '../fixtures/app.ts'
import { idsOf, type Found } from '../fixtures/found.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { dataUri, WordEmbedder } from '../fixtures/word-embedder.ts'

const SEARCH = `query ($photo: Upload, $handle: ID, $region: RegionInput, $text: String, $after: String, $filter: ProductFilter) {
  search(imageUpload: $photo, photo: $handle, region: $region, text: $text, after: $after, filter: $filter, topK: 2, cutoff: false) {
    items { product { id } } pageInfo { hasNextPage endCursor } query { photo cached weights { part weight } } } }`

interface Answered extends Found {
  readonly search: Found['search'] & {
    readonly query: { readonly photo: string | null; readonly cached: string[] }
    readonly pageInfo: { readonly endCursor: string | null }
  }
}

async function search (ask: TestApp['ask'], variables: Record<string, unknown>): Promise<Answered> {
  const { data, errors } = await ask(SEARCH, variables)
  if (errors) throw new Error(JSON.stringify(errors))
  return data as unknown as Answered
}

t.test('a handle searches on without the photo: the same list, its pages, filters and words', async (t) => {
  const { ask, model } = await testApp(t)
  const first = await search(ask, { photo: await dataUri('green') })
  const { photo: handle } = first.search.query
  t.type(handle, 'string')
  model.calls = 0

  const again = await search(ask, { handle })
  t.same(idsOf(again), idsOf(first))
  t.same(again.search.query.cached, ['IMAGE'])
  const pages = [first.search.pageInfo, again.search.pageInfo].map(({ endCursor }) => endCursor)
  const [byUpload, byHandle] = await Promise.all(pages.map(async (after) => await search(ask, { handle, after })))
  t.same(idsOf(byUpload!), idsOf(byHandle!), 'the cursor of the upload goes on by handle')
  t.notSame(idsOf(byUpload!), idsOf(first))
  const filtered = await search(ask, { handle, filter: { color: ['red'] } })
  t.match(idsOf(filtered), ['dress-red'])
  t.equal(model.calls, 0, 'the model is not called')

  await search(ask, { handle, text: 'sofa' })
  t.equal(model.calls, 1, 'but for words')
})

t.test('another replica with the same secret reads the handle, one of another secret says how to go on', async (t) => {
  const env = { CURSOR_SECRET: 'the secret of both replicas' }
  const [one, two, other] = await Promise.all([
    testApp(t, { store: new MemoryVectorStore(), env: { ...env, DIMENSIONS: '64' } }),
    testApp(t, { store: new MemoryVectorStore(), env: { ...env, DIMENSIONS: '64' } }),
    testApp(t, { store: new MemoryVectorStore(), env: { CURSOR_SECRET: 'the secret of another shop', DIMENSIONS: '64' } })
  ])
  const first = await search(one.ask, { photo: await dataUri('blue') })
  const handle = first.search.query.photo

  t.same(idsOf(await search(two.ask, { handle })), idsOf(first))
  const { errors } = await other.ask(SEARCH, { handle })
  t.match(errors, [{ message: /Send it again as `imageUpload`/, extensions: { code: 'PHOTO_EXPIRED' } }])
})

t.test('a handle ends with the model that read it', async (t) => {
  const env = { CURSOR_SECRET: 'kept for both shops', DIMENSIONS: '64' }
  const before = await testApp(t, { store: new MemoryVectorStore(), env })
  const after = await testApp(t, { store: new MemoryVectorStore(), env, model: new WordEmbedder('words-2') })
  const { search: { query } } = await search(before.ask, { photo: await dataUri('red') })

  const { errors } = await after.ask(SEARCH, { handle: query.photo })
  t.match(errors, [{ message: /another model/, extensions: { code: 'PHOTO_EXPIRED' } }])
})

t.test('searches without a photo have no handle', async (t) => {
  const { ask } = await testApp(t)
  t.equal((await search(ask, { text: 'sofa' })).search.query.photo, null)
})

t.test('a region of a photo is another question than the whole', async (t) => {
  const { ask, model } = await testApp(t)
  const photo = `data:image/png;base64,${(await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } }).png().toBuffer()).toString('base64')}`
  await search(ask, { photo })
  const calls = model.calls
  const part = await search(ask, { photo, region: { x: 0.5, y: 0, width: 0.5, height: 1 } })
  t.equal(model.calls, calls + 1)
  t.same(idsOf(await search(ask, { handle: part.search.query.photo })), idsOf(part))
  await search(ask, { photo, region: { x: 0, y: 0, width: 1, height: 1 } })
  t.equal(model.calls, calls + 1, 'the whole is the photo itself')
})

t.test('bad regions and two photos are refused before any model call', async (t) => {
  const { ask, model } = await testApp(t)
  const photo = await dataUri('red')
  const { search: { query: { photo: handle } } } = await search(ask, { photo })
  model.calls = 0
  const region = { x: 0, y: 0, width: 0.5, height: 0.5 }
  const refused: Array<[Record<string, unknown>, string, RegExp]> = [
    [{ photo, region: { ...region, x: 0.7 } }, 'REGION_INVALID', /beyond/],
    [{ photo, region: { ...region, width: 0 } }, 'REGION_INVALID', /above 0/],
    [{ photo, region: { ...region, width: 0.01 } }, 'REGION_INVALID', /at least 16/],
    [{ text: 'sofa', region }, 'REGION_INVALID', /goes with `imageUpload`/],
    [{ handle, region }, 'REGION_INVALID', /Send the photo again/],
    [{ handle, photo }, 'BAD_USER_INPUT', /both given/],
    [{ handle: 'nothing' }, 'PHOTO_EXPIRED', /no handle/]
  ]
  for (const [variables, code, message] of refused) {
    const { errors } = await ask(SEARCH, variables)
    t.match(errors, [{ message, extensions: { code } }], String(message))
  }
  t.equal(model.calls, 0)
})
