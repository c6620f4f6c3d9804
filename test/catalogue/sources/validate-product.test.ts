import t from 'tap'
import { ProductInvalidError } from '../../../src/errors.ts'
import { MAX_IMAGES, PRODUCT_FIELDS, validateProduct } from '../../../src/catalogue/sources/validate-product.ts'

const EMPTY = { images: [], tags: [], identifiers: [], attributes: {} }

function reasonFor (raw: unknown): string {
  try {
    return `accepted as ${JSON.stringify(validateProduct(raw))}`
  } catch (error) {
    return error instanceof ProductInvalidError ? error.message : `uncoded: ${String(error)}`
  }
}

t.test('id and one of title or photos are enough', async (t) => {
  t.same(validateProduct({ id: 'a', title: 'A' }), { ...EMPTY, id: 'a', title: 'A' })
  t.same(validateProduct({ id: 'a', images: ['a.jpg'] }), { ...EMPTY, id: 'a', images: ['a.jpg'] })
  t.match(reasonFor({ id: 'a' }), /title and images are both absent; one is needed/)
  t.match(reasonFor({ id: 'a', title: '', images: [], description: 'x', brand: 'y' }), /both absent/)
})

t.test('null and empty text count as absent, unknown fields are left out', async (t) => {
  const raw = Object.fromEntries([...PRODUCT_FIELDS].map((field) => [field, null]))
  t.same(validateProduct({ ...raw, id: 'a', title: 'A', weight: 5, '': 1 }), { ...EMPTY, id: 'a', title: 'A' })
  t.same(validateProduct({ id: 'a', title: 'A', brand: '', locale: '', color: '', url: '' }), { ...EMPTY, id: 'a', title: 'A' })
})

t.test('numbers are taken for ids and amounts, and for nothing else', async (t) => {
  t.match(validateProduct({ id: 7, title: 'A', price: { amount: 19.9, currency: 'EUR' } }), { id: '7', price: { amount: '19.9', currency: 'EUR' } })
  t.match(validateProduct({ id: 0, title: 'A' }), { id: '0' })
  t.match(reasonFor({ id: NaN, title: 'A' }), /^The product cannot be used: id must be 1 to 200 characters/)
  t.match(reasonFor({ id: 'a', title: 5 }), /title must be string, got 5/)
})

t.test('what is given is not changed', async (t) => {
  const raw = Object.freeze({ id: 1, title: 'A', price: Object.freeze({ amount: 1, currency: 'EUR', tax: 5 }), tags: Object.freeze(['x']) })
  t.same(validateProduct(raw), { ...EMPTY, id: '1', title: 'A', price: { amount: '1', currency: 'EUR' }, tags: ['x'] })
  t.equal(raw.id, 1)
})

t.test('anything but an object is refused as that', async (t) => {
  for (const raw of [null, undefined, 'text', 5, true, [], [{ id: 'a', title: 'A' }]]) t.match(reasonFor(raw), /it is not a JSON object/)
})

t.test('the longest is accepted, one more is refused by field, with what came', async (t) => {
  const limits: Array<[field: string, longest: number, wrap: (text: string) => unknown]> = [
    ['id', 200, (text) => text], ['title', 500, (text) => text], ['description', 10_000, (text) => text], ['brand', 100, (text) => text], ['category', 200, (text) => text],
    ['color', 100, (text) => text], ['url', 2000, (text) => text], ['tags', 100, (text) => [text]], ['identifiers', 100, (text) => [text]], ['images', 2000, (text) => [text]],
    ['attributes', 1000, (text) => ({ size: text })]
  ]
  for (const [field, longest, wrap] of limits) {
    t.match(reasonFor({ id: 'a', title: 'A', [field]: wrap('x'.repeat(longest)) }), /^accepted/, field)
    t.match(reasonFor({ id: 'a', title: 'A', [field]: wrap('x'.repeat(longest + 1)) }), new RegExp(`: ${field}\\b.*\\(${longest + 1} characters\\)`), field)
  }
})

