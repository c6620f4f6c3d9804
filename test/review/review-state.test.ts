import t from 'tap'
import type { ReviewDecision, ReviewEntry } from '../../src/review/store/review-entry.ts'
import { asReviewed, reviewStates } from '../../src/review/review-state.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const taxonomy = new Taxonomy(smallTaxonomy())

type Step = Partial<ReviewDecision> | { readonly reverts: number }

/** Entries on one product, numbered in their order. */
function history (...steps: readonly Step[]): ReviewEntry[] {
  return steps.map((step, i): ReviewEntry => {
    const common = { seq: i + 1, at: '2026-11-24T09:00:00.000Z', who: 'anna', taxonomy: 'small' }
    if ('reverts' in step) return { ...common, verdict: 'REVERT', reverts: step.reverts! }
    return {
      ...common,
      taxonomyVersion: '7',
      model: 'words-1',
      productId: 'p',
      attribute: 'color',
      verdict: 'ACCEPT',
      ...step
    }
  })
}

const reviewState = (...steps: readonly Step[]) => reviewStates(history(...steps), taxonomy)[0]

t.test('of an attribute with one value the last decision holds', (t) => {
  const category = { attribute: 'category', previous: 'Fashion/Dresses' }

  t.match(reviewState({ ...category, value: 'Home/Sofa' }), {
    right: ['Home/Sofa'],
    wrong: [],
    statement: 'Home/Sofa'
  })
  t.match(
    reviewState(
      { ...category, value: 'Home/Sofa' },
      { ...category, value: 'Home/Sofa', verdict: 'REPLACE', replacement: 'Home/Lamp', previous: 'Home/Sofa' }
    ),
    { right: ['Home/Lamp'], wrong: ['Home/Sofa'], statement: 'Home/Lamp' }
  )
  t.end()
})

t.test('of an attribute with many values each decision holds beside the others, and what was stated stays', (t) => {
  const steps = [
    { value: 'red', previous: 'blue' },
    { value: 'green', previous: 'blue, red' }
  ]

  t.match(reviewState(...steps), { right: ['red', 'green'], statement: 'blue, red, green' })
  t.match(reviewState(...steps, { value: 'blue', verdict: 'REJECT', previous: 'blue, red, green' }), {
    wrong: ['blue'],
    statement: 'red, green'
  })
  t.end()
})

t.test('a rejected branch of the categories is rejected with all below it', (t) => {
  const rejected = { attribute: 'category', value: 'Fashion', verdict: 'REJECT' as const }

  t.equal(reviewState({ ...rejected, previous: 'Fashion/Dresses' })!.statement, undefined)
  t.equal(reviewState({ ...rejected, previous: 'Home/Sofa' })!.statement, 'Home/Sofa')
  t.end()
})

t.test('what was taken back does not hold, and the catalogue has its word again', (t) => {
  const steps = [
    { value: 'red', verdict: 'REPLACE' as const, replacement: 'green', previous: 'red' },
    { value: 'blue', previous: 'green' }
  ]

  t.match(reviewState(...steps, { reverts: 2 }), { right: ['green'], wrong: ['red'], statement: 'green' })
  t.match(reviewState(...steps, { reverts: 1 }), { right: ['blue'], wrong: [], statement: 'red, blue' })
  t.match(reviewState(...steps, { reverts: 1 }, { reverts: 2 }), { right: [], wrong: [], statement: 'red' })
  t.end()
})

t.test('where the catalogue has changed its mind in between, that is what comes back', (t) => {
  const steps = [
    { value: 'red', previous: 'blue' },
    { value: 'red', previous: 'green' }
  ]

  t.match(reviewState(...steps, { reverts: 1 }, { reverts: 2 }), { statement: 'green' })
  t.end()
})

t.test('other taxonomies, unknown attributes and values that are gone say nothing', (t) => {
  t.same(
    reviewStates(
      history({ value: 'red' }).map((entry) => ({ ...entry, taxonomy: 'other' })),
      taxonomy
    ),
    []
  )
  t.same(reviewStates(history({ attribute: 'weight', value: 'heavy' }), taxonomy), [])
  t.match(reviewState({ value: 'mauve' }), { right: [], wrong: [] })
  t.end()
})

t.test('a product as people see it loses the tags that say otherwise', (t) => {
  const dress = product('p', 'dress', { attributes: { Size: ['short'] }, tags: ['short', 'summer', 'red'] })
  const reviewed = reviewStates(
    history({ attribute: 'size', value: 'long' }, { value: 'red', verdict: 'REJECT' }),
    taxonomy
  )

  t.match(asReviewed(dress, reviewed, taxonomy), {
    attributes: { size: ['long'] },
    tags: ['summer'],
    color: undefined
  })
  t.notOk('Size' in asReviewed(dress, reviewed, taxonomy).attributes)
  t.end()
})

t.test('the same entries are worked out once, and anew for each taxonomy and each longer log', (t) => {
  const entries = history({ value: 'red' })
  const other = new Taxonomy({ ...smallTaxonomy(), version: '8' })

  t.equal(reviewStates(entries, taxonomy), reviewStates(entries, taxonomy))
  t.not(reviewStates(entries, other), reviewStates(entries, taxonomy))
  t.match(reviewStates([...entries, ...history({ value: 'red' }, { value: 'green' }).slice(1)], taxonomy), [
    { right: ['red', 'green'] }
  ])
  t.end()
})
