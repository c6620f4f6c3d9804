import t from 'tap'
import { testApp } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { REVERT, REVIEW, reviewApp, type Found } from '../fixtures/review-app.ts'

t.test(
  'a decision is written down with who, what and by which model, and the product answers as the person said',
  async (t) => {
    const { review } = await reviewApp(t)

    const { entries, tagging } = await review('plain-red', {
      attribute: 'category',
      value: 'Fashion/Shirt',
      verdict: 'REPLACE',
      replacement: 'Home/Sofa'
    })

    t.same(entries, [
      {
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
      }
    ])
    t.match(tagging, {
      category: { path: 'Home/Sofa', decision: 'ASSIGNED', confidence: 1, evidence: [{ kind: 'REVIEW' }] },
      reviewVersion: 1
    })
  }
)

t.test(
  'filters and facets of the embedded store use what was decided at once, and what was before when it is taken back',
  async (t) => {
    const { review, find, ask } = await reviewApp(t, { store: undefined })
    const idsOf = ({ items }: Found) => items.map(({ product }) => product.id).sort()

    const { entries } = await review(
      'dress-red',
      { attribute: 'color', value: 'red', verdict: 'REPLACE', replacement: 'green' },
      { attribute: 'category', value: 'Fashion/Dress', verdict: 'REPLACE', replacement: 'Fashion/Shirt' }
    )

    t.same(idsOf(await find({ color: ['green'] })), ['dress-red', 'shirt-green'])
    // The shop's own tree wins: what people say stands beside it.
    t.same(idsOf(await find({ category: ['Fashion/Shirt'] })), [])
    t.match((await find()).items.find(({ product }) => product.id === 'dress-red')!.product, {
      category: 'Fashion/Dresses',
      taxonomyCategory: 'Fashion/Shirt'
    })
    t.same((await find({ color: ['green'] })).facets.colors, [{ value: 'green', count: 2 }])

    const { data } = await ask(REVERT, { ids: entries.map(({ id }) => id) })

    t.same(data, {
      revertReviews: {
        entries: [
          { id: '1', isReverted: true },
          { id: '2', isReverted: true }
        ],
        reviewVersion: 4,
        isIndexed: true
      }
    })
    t.same((await find()).items.find(({ product }) => product.id === 'dress-red')!.product, {
      id: 'dress-red',
      category: 'Fashion/Dresses',
      taxonomyCategory: null,
      color: 'red',
      attributes: []
    })
  }
)

t.test('a decision by a taxonomy that is gone is not taken back by halves', async (t) => {
  const dataDir = t.testdir({})
  const store = new MemoryVectorStore()
  const { review } = await reviewApp(t, { dataDir, store })
  await review('dress-red', { attribute: 'color', value: 'red', verdict: 'REPLACE', replacement: 'green' })
  const { ask, services } = await testApp(t, { dataDir, store, products: [], env: { REVIEW: 'local' } })

  t.match(await ask(REVERT, { ids: ['1'] }), {
    statusCode: 404,
    errors: [{ extensions: { code: 'TAXONOMY_NOT_FOUND' } }]
  })
  t.equal((await services.reviewLog.entries()).length, 1)
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

  const { data } = await ask(
    '{ reviews(productId: "plain-red") { id value verdict replacement previous isReverted } }'
  )

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
  for (const first of [0, 501]) {
    t.match(await ask(`{ reviews(first: ${first}) { id } }`), {
      statusCode: 400,
      errors: [{ message: `first must be 1 to 500, not ${first}.` }]
    })
  }
})

t.test('a decision that means nothing is told what is missing, and nothing is written', async (t) => {
  const { ask } = await reviewApp(t)
  const problems: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
    [{ attribute: 'size', verdict: 'ACCEPT' }, /ACCEPT needs the value/],
    [{ attribute: 'size', value: 'huge', verdict: 'REJECT' }, /"huge" is no value of size\. Known: short, long\./],
    [
      { attribute: 'weight', value: 'heavy', verdict: 'ACCEPT' },
      /no attribute "weight"\. Known: category, color, size\./
    ],
    [{ attribute: 'size', value: 'short', verdict: 'REPLACE' }, /REPLACE needs a replacement/],
    [{ attribute: 'size', value: 'short', verdict: 'REPLACE', replacement: 'short' }, /the value itself/],
    [{ attribute: 'size', value: 'short', verdict: 'ACCEPT', replacement: 'long' }, /takes no replacement/]
  ]

  for (const [decision, message] of problems) {
    t.match(
      await ask(REVIEW, {
        input: {
          productId: 'dress-red',
          decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }, decision]
        }
      }),
      { statusCode: 400, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] }
    )
  }
  const [accept, reject] = ['ACCEPT', 'REJECT'].map((verdict) => ({ attribute: 'color', value: 'red', verdict }))
  t.match(await ask(REVIEW, { input: { productId: 'dress-red', decisions: [accept, reject] } }), {
    errors: [{ message: /color "red" has two decisions that differ, ACCEPT and REJECT\. Send one/ }]
  })
  t.match(await ask(REVIEW, { input: { productId: 'dress-red', decisions: [] } }), {
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }]
  })
  t.match(
    await ask(REVIEW, {
      input: { productId: 'nothing', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }] }
    }),
    { statusCode: 404, errors: [{ extensions: { code: 'PRODUCT_NOT_FOUND' } }] }
  )
  t.match(await ask(REVERT, { ids: ['1'] }), {
    errors: [{ message: 'The review log has no decision 1.', extensions: { code: 'BAD_USER_INPUT' } }]
  })
  t.same((await ask('{ reviews(productId: "dress-red") { id } }')).data, { reviews: [] })
})
