import t from 'tap'
import type { FacetCounts } from '../../../src/catalogue/manifest.ts'
import { interpret } from '../../../src/search/interpret/interpret.ts'

const counted = (...values: string[]) => values.map((value) => ({ value, count: 1 }))
const FACETS: FacetCounts = {
  categories: counted('Electronics/Digital Cameras', 'Wear/Shoes'),
  brands: counted('Nike', 'Molino Ferro'),
  colors: counted('black', 'white', 'Grey'),
  tags: counted('digital'),
  attributes: [{ name: 'Material', values: counted('Leather', 'Suede') }],
  price: { min: 1, max: 900, currency: 'EUR' }
}
const read = (text: string, facets = FACETS) => interpret(text, facets)

t.test('prices are read in English and German, with what is left searched for', async (t) => {
  for (const [text, left, min, max] of [
    ['shoes under 50 euros', 'shoes', undefined, 50],
    ['shoes under 50', 'shoes', undefined, 50],
    ['under $50 shoes', 'shoes', undefined, 50],
    ['shoes <50€', 'shoes', undefined, 50],
    ['shoes, max. 49,99 €', 'shoes', undefined, 49.99],
    ['shoes for not more than €1,000.50', 'shoes for', undefined, 1000.5],
    ['shoes 50 euros or less', 'shoes', undefined, 50],
    ['lamp between 20 and 40', 'lamp', 20, 40],
    ['lamp from 40 to 20 euros', 'lamp', 20, 40],
    ['lamp 20-40€ for kids', 'lamp for kids', 20, 40],
    ['coat over 100 euros', 'coat', 100, undefined],
    ['coat around 100 euros', 'coat', 80, 120],
    ['Schuhe unter 50 Euro', 'Schuhe', undefined, 50],
    ['Schuhe bis zu 1.200 €', 'Schuhe', undefined, 1200],
    ['Lampe zwischen 20 und 40', 'Lampe', 20, 40],
    ['Lampe von 20 bis 40 Euro', 'Lampe', 20, 40],
    ['Teppich ab 100 Euro', 'Teppich', 100, undefined],
    ['Jacke für höchstens 80 EUR', 'Jacke für', undefined, 80]
  ] as const) {
    const { text: rest, phrases } = read(text)
    t.equal(rest, left, text)
    t.match(phrases, [{ kind: 'PRICE', min, max, currency: 'EUR' }], text)
    t.equal(phrases.length, 1, text)
  }
})

t.test('numbers that are no prices stay: sizes, ages, units, counts, names', async (t) => {
  for (const text of [
    'shoes 38-40',
    'board game under 18 years',
    'tent up to 4 persons',
    'rope under 2m',
    'ssd over 500 gb',
    'pyjama 12-24 months',
    'dumbbell under 20 pounds',
    'under 50% cotton',
    'spaghetti no. 5',
    'screws 4x40',
    'under armour',
    'ab 18',
    'lamp under 1000000000000',
    ...['under', 'over', 'around', 'between 5 and'].map((words) => `shoes ${words} ${'9'.repeat(320)} euros`)
  ]) {
    t.same(read(text), { text, phrases: [] }, text)
  }
  t.match(read('vase under 20 pounds', { ...FACETS, price: { min: 1, max: 9, currency: 'GBP' } }).phrases, [{ max: 20 }])
  const { price, ...unpriced } = FACETS
  t.same(read('cheap shoes under 50 euros', unpriced), { text: 'cheap shoes under 50 euros', phrases: [] })
  t.match(read('vase under $20', { ...FACETS, price: { min: 1, max: 9 } }).phrases, [{ max: 20, currency: 'USD' }])
})

t.test('words that ask for an order become one, unless products are called so', async (t) => {
  for (const [text, left, key, direction] of [
    ['cheap running shoes', 'running shoes', 'PRICE', 'ASC'],
    ['the cheapest lamp', 'lamp', 'PRICE', 'ASC'],
    ['günstige Lampe', 'Lampe', 'PRICE', 'ASC'],
    ['billigster Drucker', 'Drucker', 'PRICE', 'ASC'],
    ['most expensive watch', 'watch', 'PRICE', 'DESC'],
    ['newest phones', 'phones', 'NEWEST', 'DESC']
  ] as const) {
    const { text: rest, phrases } = read(text)
    t.equal(rest, left, text)
    t.match(phrases, [{ kind: 'SORT', sort: { key, direction } }], text)
  }
  t.same(interpret('cheap trick poster', FACETS, (word) => word === 'cheap').phrases, [])
})

t.test('what is not wanted is found among the values of the catalogue, else among the words', async (t) => {
  const color = { field: 'color', value: 'black' }
  for (const [text, left, phrases] of [
    ['shoes not black', 'shoes', [{ value: 'black', fields: [color], isStrict: true }]],
    ['shoes -black', 'shoes', [{ phrase: '-black', fields: [color] }]],
    ['not black shoes', 'shoes', [{ phrase: 'not black', fields: [color] }]],
    ['shoes but not black or white', 'shoes', [{ value: 'black' }, { value: 'white', fields: [{ value: 'white' }] }]],
    ['shoes anything but gray', 'shoes', [{ fields: [{ field: 'color', value: 'Grey' }] }]],
    ['shoes without leather', 'shoes', [{ fields: [{ field: 'attributes', name: 'Material', value: 'Leather' }] }]],
    ['pasta no molino ferro', 'pasta', [{ fields: [{ field: 'brand', value: 'Molino Ferro' }] }]],
    ['camera not digital cameras', 'camera', [{ fields: [{ field: 'category', value: 'Electronics/Digital Cameras' }] }]],
    ['shoes without laces for running', 'shoes for running', [{ value: 'laces', fields: [], isStrict: false }]],
    ['phone -refurbished', 'phone', [{ value: 'refurbished', fields: [], isStrict: true }]],
    ['Schuhe nicht schwarz', 'Schuhe', [{ fields: [color] }]],
    ['keine schwarzen Schuhe', 'Schuhe', [{ fields: [color] }]],
    ['Schuhe außer schwarze', 'Schuhe', [{ fields: [color] }]],
    ['Schuhe ohne Schnürsenkel', 'Schuhe', [{ value: 'Schnürsenkel', fields: [] }]],
    ['Schuhe nicht rot', 'Schuhe', [{ value: 'red', fields: [] }]]
  ] as const) {
    const read = interpret(text, FACETS)
    t.equal(read.text, left, text)
    t.match(read.phrases, phrases, text)
    t.equal(read.phrases.length, phrases.length, text)
  }
})

t.test('words that only look like a negation stay', async (t) => {
  for (const text of [
    'no show socks',
    'non-stick pan',
    'coat not too warm',
    'x-ray',
    'T-shirt - blue',
    'noir',
    'knot',
    'nothing phone',
    'do not'
  ]) {
    t.same(read(text), { text, phrases: [] }, text)
  }
})

t.test('several phrases of one text are all taken out, in their order; quotes keep theirs', async (t) => {
  const { text, phrases } = read('cheap ssd 500 gb under 80€, not black, without fan')
  t.equal(text, 'ssd 500 gb')
  t.same(
    phrases.map(({ phrase }) => phrase),
    ['cheap', 'under 80€', 'not black', 'without fan']
  )
  for (const quoted of ['"shoes not black"', '“cheap trick”', '„Schuhe unter 50 Euro“', '«under 20 euros»']) {
    t.same(read(quoted), { text: quoted, phrases: [] })
  }
  t.equal(read('poster "not black" under 9 €').text, 'poster "not black"')
  t.equal(read('under 50 euros').text, '')
})
