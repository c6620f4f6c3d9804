import t from 'tap'
import { seededRandom } from '../fixtures/random.ts'
import { storefrontModule } from '../fixtures/storefront-module.ts'

interface State {
  readonly q: string
  readonly photo: unknown
  readonly like: string
  readonly without: string
  readonly weight: number | null
  readonly category: readonly string[]
  readonly brand: readonly string[]
  readonly color: readonly string[]
  readonly tags: readonly string[]
  readonly attribute: readonly string[]
  readonly sort: string
  readonly variety: string
  readonly min: string
  readonly max: string
  readonly currency: string
  readonly inStock: boolean
  readonly dimension: number | null
  readonly cutoff: boolean
}
interface Operation {
  readonly query: string
  readonly variables: Record<string, unknown>
  readonly photo: unknown
}

const { START, NO_FILTERS, toQueryString, fromQueryString, hasQuestion, hasFilters } = await storefrontModule<{
  START: State
  NO_FILTERS: Partial<State>
  toQueryString: (state: State) => string
  fromQueryString: (query: string) => State
  hasQuestion: (state: State) => boolean
  hasFilters: (state: State) => boolean
}>('state')
const { searchOperation } = await storefrontModule<{
  searchOperation: (state: State, page: { after?: string }) => Operation
}>('operation')

const state = (rest: Partial<State>): State => ({ ...START, ...rest })
const variablesOf = (rest: Partial<State>, page = {}) => searchOperation(state(rest), page).variables

t.test('what was asked comes back from the address, whatever characters it has', async (t) => {
  const random = seededRandom(23)
  const words = ['', 'red & blue', 'ü=ö?#%', '日本', '"<b>"', 'a+b', '  ', 'Home/Light', '\u{1F457}']
  const word = () => words[Math.floor(random() * words.length)]!
  const list = () => Array.from({ length: Math.floor(random() * 3) }, word)
  for (let round = 0; round < 200; round++) {
    const asked = state({
      q: word(),
      like: word(),
      without: word(),
      min: word(),
      max: word(),
      currency: word(),
      category: list(),
      brand: list(),
      color: list(),
      tags: list(),
      weight: random() < 0.5 ? null : Math.floor(random() * 101),
      dimension: random() < 0.5 ? null : 256,
      inStock: random() < 0.5,
      cutoff: random() < 0.5
    })
    t.same(fromQueryString(toQueryString(asked)), asked, toQueryString(asked))
  }
})

t.test('a photo stays out of the address, and an address without a question is bare', async (t) => {
  t.equal(toQueryString(state({ photo: { id: 'p' } })), '')
  t.equal(toQueryString(START), '')
  t.same(fromQueryString(''), START)
})

t.test('numbers of an address are taken where they make sense', async (t) => {
  for (const weight of ['-1', '101', '50.5', 'x', '', '1e9', 'NaN']) {
    t.equal(fromQueryString(`?weight=${weight}`).weight, null, weight)
  }
  for (const weight of ['0', '100']) t.equal(fromQueryString(`?weight=${weight}`).weight, Number(weight))
  t.equal(fromQueryString('?dimension=100001').dimension, null)
  t.match(fromQueryString('?inStock=yes&all=0'), { inStock: false, cutoff: true })
})

t.test('words, a photo or a product are a question; filters alone are none', async (t) => {
  for (const rest of [{ q: 'red' }, { photo: {} }, { like: 'lamp' }]) {
    t.ok(hasQuestion(state(rest)), JSON.stringify(rest))
  }
  for (const rest of [{}, { without: 'red' }, { brand: ['Aurora'] }]) {
    t.notOk(hasQuestion(state(rest)), JSON.stringify(rest))
  }
})

t.test('what takes the filters away leaves none of them', async (t) => {
  for (const rest of [
    { category: ['Home'] },
    { brand: ['A'] },
    { color: ['red'] },
    { tags: ['new'] },
    { min: '1' },
    { max: '2' },
    { inStock: true }
  ]) {
    t.ok(hasFilters(state(rest)), JSON.stringify(rest))
    t.notOk(hasFilters({ ...state(rest), ...NO_FILTERS }))
  }
  t.notOk(hasFilters(state({ q: 'red', without: 'blue', cutoff: false })))
})

