import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { TimeoutError } from '../../src/errors.ts'
import { ReviewQueue } from '../../src/tagging/review/review-queue.ts'
import { PRODUCTS, product, testApp } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const ENTRY = 'id who productId imageUrl attribute value verdict replacement previous model taxonomy taxonomyVersion isReverted'
const TAGGING = 'category { path decision confidence evidence { kind productId } } tags { attribute value decision confidence evidence { kind } } reviewVersion'
const REVIEW = `mutation ($input: ReviewTagsInput!) { reviewTags(input: $input) { entries { ${ENTRY} } tagging { ${TAGGING} } } }`
const REVERT = 'mutation ($ids: [ID!]!) { revertReviews(ids: $ids) { entries { id isReverted } reviewVersion } }'
const QUEUE = `query ($first: Int, $after: String, $attribute: String, $decision: TagDecision) {
  reviewQueue(first: $first, after: $after, attribute: $attribute, decision: $decision) { items { product { id } imageUrl tagging { ${TAGGING} } } pageInfo { hasNextPage endCursor } }
}`
const FIND = 'query ($filter: ProductFilter) { search(text: "dress", topK: 20, cutoff: false, filter: $filter) { items { product { id category color } } facets { colors { value count } } } }'

interface Entry { readonly id: string, readonly attribute: string, readonly isReverted: boolean }
interface Reviewed { readonly entries: readonly Entry[], readonly tagging: { readonly category: { readonly path: string | null, readonly decision: string }, readonly reviewVersion: number } }
interface Queue { readonly items: ReadonlyArray<{ readonly product: { readonly id: string }, readonly imageUrl: string, readonly tagging: { readonly category: { readonly confidence: number }, readonly tags: ReadonlyArray<{ readonly confidence: number }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }
interface Found { readonly items: ReadonlyArray<{ readonly product: { readonly id: string, readonly category: string, readonly color: string } }>, readonly facets: { readonly colors: ReadonlyArray<{ readonly value: string, readonly count: number }> } }

/** Two products that state nothing beside the usual five. */
const CATALOGUE = [...PRODUCTS, product('plain-red', 'thing', { images: ['/media/red-9.jpg'] }), product('plain-green', 'thing', { images: ['/media/green-9.jpg'] })]

async function reviewApp (t: Test, options: Parameters<typeof testApp>[1] = {}) {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  const test = await testApp(t, { products: CATALOGUE, ...options, env: { TAXONOMY: join(folder, 'shop.json'), ...options.env } })
  const review = async (productId: string, ...decisions: ReadonlyArray<Record<string, string>>) => (await test.ask(REVIEW, { input: { productId, decisions } })).data!['reviewTags'] as Reviewed
  const find = async (filter: object = {}) => (await test.ask(FIND, { filter })).data!['search'] as Found
  const queue = async (variables: object = {}) => (await test.ask(QUEUE, { ...variables })).data!['reviewQueue'] as Queue
  return { ...test, review, find, queue }
}

t.test('a decision is written down with who, what and by which model, and the product answers as the person said', async (t) => {
  const { review } = await reviewApp(t)

  const { entries, tagging } = await review('plain-red', { attribute: 'category', value: 'Fashion/Shirt', verdict: 'REPLACE', replacement: 'Home/Sofa' })

  t.same(entries, [{
    id: '1',
    who: 'local',
    productId: 'plain-red',
    imageUrl: '/media/red-9.jpg',
    attribute: 'category',
    value: 'Fashion/Shirt',
    verdict: 'REPLACE',
    replacement: 'Home/Sofa',
    previous: null,
    model: 'words-1',
    taxonomy: 'small',
    taxonomyVersion: '7',
    isReverted: false
  }])
  t.match(tagging, { category: { path: 'Home/Sofa', decision: 'ASSIGNED', confidence: 1, evidence: [{ kind: 'REVIEW' }] }, reviewVersion: 1 })
})

t.test('filters and facets use what was decided at once, and what was before when it is taken back', async (t) => {
  const { review, find, ask } = await reviewApp(t)
  const idsOf = ({ items }: Found) => items.map(({ product }) => product.id).sort()

  const { entries } = await review('dress-red', { attribute: 'color', value: 'red', verdict: 'REPLACE', replacement: 'green' }, { attribute: 'category', value: 'Fashion/Dress', verdict: 'REPLACE', replacement: 'Fashion/Shirt' })

  t.same(idsOf(await find({ color: ['green'] })), ['dress-red', 'shirt-green'])
  t.same(idsOf(await find({ category: ['Fashion/Shirt'] })), ['dress-red'])
  t.same((await find({ color: ['green'] })).facets.colors, [{ value: 'green', count: 2 }])

  const { data } = await ask(REVERT, { ids: entries.map(({ id }) => id) })

  t.same(data, { revertReviews: { entries: [{ id: '1', isReverted: true }, { id: '2', isReverted: true }], reviewVersion: 4 } })
  t.same((await find()).items.find(({ product }) => product.id === 'dress-red')!.product, { id: 'dress-red', category: 'Fashion/Dresses', color: 'red' })
})

t.test('a rejected value is not proposed for the product again', async (t) => {
  const { review } = await reviewApp(t)

  const { tagging } = await review('plain-red', { attribute: 'category', value: 'Fashion/Dress', verdict: 'REJECT' })

  t.not(tagging.category.path, 'Fashion/Dress')
})

t.test('what was decided shows in the history, the newest first, reverted or not', async (t) => {
  const { review, ask } = await reviewApp(t)
  await review('plain-red', { attribute: 'color', value: 'red', verdict: 'ACCEPT' })
  await review('plain-red', { attribute: 'color', verdict: 'REPLACE', replacement: 'green' })
  await ask(REVERT, { ids: ['1'] })

  const { data } = await ask('{ reviews(productId: "plain-red") { id value verdict replacement previous isReverted } }')

  t.same(data!['reviews'], [
    { id: '2', value: null, verdict: 'REPLACE', replacement: 'green', previous: 'red', isReverted: false },
    { id: '1', value: 'red', verdict: 'ACCEPT', replacement: null, previous: null, isReverted: true }
  ])
})

t.test('the history of all products is cut to the newest, and names them as they are now', async (t) => {
  const { review, ask } = await reviewApp(t)
  await review('plain-red', { attribute: 'color', value: 'red', verdict: 'ACCEPT' })
  await review('dress-blue', { attribute: 'color', value: 'blue', verdict: 'ACCEPT' })
  await review('dress-red', { attribute: 'color', value: 'red', verdict: 'ACCEPT' })

  t.same((await ask('{ reviews(first: 2) { id productId product { title color } } }')).data, {
    reviews: [
      { id: '3', productId: 'dress-red', product: { title: 'red dress', color: 'red' } },
      { id: '2', productId: 'dress-blue', product: { title: 'blue dress', color: 'blue' } }
    ]
  })
  t.equal(((await ask('{ reviews { id } }')).data!['reviews'] as unknown[]).length, 3)
  for (const first of [0, 501]) t.match(await ask(`{ reviews(first: ${first}) { id } }`), { statusCode: 400, errors: [{ message: `first must be 1 to 500, not ${first}.` }] })
})

t.test('a client learns what can be asked', async (t) => {
  const { ask } = await reviewApp(t)

  const { taxonomies } = (await ask('{ taxonomies { name version attributes { name type } } }')).data as { taxonomies: ReadonlyArray<{ name: string }> }

  t.same(taxonomies[0], { name: 'small', version: '7', attributes: [{ name: 'color', type: 'MANY_OF' }, { name: 'size', type: 'ONE_OF' }] })
  t.same(taxonomies.map(({ name }) => name), ['small', 'general'])
})

t.test('attributes are those of the category that is known: as asked, else as reviewed', async (t) => {
  const { ask, review } = await reviewApp(t)
  const TAG = 'query ($category: String) { autoTagProduct(id: "plain-red", category: $category) { category { path } tags { attribute } abstained { attribute alternatives { value confidence } } } }'
  const asked = async (category?: string) => {
    const { category: { path }, tags, abstained } = (await ask(TAG, { category })).data!['autoTagProduct'] as { category: { path: string }, tags: Array<{ attribute: string }>, abstained: Array<{ attribute: string, alternatives: unknown[] }> }
    return { path, attributes: [...new Set([...tags, ...abstained].map(({ attribute }) => attribute))].sort(), abstained }
  }

  const dress = await asked('dress')
  t.same(dress.attributes, ['color', 'size'])
  t.match(dress.abstained.find(({ attribute }) => attribute === 'size')!.alternatives, [{ value: 'long', confidence: Number }, { value: 'short', confidence: Number }])
  t.same((await asked('Home/Sofa')).attributes, ['color'])
  t.equal((await asked('Home/Sofa')).path, (await asked()).path, 'the category is still the photo\'s own')
  await review('plain-red', { attribute: 'category', verdict: 'REPLACE', replacement: 'Fashion/Dress' })
  t.same(await asked(), { ...dress, path: 'Fashion/Dress', abstained: (await asked()).abstained })
  t.same((await asked()).attributes, ['color', 'size'])
  t.match(await ask(TAG, { category: 'Boat' }), { statusCode: 400, errors: [{ message: /"Boat" is no value of category\. Known: Fashion/, extensions: { code: 'BAD_USER_INPUT' } }] })
})

t.test('the queue has each product nobody has looked at once, the least certain first', async (t) => {
  const { queue, review } = await reviewApp(t)
  await review('dress-blue', { attribute: 'category', value: 'Fashion/Dress', verdict: 'ACCEPT' })

  const first = await queue({ first: 2 })
  const second = await queue({ first: 10, after: first.pageInfo.endCursor })

  const items = [...first.items, ...second.items]
  t.equal(first.items.length, 2)
  t.same(items.map(({ product }) => product.id).sort(), ['dress-red', 'plain-green', 'plain-red', 'shirt-green', 'sofa-blue'])
  t.same(second.pageInfo, { hasNextPage: false, endCursor: null })
  const certainties = items.map(({ tagging: { category, tags } }) => Math.min(category.confidence, ...tags.map(({ confidence }) => confidence)))
  t.same(certainties, certainties.toSorted((a, b) => a - b))
  t.ok(certainties[0]! < certainties.at(-1)!)
  t.ok(items.every(({ imageUrl }) => imageUrl.startsWith('/media/')))
})

t.test('a product that was reviewed after its page was asked for is on no later page', async (t) => {
  const { queue, review } = await reviewApp(t)
  const first = await queue({ first: 1 })
  for (const id of ['dress-red', 'dress-blue']) await review(id, { attribute: 'color', value: 'red', verdict: 'ACCEPT' })

  const rest = await queue({ first: 10, after: first.pageInfo.endCursor })

  const ids = [...first.items, ...rest.items].map(({ product }) => product.id)
  t.same(ids.filter((id) => !['dress-red', 'dress-blue'].includes(id)).sort(), ['plain-green', 'plain-red', 'shirt-green', 'sofa-blue'])
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

t.test('a cursor continues its own queue, once, also for two who use it at the same time', async (t) => {
  const { queue, ask } = await reviewApp(t)
  const { pageInfo: { endCursor: after } } = await queue({ first: 1 })
  const both = await Promise.all([ask(QUEUE, { first: 1, after }), ask(QUEUE, { first: 1, after })])
  t.same(both.map(({ statusCode }) => statusCode).sort(), [200, 400])

  for (const variables of [{ first: 1, after }, { after: 'unknown.1' }, { after, attribute: 'color' }]) {
    t.match(await ask(QUEUE, variables), { statusCode: 400, errors: [{ extensions: { code: 'INVALID_CURSOR' } }] })
  }
})

t.test('a queue whose second window failed goes on with it when it is asked again', async (t) => {
  const products = Array.from({ length: 103 }, (_, i) => product(`p${i}`, 'thing', { images: [`/media/red-${i}.jpg`] }))
  const { services: { reviewLog: log, catalogue, taggers: library, autoTag } } = await reviewApp(t, { products })
  let fault: Error | undefined
  const tagProduct: typeof autoTag.tagProduct = async (...given) => {
    if (fault) throw fault
    return await autoTag.tagProduct(...given)
  }
  const queue = new ReviewQueue({ log, catalogue, library, autoTag: { tagProduct } })
  const first = await queue.page({ first: 50 })
  const { pageInfo: { endCursor: after } } = await queue.page({ first: 50, after: first.pageInfo.endCursor })

  fault = new TimeoutError(10)
  await t.rejects(queue.page({ first: 50, after }), { code: 'TIMEOUT' })
  fault = undefined

  t.equal((await queue.page({ first: 50, after })).items.length, 3)
})

t.test('a decision that means nothing is told what is missing, and nothing is written', async (t) => {
  const { ask } = await reviewApp(t)
  const faults: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
    [{ attribute: 'size', verdict: 'ACCEPT' }, /ACCEPT needs the value/],
    [{ attribute: 'size', value: 'huge', verdict: 'REJECT' }, /"huge" is no value of size\. Known: short, long\./],
    [{ attribute: 'weight', value: 'heavy', verdict: 'ACCEPT' }, /no attribute "weight"\. Known: category, color, size\./],
    [{ attribute: 'size', value: 'short', verdict: 'REPLACE' }, /REPLACE needs a replacement/],
    [{ attribute: 'size', value: 'short', verdict: 'REPLACE', replacement: 'short' }, /the value itself/],
    [{ attribute: 'size', value: 'short', verdict: 'ACCEPT', replacement: 'long' }, /takes no replacement/]
  ]

  for (const [decision, message] of faults) {
    t.match(await ask(REVIEW, { input: { productId: 'dress-red', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }, decision] } }), { statusCode: 400, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] })
  }
  t.match(await ask(REVIEW, { input: { productId: 'dress-red', decisions: [] } }), { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  t.match(await ask(REVIEW, { input: { productId: 'nothing', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }] } }), { statusCode: 404, errors: [{ extensions: { code: 'PRODUCT_NOT_FOUND' } }] })
  t.match(await ask(REVERT, { ids: ['1'] }), { errors: [{ message: 'The review log has no decision 1.', extensions: { code: 'BAD_USER_INPUT' } }] })
  t.same((await ask('{ reviews(productId: "dress-red") { id } }')).data, { reviews: [] })
})

