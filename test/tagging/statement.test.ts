import t from 'tap'
import { checkDecision } from '../../src/review/check-decision.ts'
import { resolveLabel } from '../../src/taxonomy/resolve-label.ts'
import { attributeNamed } from '../../src/review/review-state.ts'
import { isAmong, judged, statementOf, withStatement } from '../../src/tagging/statement.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const taxonomy = new Taxonomy(smallTaxonomy())
const say = (attribute: string, base: string | undefined, right: readonly string[], wrong: readonly string[] = []) =>
  judged(base, { right, wrong }, attributeNamed(attribute, taxonomy)!, taxonomy)

t.test('what is stated of a product is read and written at the same place', async (t) => {
  const dress = product('p', 'dress', {
    category: 'Fashion',
    color: 'red',
    attributes: { Size: ['long'], fit: ['slim'] }
  })

  for (const [attribute, stated] of [
    ['category', 'Fashion'],
    ['color', 'red'],
    ['size', 'long'],
    ['FIT', 'slim'],
    ['mood', undefined]
  ] as const) {
    t.equal(statementOf(dress, attribute), stated, attribute)
    for (const statement of ['other', undefined]) {
      const next = statementOf(withStatement(dress, attribute, statement), attribute)
      // A category of the shop's own stays beneath what is said of it.
      t.equal(next, attribute === 'category' ? (statement ?? stated) : statement, attribute)
    }
  }
  t.same(
    withStatement(dress, 'size', 'short').attributes,
    { fit: ['slim'], size: ['short'] },
    'one spelling of it is left'
  )
  t.same(withStatement(dress, 'size', undefined).attributes, { fit: ['slim'] })
  t.same(dress.attributes, { Size: ['long'], fit: ['slim'] }, 'the product given is as before')
})

t.test('without an opinion the catalogue has the word', async (t) => {
  for (const base of ['Gowns', undefined]) {
    for (const attribute of ['category', 'color', 'size']) t.equal(say(attribute, base, []), base, attribute)
  }
})

t.test('of one value the right one is stated alone; a wrong one is not stated any more', async (t) => {
  t.equal(say('size', 'short', ['long']), 'long')
  t.equal(say('size', 'short', [], ['short']), undefined)
  t.equal(say('size', 'short', [], ['long']), 'short')
  t.equal(say('size', 'XL', [], ['long']), 'XL', 'words that the taxonomy does not know stay')
  t.equal(say('category', 'Shop > Dresses', [], ['Fashion']), undefined, 'known by its end, wrong by its branch')
})

t.test('of several values the right ones join those that are not wrong, each once', async (t) => {
  t.equal(say('color', undefined, ['red']), 'red')
  t.equal(say('color', 'green; blue', ['red']), 'green, blue, red')
  t.equal(say('color', 'Crimson, blue', ['red'], ['blue']), 'red', 'a synonym is the same value')
  t.equal(say('color', 'red', [], ['red']), undefined)
})

t.test('a category is among its branches, other values are among themselves', async (t) => {
  t.ok(isAmong('Fashion/Dress', ['Fashion'], 'category'))
  t.notOk(isAmong('Fashion', ['Fashion/Dress'], 'category'))
  t.notOk(isAmong('red/dark', ['red'], 'color'))
  t.ok(isAmong('red', ['blue', 'red'], 'color'))
})

t.test("decisions are written in the taxonomy's own spelling", async (t) => {
  t.same(
    checkDecision({ attribute: 'color', value: 'Crimson', verdict: 'REPLACE', replacement: 'GREEN' }, taxonomy),
    { attribute: 'color', value: 'red', verdict: 'REPLACE', replacement: 'green' }
  )
  t.same(checkDecision({ attribute: 'category', value: 'gown', verdict: 'ACCEPT' }, taxonomy), {
    attribute: 'category',
    value: 'Fashion/Dress',
    verdict: 'ACCEPT'
  })
  t.same(
    checkDecision({ attribute: 'category', value: 'Home', verdict: 'REJECT' }, taxonomy),
    { attribute: 'category', value: 'Home', verdict: 'REJECT' },
    'a branch is a value, too'
  )
  t.throws(
    () => checkDecision({ attribute: 'color', value: 'red', verdict: 'REPLACE', replacement: 'crimson' }, taxonomy),
    { code: 'BAD_USER_INPUT', message: 'The replacement is the value itself, "red". Use ACCEPT.' }
  )
})

t.test('of a long list of values the first are named, and how many more there are', async (t) => {
  const long = new Taxonomy({
    ...smallTaxonomy(),
    attributes: [
      {
        name: 'shade',
        type: 'ONE_OF',
        appliesTo: ['Home'],
        labels: Array.from({ length: 23 }, (_, i) => ({ value: `v${i}` }))
      }
    ]
  })

  t.throws(() => resolveLabel('shade', 'x', long), {
    code: 'BAD_USER_INPUT',
    message: /^"x" is no value of shade\. Known: v0, .*v19, and 3 more \(see tagValues\)\.$/
  })
})

t.test('a category of the shop stays, and one that it lacks is given in its own words', async (t) => {
  const toShop = (path: string) => (path === 'Fashion/Dress' ? 'Apparel/Dresses' : undefined)
  const own = product('p', 'dress', { category: 'Sale' })
  const said = withStatement(own, 'category', 'Fashion/Dress', toShop)
  t.match(said, { category: 'Sale', taxonomyCategory: 'Fashion/Dress' })
  t.same(withStatement(said, 'category', undefined, toShop), own)

  const bare = product('p', 'dress')
  const placed = withStatement(bare, 'category', 'Fashion/Dress', toShop)
  t.match(placed, { category: 'Apparel/Dresses', taxonomyCategory: 'Fashion/Dress', isCategoryTagged: true })
  t.equal(withStatement(placed, 'category', 'Home/Sofa', toShop).category, undefined)
  t.equal(withStatement(placed, 'category', undefined, toShop).category, undefined)
})