t.test('only what is asked for is sent', async (t) => {
  t.same(variablesOf({ q: 'red' }), { text: 'red', topK: 24 })
  t.same(variablesOf({ q: 'red', cutoff: false }), { text: 'red', topK: 24, cutoff: false })
  t.same(variablesOf({ like: 'lamp', without: 'red', dimension: 256 }), {
    like: 'lamp',
    without: 'red',
    dimension: 256,
    topK: 24
  })
  t.same(variablesOf({ q: 'red' }, { after: 'cursor' }), { text: 'red', topK: 24, after: 'cursor' })
})

t.test('every variable that is sent is declared and passed on, and none else', async (t) => {
  const full = {
    q: 'red',
    photo: {},
    like: 'lamp',
    without: 'blue',
    brand: ['A'],
    weight: 30,
    dimension: 256,
    cutoff: false
  }
  for (const rest of [{ q: 'red' }, full]) {
    const { query, variables } = searchOperation(state(rest), { after: 'x' })
    const names = (pattern: RegExp) => [...query.matchAll(pattern)].map(([, name]) => name).sort()

    t.same(names(/\$(\w+): [A-Z]/g), Object.keys(variables).sort(), 'declared')
    t.same(names(/(\w+): \$\1/g), Object.keys(variables).sort(), 'passed on')
  }
})

t.test('browsing asks for nothing but a page, in the order that is chosen', async (t) => {
  t.same(variablesOf({}), { topK: 24 })
  t.same(variablesOf({ sort: 'price-down', brand: ['Acme'] }), {
    topK: 24,
    filter: { brand: ['Acme'] },
    sort: [{ key: 'PRICE', direction: 'DESC' }]
  })
  t.same(variablesOf({ variety: 'brand' }), { topK: 24, variety: { perBrand: 2, foldAlike: true } })
  t.same(variablesOf({ variety: 'alike' }), { topK: 24, variety: { foldAlike: true } })
  t.same(variablesOf({ sort: 'by-luck' }), { topK: 24 }, 'an address may hold anything')
})

t.test('values of one attribute add up, different attributes narrow', async (t) => {
  t.same(variablesOf({ attribute: ['Material=Linen', 'Size=M', 'Material=Wool'] })['filter'], {
    attributes: [
      { name: 'Material', values: ['Linen', 'Wool'] },
      { name: 'Size', values: ['M'] }
    ]
  })
})

t.test('prices are sent as numbers where they are numbers, zero included', async (t) => {
  const filter = (rest: Partial<State>) => variablesOf({ q: 'a', ...rest })['filter']

  t.same(filter({ min: '0', max: '19.90', currency: 'EUR' }), { price: { min: 0, max: 19.9, currency: 'EUR' } })
  t.same(filter({ max: '5' }), { price: { max: 5 } })
  for (const rest of [{ min: 'cheap' }, { currency: 'EUR' }, { min: 'Infinity' }]) {
    t.equal(filter(rest), undefined, JSON.stringify(rest))
  }
  t.same(filter({ inStock: true, tags: ['new'] }), { tags: ['new'], inStock: true })
})

t.test('weights are sent where words and a photo meet and the slider was moved', async (t) => {
  const fusion = (rest: Partial<State>) => variablesOf(rest)['fusion']

  t.same(fusion({ q: 'red', photo: {}, weight: 30 }), { text: 0.7, image: 0.3 })
  t.same(fusion({ q: 'red', photo: {}, weight: 0 }), { text: 1, image: 0 })
  for (const rest of [
    { q: 'red', weight: 30 },
    { photo: {}, weight: 30 },
    { q: 'red', photo: {}, weight: null }
  ]) {
    t.equal(fusion(rest), undefined, JSON.stringify(rest))
  }
  t.equal(variablesOf({ photo: {} })['imageUpload'], null, 'which the file of the request fills')
})
