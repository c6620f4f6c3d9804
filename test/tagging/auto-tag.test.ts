import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { PRODUCTS, product, testApp } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { dataUri } from '../fixtures/word-embedder.ts'

const TAGS = `
  category { path confidence decision alternatives { value } evidence { kind productId imageUrl } }
  tags { attribute value decision evidence { kind productId } }
  abstained { attribute reason } model taxonomy taxonomyVersion`
const AUTO_TAG = `query ($image: Upload!, $taxonomy: String, $title: String) { autoTag(image: $image, taxonomy: $taxonomy, title: $title) { ${TAGS} } }`
const AUTO_TAG_PRODUCT = `query ($id: ID!, $taxonomy: String) { autoTagProduct(id: $id, taxonomy: $taxonomy) { ${TAGS} } }`

interface Payload {
  readonly category: {
    readonly path: string | null
    readonly confidence: number
    readonly decision: string
    readonly evidence: ReadonlyArray<{ kind: string; productId: string | null; imageUrl: string | null }>
  }
  readonly tags: ReadonlyArray<{
    attribute: string
    value: string
    decision: string
    evidence: ReadonlyArray<{ kind: string; productId: string | null }>
  }>
  readonly abstained: ReadonlyArray<{ attribute: string; reason: string }>
  readonly model: string
  readonly taxonomy: string
  readonly taxonomyVersion: string
}

async function tagApp (t: Test, options: Parameters<typeof testApp>[1] = {}) {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  return await testApp(t, { ...options, env: { TAXONOMY: join(folder, 'shop.json'), ...options.env } })
}

t.test('a photo gets the category of the photos that look alike, and its measured color', async (t) => {
  const { ask } = await tagApp(t)

  const { data } = await ask(AUTO_TAG, { image: await dataUri('red') })

  const { category, tags, ...rest } = data!['autoTag'] as Payload
  t.equal(category.path, 'Fashion/Dress')
  t.match(
    category.evidence.find(({ kind }) => kind === 'NEIGHBOUR'),
    { productId: 'dress-red', imageUrl: '/media/red.jpg' }
  )
  const color = tags.find(({ attribute }) => attribute === 'color')
  t.match(color, { value: 'red', decision: 'ASSIGNED' })
  t.same(
    color!.evidence.map(({ kind }) => kind).filter((kind) => kind !== 'NEIGHBOUR'),
    ['PROMPT', 'COLOR']
  )
  t.same(
    { model: rest.model, taxonomy: rest.taxonomy, version: rest.taxonomyVersion },
    { model: 'words-1', taxonomy: 'small', version: '7' }
  )
})

t.test('without a threshold that somebody knows to be right, a value is suggested at most', async (t) => {
  const { ask } = await tagApp(t)

  const { data } = await ask(AUTO_TAG, { image: await dataUri('red'), title: 'long dress' })

  const { category, tags } = data!['autoTag'] as Payload
  t.equal(category.decision, 'SUGGESTED')
  t.match(
    tags.find(({ attribute }) => attribute === 'size'),
    { value: 'long', decision: 'SUGGESTED' }
  )
})

t.test('what is not certain is named with a reason instead of guessed', async (t) => {
  const { ask } = await tagApp(t)

  const { data } = await ask(AUTO_TAG, { image: await dataUri('red') })

  t.match((data!['autoTag'] as Payload).abstained, [
    { attribute: 'size', reason: /^the best value, \w+, has a confidence of 0\.\d\d only$/ }
  ])
})

t.test('a photo that may be one thing or another has no category, but the attributes that both have', async (t) => {
  const { ask } = await tagApp(t, {
    products: [
      ...PRODUCTS,
      product('sofa-red', 'red sofa', { category: 'Home/Sofa', color: 'red', images: ['/media/red-sofa.jpg'] })
    ]
  })

  const { data } = await ask(AUTO_TAG, { image: await dataUri('red') })

  const { category, tags, abstained } = data!['autoTag'] as Payload
  t.match(category, { path: null, decision: 'ABSTAINED' })
  t.match(tags, [{ attribute: 'color', value: 'red', decision: 'ASSIGNED' }])
  t.match(abstained, [{ attribute: 'size', reason: 'the category is not certain enough to know whether it applies' }])
})

t.test('an empty catalogue has no say, and prompts answer alone', async (t) => {
  const { ask } = await tagApp(t, { products: [] })

  const { data } = await ask(AUTO_TAG, { image: await dataUri('blue'), title: 'sofa' })

  const { category } = data!['autoTag'] as Payload
  t.equal(category.path, 'Home/Sofa')
  t.same(
    category.evidence.map(({ kind }) => kind),
    ['PROMPT', 'TITLE']
  )
})

