import t from 'tap'
import type { ReviewState } from '../../src/review/attribute-history.ts'
import { withOpinions } from '../../src/tagging/with-opinions.ts'
import type { Tag, Tagging } from '../../src/tagging/tagging.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const taxonomy = new Taxonomy(smallTaxonomy())
const candidates = (...values: string[]) => values.map((value, i) => ({ value, confidence: 0.4 - i / 10 }))
const PROMPT = { kind: 'PROMPT' as const, score: 0.7 }
const SAID = { kind: 'REVIEW' as const, score: 1 }

function tag (attribute: string, value: string, rest: Partial<Tag> = {}): Tag {
  return {
    attribute,
    value,
    confidence: 0.8,
    decision: 'SUGGESTED',
    alternatives: candidates('green', 'blue'),
    evidence: [PROMPT],
    ...rest
  }
}

/** What a tagger said of a product. */
const TAGGING: Tagging = {
  category: {
    path: 'Fashion/Dress',
    confidence: 0.8,
    decision: 'ASSIGNED',
    alternatives: candidates('Fashion/Shirt', 'Home/Sofa', 'Home/Lamp'),
    evidence: [PROMPT]
  },
  tags: [tag('color', 'red'), tag('size', 'long', { alternatives: candidates('short') })],
  abstained: []
}

function reviewState (attribute: string, right: readonly string[], wrong: readonly string[] = []): ReviewState {
  return { productId: 'p', attribute, imageUrl: undefined, base: undefined, statement: undefined, trail: [], right, wrong }
}

const reviewed = (tagging: Tagging, ...reviewStates: readonly ReviewState[]) =>
  withOpinions(tagging, reviewStates, taxonomy)

t.test('without an opinion nothing changes', async (t) => {
  t.same(reviewed(TAGGING), TAGGING)
})

t.test('what a person holds right is certain, and says so before what else speaks for it', async (t) => {
  const { tags } = reviewed(TAGGING, reviewState('color', ['red']))

  t.match(tags[0], {
    value: 'red',
    confidence: 1,
    decision: 'ASSIGNED',
    evidence: [SAID, PROMPT],
    alternatives: candidates('green', 'blue')
  })
})

t.test('another value takes the place of the proposed one and is no alternative to itself', async (t) => {
  const { tags } = reviewed(TAGGING, reviewState('color', ['green'], ['red']))

  t.same(
    tags.filter(({ attribute }) => attribute === 'color').map(({ value, evidence }) => [value, evidence]),
    [['green', [SAID]]]
  )
  t.same(
    tags[0]!.alternatives.map(({ value }) => value),
    ['blue']
  )
})

t.test('tags stay in the order of the taxonomy, whichever was reviewed', async (t) => {
  for (const reviewStates of [
    [reviewState('color', ['red'])],
    [reviewState('size', ['long'])],
    [reviewState('size', ['short']), reviewState('color', ['blue', 'green'])]
  ]) {
    const attributes = reviewed(TAGGING, ...reviewStates).tags.map(({ attribute }) => attribute)
    t.same(attributes, attributes.toSorted(), JSON.stringify(attributes))
  }
})

t.test('a rejected value leaves the others, and where none is left it is said why', async (t) => {
  const several = { ...TAGGING, tags: [tag('color', 'red'), tag('color', 'green')] }

  t.same(
    reviewed(several, reviewState('color', [], ['red'])).tags.map(({ value }) => value),
    ['green']
  )
  const { tags, abstained } = reviewed(several, reviewState('color', [], ['red', 'green']))
  t.same(tags, [])
  t.same(abstained, [
    { attribute: 'color', reason: 'a review rejected red, green', alternatives: candidates('green', 'blue').slice(1) }
  ])
})

t.test('what was not answered stays so, without the values that were rejected', async (t) => {
  const silent = {
    ...TAGGING,
    tags: [],
    abstained: [
      { attribute: 'color', reason: 'unsure', alternatives: candidates('red', 'blue') },
      { attribute: 'size', reason: 'unsure', alternatives: [] }
    ]
  }

  const { tags, abstained } = reviewed(silent, reviewState('color', [], ['red']))
  t.same(tags, [])
  t.match(
    abstained.find(({ attribute }) => attribute === 'color'),
    { reason: 'unsure', alternatives: [{ value: 'blue' }] }
  )
  t.equal(abstained.length, 2)

  const answered = reviewed(silent, reviewState('color', ['green']))
  t.match(answered.tags, [{ attribute: 'color', value: 'green', alternatives: [] }])
  t.same(
    answered.abstained.map(({ attribute }) => attribute),
    ['size']
  )
})

t.test('an attribute that nobody asked about is rejected without a word', async (t) => {
  const other = { ...TAGGING, tags: [] }

  t.same(reviewed(other, reviewState('size', [], ['long'])), other)
})

t.test('the reviewed category comes before the proposed one, which may be an alternative again', async (t) => {
  const { category } = reviewed(TAGGING, reviewState('category', ['Home/Sofa']))
  t.match(category, { path: 'Home/Sofa', confidence: 1, decision: 'ASSIGNED', evidence: [SAID] })
  t.same(
    category.alternatives.map(({ value }) => value),
    ['Fashion/Shirt', 'Home/Lamp']
  )
  t.same(reviewed(TAGGING, reviewState('category', ['Fashion/Dress'])).category.evidence, [SAID, PROMPT])
})

t.test('a rejected category is not known any more; a rejected branch is, with all below it', async (t) => {
  for (const wrong of ['Fashion/Dress', 'Fashion']) {
    const { category } = reviewed(TAGGING, reviewState('category', [], [wrong]))
    t.notOk('path' in category)
    t.match(category, { decision: 'ABSTAINED', evidence: [SAID] })
    t.same(
      category.alternatives.map(({ value }) => value),
      wrong === 'Fashion' ? ['Home/Sofa', 'Home/Lamp'] : ['Fashion/Shirt', 'Home/Sofa', 'Home/Lamp'],
      wrong
    )
  }
  t.match(reviewed(TAGGING, reviewState('category', [], ['Home'])).category, {
    path: 'Fashion/Dress',
    decision: 'ASSIGNED',
    alternatives: [{ value: 'Fashion/Shirt' }]
  })
})
