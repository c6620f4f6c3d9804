import t from 'tap'
import { storefrontModule } from '../fixtures/storefront-module.ts'

interface Count {
  readonly value: string
  readonly count?: number | undefined
}
interface Facets {
  readonly categories: readonly Count[]
  readonly colors: readonly Count[]
  readonly tags: readonly Count[]
}
interface Failure {
  readonly title: string
  readonly advice: string
  readonly command?: string
  readonly canRetry: boolean
  readonly isOfThePhoto: boolean
}
interface Question {
  readonly attribute: string
  readonly value?: string | undefined
  readonly confidence?: number
  readonly decision?: string
  readonly verdict?: string
  readonly replacement?: string
}

const { exampleSearches } = await storefrontModule<{ exampleSearches: (facets: Facets) => string[] }>('examples')
const { categoryTree } = await storefrontModule<{
  categoryTree: (values: readonly Count[]) => Array<Count & { readonly depth: number }>
}>('category-tree')
const { formatPrice, formatPath, lastOfPath } = await storefrontModule<{
  formatPrice: (price: { amount: string; currency: string }) => string
  formatPath: (path: string) => string
  lastOfPath: (path: string) => string
}>('format')
const { safeUrl } = await storefrontModule<{ safeUrl: (url: unknown) => string | undefined }>('dom')
const { describeFailure } = await storefrontModule<{ describeFailure: (error: { code?: string }) => Failure }>(
  'messages'
)
const review = await storefrontModule<{
  describeFailure: (error: { code?: string; message?: string }) => {
    title: string
    advice: string
    isOfTheKey: boolean
  }
}>('review/messages')
const words = await storefrontModule<{
  percent: (share: number) => string
  spoken: (one: Question) => string
  shortName: (one: Question, value: string) => string
  branchName: (one: Question, value: string) => string
}>('review/words')

const counts = (...values: string[]): Count[] => values.map((value) => ({ value, count: 1 }))
const FACETS: Facets = {
  categories: counts('Home', 'Home/Lamps', 'Wear/Shoes', 'Wear', 'Wear/Bags'),
  colors: counts('Red', 'Blue'),
  tags: counts('Sale')
}
const NONE: Facets = { categories: [], colors: [], tags: [] }

t.test('examples are made of what the catalogue has, leaves of its categories first', async (t) => {
  t.same(exampleSearches(FACETS), ['red lamps', 'shoes', 'sale', 'blue bags'])
  t.same(exampleSearches({ ...NONE, tags: counts('New') }), ['new'])
  t.equal(exampleSearches(NONE).length, 3, 'a catalogue that says nothing still gets some')
  const alike = exampleSearches({ ...FACETS, categories: counts('A/Sale', 'B/Sale', 'C/Sale') })
  t.equal(new Set(alike).size, alike.length)
})

t.test('categories are a tree in reading order: parents before children, large shelves first', async (t) => {
  const tree = categoryTree([
    { value: 'Home/Lamps', count: 2 },
    { value: 'Wear', count: 9 },
    { value: 'Wear/Bags', count: 3 },
    { value: 'Home/Beds/Bunk', count: 1 },
    { value: 'Wear/Shoes', count: 6 }
  ])

  t.same(
    tree.map(({ value, count, depth }) => [value, count, depth]),
    [
      ['Wear', 9, 0],
      ['Wear/Shoes', 6, 1],
      ['Wear/Bags', 3, 1],
      ['Home', 3, 0],
      ['Home/Lamps', 2, 1],
      ['Home/Beds', 1, 1],
      ['Home/Beds/Bunk', 1, 2]
    ]
  )
  t.same(categoryTree([{ value: 'Home/Lamps', count: undefined }]), [
    { value: 'Home', count: undefined, depth: 0 },
    { value: 'Home/Lamps', count: undefined, depth: 1 }
  ])
  t.same(categoryTree([]), [])
  t.same(
    categoryTree(counts('Home', 'Homeware/Cups'))
      .map(({ value }) => value)
      .sort(),
    ['Home', 'Homeware', 'Homeware/Cups']
  )
})

t.test('prices are written as the visitor does, and as they are where the currency is none', async (t) => {
  t.equal(formatPrice({ amount: '1234.5', currency: 'EUR' }), '€1,234.50')
  t.equal(formatPrice({ amount: '1999', currency: 'JPY' }), 'JP¥1,999')
  t.equal(formatPrice({ amount: '5', currency: 'points' }), '5 points')
  t.equal(formatPath('Home/Lamps'), 'Home › Lamps')
  t.same(['Home/Lamps', 'Home', ''].map(lastOfPath), ['Lamps', 'Home', ''])
})

