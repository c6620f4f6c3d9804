import t from 'tap'
import { QUEUE, REVERT, REVIEW, reviewApp } from '../fixtures/review-app.ts'

const bad = (message: RegExp | string) => ({
  statusCode: 400,
  data: null,
  errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }]
})

t.test('clients that send null for what they leave out are understood', async (t) => {
  const { ask } = await reviewApp(t)
  const decisions = [
    { attribute: 'color', value: 'red', verdict: 'ACCEPT', replacement: null },
    { attribute: 'category', value: null, verdict: 'REPLACE', replacement: 'Home/Sofa' }
  ]

  const { data } = await ask(REVIEW, { input: { productId: 'plain-red', decisions, taxonomy: null, language: null } })

  t.match(data, {
    reviewTags: {
      entries: [
        { value: 'red', replacement: null },
        { value: null, replacement: 'Home/Sofa' }
      ]
    }
  })
  t.match(
    await ask(REVIEW, {
      input: { productId: 'plain-red', decisions: [{ attribute: 'color', value: null, verdict: 'ACCEPT' }] }
    }),
    bad(/ACCEPT needs the value/)
  )
})

t.test('a review has 1 to 100 decisions, all of them or none', async (t) => {
  const { ask } = await reviewApp(t)
  const input = (count: number) => ({
    input: {
      productId: 'plain-red',
      decisions: Array.from({ length: count }, (_, i) => ({
        attribute: 'color',
        value: i % 2 === 0 ? 'red' : 'green',
        verdict: 'ACCEPT'
      }))
    }
  })

  for (const count of [0, 101]) {
    t.match(await ask(REVIEW, input(count)), bad(`A review has 1 to 100 decisions, not ${count}.`))
  }
  t.same((await ask('{ reviews { id } }')).data, { reviews: [] })

  const { data } = await ask(REVIEW, input(100))
  t.equal((data!['reviewTags'] as { entries: unknown[] }).entries.length, 2, 'what is said several times is one decision')
})

t.test('the pages of queue and history have limits, which their refusals tell', async (t) => {
  const { ask, queue } = await reviewApp(t)

  for (const first of [-1, 0, 51]) t.match(await ask(QUEUE, { first }), bad(`first must be 1 to 50, not ${first}.`))
  t.equal((await queue({ first: 50 })).items.length, 6)
  t.equal((await queue({ first: 1 })).items.length, 1)
  for (const first of [1, 500]) t.match(await ask(`{ reviews(first: ${first}) { id } }`), { statusCode: 200 })
})

t.test('an id that is no number of the log is named as it was sent', async (t) => {
  const { ask, review } = await reviewApp(t)
  await review('plain-red', { attribute: 'color', value: 'red', verdict: 'ACCEPT' })

  for (const id of ['abc', '', '0', '-1', '1.0', '0x1', ' 1', '2', '9'.repeat(30)]) {
    t.match(
      await ask(REVERT, { ids: [id] }),
      { statusCode: 400, errors: [{ message: /^The review log has no decision / }] },
      JSON.stringify(id)
    )
  }
  t.match(await ask(REVERT, { ids: ['abc'] }), bad('The review log has no decision abc.'))
  t.match((await ask('{ reviews { isReverted } }')).data, { reviews: [{ isReverted: false }] })
})

t.test('ids are taken back together or not at all, one named twice once', async (t) => {
  const { ask, review } = await reviewApp(t)
  await review(
    'plain-red',
    { attribute: 'color', value: 'red', verdict: 'ACCEPT' },
    { attribute: 'category', value: 'Home/Sofa', verdict: 'ACCEPT' }
  )
  const reverted = async () =>
    ((await ask('{ reviews { isReverted } }')).data!['reviews'] as Array<{ isReverted: boolean }>).map(
      ({ isReverted }) => isReverted
    )

  t.match(await ask(REVERT, { ids: ['1', '7'] }), bad('The review log has no decision 7.'))
  t.same(await reverted(), [false, false])

  t.same((await ask(REVERT, { ids: [1, '1'] })).data, {
    revertReviews: { entries: [{ id: '1', isReverted: true }], reviewVersion: 3, isIndexed: true }
  })
  t.same(await reverted(), [false, true])
  t.match(await ask(REVERT, { ids: ['2', '1'] }), bad('The decision 1 was taken back before. Decide anew instead.'))
  t.match(await ask(REVERT, { ids: ['3'] }), bad('The review log has no decision 3.'), 'taking back is no decision')
  t.same(await reverted(), [false, true])
  t.same((await ask(REVERT, { ids: [] })).data, { revertReviews: { entries: [], reviewVersion: 3, isIndexed: true } })
})

t.test('what is not in the taxonomy is told with what is', async (t) => {
  const { ask } = await reviewApp(t)

  t.match(await ask(QUEUE, { attribute: 'weight' }), bad(/no attribute "weight"\. Known: category, color, size/))
  t.match(await ask('{ tagValues(attribute: "weight") { value } }'), bad(/no attribute "weight"/))
  for (const query of [
    '{ tagValues(attribute: "color", taxonomy: "cars") { value } }',
    '{ reviewQueue(taxonomy: "cars") { items { imageUrl } } }'
  ]) {
    t.match(await ask(query), {
      statusCode: 404,
      errors: [
        { message: 'There is no taxonomy "cars". Known: small, general.', extensions: { code: 'TAXONOMY_NOT_FOUND' } }
      ]
    })
  }
})