t.test('where keys are set, all that shows or takes reviews asks for one, and tagging does not', async (t) => {
  const API_KEYS = `anna:review:${createHash('sha256').update('key-of-anna').digest('hex')}`
  const { ask, app } = await reviewApp(t, { env: { API_KEYS } })
  const input = { productId: 'dress-red', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }] }

  for (const [query, variables] of [[REVIEW, { input }], [REVERT, { ids: ['1'] }], [QUEUE, {}], ['{ reviews(productId: "lamp") { id } }', {}]] as const) {
    t.match(await ask(query, variables), { statusCode: 401, data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  }
  const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query: REVIEW, variables: { input } }, headers: { authorization: 'Bearer key-of-anna' } })
  t.match(response.json(), { data: { reviewTags: { entries: [{ who: 'anna' }] } } })
  t.match(await ask('{ autoTagProduct(id: "dress-red") { reviewVersion } tagValues(attribute: "category", language: "de") { value name } }'), {
    data: { autoTagProduct: { reviewVersion: 1 }, tagValues: [{ value: 'Fashion', name: 'Fashion' }, { value: 'Fashion/Dress', name: 'Fashion/Kleid' }] }
  })
})

t.test('no page of another site can review in a browser of this machine, with keys or without', async (t) => {
  const API_KEYS = `anna:review:${createHash('sha256').update('key-of-anna').digest('hex')}`
  const variables = { input: { productId: 'dress-red', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }] } }
  const form = new FormData()
  form.append('operations', JSON.stringify({ query: REVIEW, variables }))
  form.append('map', '{}')
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type')! }
  const payload = Buffer.from(await encoded.arrayBuffer())
  const post = async ({ app }: { readonly app: FastifyInstance }, more: Record<string, string> = {}) => {
    return (await app.inject({ method: 'POST', url: '/graphql', payload, headers: { ...headers, ...more } })).json<unknown>()
  }
  const get = async ({ app }: { readonly app: FastifyInstance }) => await app.inject({ url: '/graphql', query: { query: REVIEW, variables: JSON.stringify(variables) } })

  const open = await reviewApp(t)
  t.match(await post(open), { errors: [{ message: /graphql-require-preflight/, extensions: { code: 'FORBIDDEN' } }] }, 'a form needs no permission to be sent, so it is refused')
  t.match(await post(open, { 'graphql-require-preflight': '1' }), { data: { reviewTags: { entries: [{ who: 'local' }] } } }, 'a header needs it')
  t.match((await get(open)).json<unknown>(), { data: null, errors: [{ message: /cannot be performed via a GET request/ }] })
  t.same((await open.ask('{ reviews { id } }')).data, { reviews: [{ id: '1' }] })

  const keyed = await reviewApp(t, { env: { API_KEYS } })
  t.match(await post(keyed), { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, 'no browser sends a key by itself')
  t.match(await post(keyed, { cookie: 'key=key-of-anna' }), { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  t.match(await post(keyed, { authorization: 'Bearer key-of-anna' }), { data: { reviewTags: { entries: [{ who: 'anna' }] } } })
})