t.test('addresses of a catalogue become links only where they lead to pages', async (t) => {
  for (const url of ['https://shop.example/a', 'HTTP://shop.example', '/media/a.jpg', '/']) t.equal(safeUrl(url), url)
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'media/a.jpg',
    ' /a',
    '',
    null,
    undefined,
    3,
    ['/a']
  ]) {
    t.equal(safeUrl(url), undefined, String(url))
  }
})

t.test('every failure has a title and advice, and names no code', async (t) => {
  for (const code of ['SERVER_BUSY', 'CATALOGUE_EMPTY', 'HEIC', 'OFFLINE', 'NO_SUCH_CODE', undefined]) {
    for (const { title, advice } of [
      describeFailure({ ...(code !== undefined && { code }) }),
      review.describeFailure({ ...(code !== undefined && { code }) })
    ]) {
      t.ok(
        typeof title === 'string' && title.length > 3 && typeof advice === 'string' && advice.length > 3,
        code ?? 'none'
      )
      t.notMatch(`${title} ${advice}`, /[A-Z]+_[A-Z]+/, code ?? 'none')
    }
  }
})

t.test('trying again is offered where it may help, another photo where it is of the photo', async (t) => {
  for (const code of ['SERVER_BUSY', 'TIMEOUT', 'UPLOAD_TIMEOUT', 'INTERNAL_SERVER_ERROR']) {
    t.equal(describeFailure({ code }).canRetry, true, code)
  }
  for (const code of ['CATALOGUE_EMPTY', 'TEXT_TOO_LONG', 'IMAGE_TOO_LARGE']) {
    t.equal(describeFailure({ code }).canRetry, false, code)
  }
  t.match(describeFailure({ code: 'IMAGE_UNREADABLE' }), { isOfThePhoto: true })
  t.match(describeFailure({ code: 'SERVER_BUSY' }), { isOfThePhoto: false })
  t.match(describeFailure({ code: 'CATALOGUE_EMPTY' }).command, /^vitrine ingest/)
})

t.test('a reviewer reads why not, where only the service knows', async (t) => {
  t.match(review.describeFailure({ code: 'FORBIDDEN', message: 'The key lacks it.' }), {
    advice: 'The key lacks it.',
    isOfTheKey: true
  })
  t.match(review.describeFailure({ code: 'BAD_USER_INPUT', message: 'No such value.' }), {
    advice: 'No such value.',
    isOfTheKey: false
  })
  t.match(review.describeFailure({ code: 'UNAUTHENTICATED' }), { isOfTheKey: true })
})

t.test('a question is read out in one breath', async (t) => {
  t.equal(
    words.spoken({ attribute: 'category', value: 'Home/Lamp', confidence: 0.87, decision: 'SUGGESTED' }),
    'Category: Home › Lamp, 87 % sure, suggested. Not answered.'
  )
  t.equal(
    words.spoken({
      attribute: 'color',
      value: 'red',
      confidence: 1,
      decision: 'ASSIGNED',
      verdict: 'REPLACE',
      replacement: 'green'
    }),
    'Color: red, 100 % sure, assigned. Changed to green.'
  )
  t.equal(
    words.spoken({ attribute: 'size', decision: 'ABSTAINED', verdict: 'REPLACE', replacement: 'long' }),
    'Size: nothing proposed. Set to long.'
  )
  t.same([0, 0.001, 0.005, 0.5, 1].map(words.percent), ['0 %', 'under 1 %', '1 %', '50 %', '100 %'])
  t.same(
    [
      words.shortName({ attribute: 'category' }, 'Home/Lamp'),
      words.branchName({ attribute: 'category' }, 'Home/Lamp'),
      words.branchName({ attribute: 'category' }, 'Home')
    ],
    ['Lamp', 'Home', '']
  )
  t.equal(words.shortName({ attribute: 'material' }, 'wool/silk'), 'wool/silk', 'only categories are paths')
})

t.test('a file is opened at its place, whatever mark its address has', async (t) => {
  const { placeIn } = await storefrontModule<{ placeIn (url: string, place: string): string }>('dom')
  t.equal(placeIn('/media/a.mp4#frag', 't=5'), '/media/a.mp4#t=5')
  t.equal(placeIn('/media/a.pdf', 'page=3'), '/media/a.pdf#page=3')
  t.equal(placeIn('/media/a.pdf#frag', ''), '/media/a.pdf#frag')
})