t.test('so many entries are accepted, one more is refused by field', async (t) => {
  const limits: Array<[field: string, most: number, entry: (i: number) => unknown]> = [['images', MAX_IMAGES, (i) => `${i}.jpg`], ['tags', 50, String], ['identifiers', 100, String]]
  for (const [field, most, entry] of limits) {
    t.match(reasonFor({ id: 'a', title: 'A', [field]: Array.from({ length: most }, (_, i) => entry(i)) }), /^accepted/)
    t.match(reasonFor({ id: 'a', title: 'A', [field]: Array.from({ length: most + 1 }, (_, i) => entry(i)) }), new RegExp(`: ${field} .*${most}`))
  }
  const attributes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'x']))
  t.match(reasonFor({ id: 'a', title: 'A', attributes: attributes(100) }), /^accepted/)
  t.match(reasonFor({ id: 'a', title: 'A', attributes: attributes(101) }), /: attributes .*100.*bytes\)/)
})

t.test('ids are refused that would break keys, logs or file names', async (t) => {
  for (const id of ['#a', '#', 'a\nb', 'a\0', '\u0085', '']) t.match(reasonFor({ id, title: 'A' }), /id must be 1 to 200 characters, not begin with # and hold no control characters, got /, JSON.stringify(id))
  for (const id of ['a#', 'a#text', ' ', 'ä/ö', '😀', '../x', '__proto__']) t.match(reasonFor({ id, title: 'A' }), /^accepted/, id)
  t.match(reasonFor({ title: 'A' }), /id must be .*, got nothing/)
  t.match(reasonFor({ id: {}, title: 'A' }), /id must be .*, got \{\}/)
})

t.test('prices are exact decimals with a currency', async (t) => {
  for (const amount of ['0', '19.90', '1234567890.12', 5]) t.match(reasonFor({ id: 'a', title: 'A', price: { amount, currency: 'EUR' } }), /^accepted/)
  for (const amount of ['-1', '1,5', '1.', '.5', '1e3', '', ' 5', '$5', '1'.repeat(21), null, true, -1, 1e21]) {
    t.match(reasonFor({ id: 'a', title: 'A', price: { amount, currency: 'EUR' } }), /price\.amount must be a decimal like "19\.90", got /, String(amount))
  }
  for (const currency of ['eur', 'EU', 'EURO', '', '€', 978, null]) t.match(reasonFor({ id: 'a', title: 'A', price: { amount: '1', currency } }), /price\.currency must be three capital letters like EUR, got /)
  t.match(reasonFor({ id: 'a', title: 'A', price: { currency: 'EUR' } }), /price\.amount must be a decimal.*, got nothing/)
  for (const price of ['5 EUR', 5, []]) t.match(reasonFor({ id: 'a', title: 'A', price }), /: price/)
})

t.test('locales are language tags, and stock is true or false', async (t) => {
  for (const locale of ['de', 'en-GB', 'zh-Hant-TW', 'gsw']) t.match(reasonFor({ id: 'a', title: 'A', locale }), /^accepted/)
  for (const locale of ['en_GB', 'd', 'english', 'en-', 'en-G']) t.match(reasonFor({ id: 'a', title: 'A', locale }), /locale must be a language tag like en-GB, got "/, locale)
  for (const inStock of [0, 'true', []]) t.match(reasonFor({ id: 'a', title: 'A', inStock }), /inStock must be boolean, got /)
})

t.test('the entry at fault is named, whatever its key, and shown as far as it is short', async (t) => {
  t.match(reasonFor({ id: 'a', title: 'A', tags: ['x', 5] }), /tags\.1 must be string, got 5/)
  t.match(reasonFor({ id: 'a', title: 'A', tags: 'x' }), /tags must be array, got "x"/)
  t.match(reasonFor({ id: 'a', title: 'A', attributes: { size: 5 } }), /attributes\.size must be string, got 5/)
  t.match(reasonFor({ id: 'a', title: 'A', attributes: { 'size/EU': 38 } }), /attributes\.size\/EU must be string, got 38/)
  t.match(reasonFor({ id: 'a', title: 'A', attributes: { 'a~b': [1] } }), /attributes\.a~b must be string, got \[1\]/)
  t.match(reasonFor({ id: 'a', title: 'A', attributes: JSON.parse('{"__proto__":1}') as object }), /attributes\.__proto__ must be string, got 1/)
  t.match(reasonFor({ id: 'a', title: { en: 'x'.repeat(100) } }), /title must be string, got \{"en":"x+\.\.\. \(109 bytes\)/)
})