t.test('a product is tagged by its stored vectors, without a model call and without its own vote', async (t) => {
  const { ask, model } = await tagApp(t, {
    products: [...PRODUCTS, product('gown', 'gown', { category: 'Fashion/Dresses', images: ['/media/red-2.jpg'] })]
  })
  await ask(AUTO_TAG_PRODUCT, { id: 'gown' })
  const calls = model.calls

  const { data } = await ask(AUTO_TAG_PRODUCT, { id: 'gown' })

  const { category } = data!['autoTagProduct'] as Payload
  t.equal(model.calls, calls)
  t.equal(category.path, 'Fashion/Dress')
  t.notOk(category.evidence.some(({ productId }) => productId === 'gown'))
})

t.test('labels are embedded once for a taxonomy, however many ask at once', async (t) => {
  const { ask, model } = await tagApp(t)
  const image = await dataUri('green')

  await Promise.all([ask(AUTO_TAG, { image }), ask(AUTO_TAG, { image }), ask(AUTO_TAG, { image })])

  // Nine labels and one photo.
  t.equal(model.calls, 10)
})

t.test('a product or a taxonomy that is not there is told so', async (t) => {
  const { ask } = await tagApp(t)

  t.match(await ask(AUTO_TAG_PRODUCT, { id: 'nothing' }), { errors: [{ extensions: { code: 'PRODUCT_NOT_FOUND' } }] })
  t.match(await ask(AUTO_TAG, { image: await dataUri('red'), taxonomy: 'cars' }), {
    errors: [
      { message: 'There is no taxonomy "cars". Known: small, general.', extensions: { code: 'TAXONOMY_NOT_FOUND' } }
    ]
  })
})

t.test('uploads obey the rules of searches', async (t) => {
  const { ask } = await tagApp(t)
  const text = `data:image/jpeg;base64,${Buffer.from('not a photo').toString('base64')}`

  t.match(await ask(AUTO_TAG, { image: text }), { errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] })
  t.match(await ask(AUTO_TAG, { image: 'red.jpg' }), { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  t.match(await ask(AUTO_TAG, { image: await dataUri('red'), title: 'x'.repeat(5000) }), {
    errors: [{ extensions: { code: 'TEXT_TOO_LONG' } }]
  })
})

t.test('a taxonomy with a mistake is named when it is first asked for, and read again once repaired', async (t) => {
  const folder = t.testdir({ 'shop.json': '{}' })
  const { services } = await testApp(t, { env: { TAXONOMY: join(folder, 'shop.json') } })

  await t.rejects(services.taggers.tagger(), { code: 'TAXONOMY_INVALID' })
  await writeFile(join(folder, 'shop.json'), JSON.stringify(smallTaxonomy()))

  t.equal((await services.taggers.tagger()).taxonomy.name, 'small')
})

t.test('names are shown in the language asked for, and a category says what it is in lists of others', async (t) => {
  const { ask } = await tagApp(t, {
    products: [
      ...PRODUCTS,
      product('sofa', 'blue sofa', { category: 'Home/Sofa', color: 'blue', images: ['/media/blue-sofa.jpg'] })
    ]
  })
  const fields =
    'category { path name externalIds { list id } alternatives { value name } } tags { attribute attributeName value name } abstained { attribute attributeName }'
  const query = `query ($image: Upload!, $language: String) { autoTag(image: $image, language: $language) { ${fields} } sofa: autoTagProduct(id: "sofa", language: $language) { ${fields} } }`
  const image = await dataUri('red')

  const { data } = await ask(query, { image, language: 'de-CH' })

  t.match(data!['autoTag'], {
    category: { path: 'Fashion/Dress', name: 'Fashion/Kleid', externalIds: [] },
    tags: [{ attribute: 'color', attributeName: 'Farbe', value: 'red', name: 'rot' }],
    abstained: [{ attribute: 'size', attributeName: 'size' }]
  })
  const {
    category: { alternatives }
  } = data!['autoTag'] as { category: { alternatives: ReadonlyArray<{ value: string; name: string }> } }
  t.ok(alternatives.length > 0)
  t.same(
    alternatives.map(({ name }) => name),
    alternatives.map(({ value }) => value),
    'as they are, where the language has no name'
  )
  t.match(data!['sofa'], {
    category: { path: 'Home/Sofa', name: 'Home/Sofa', externalIds: [{ list: 'google', id: '460' }] }
  })

  const { data: bare } = await ask(query, { image })
  t.match(bare!['autoTag'], {
    category: { path: 'Fashion/Dress', name: null },
    tags: [{ name: null, attributeName: null }]
  })
})
