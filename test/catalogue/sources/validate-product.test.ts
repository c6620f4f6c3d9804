import t from 'tap'
import { ProductInvalidError } from '../../../src/errors.ts'
import { MAX_IMAGES, PRODUCT_FIELDS, validateProduct } from '../../../src/catalogue/sources/validate-product.ts'

const EMPTY = { images: [], tags: [], identifiers: [], colors: [], attributes: {}, variants: [] }

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
  t.same(validateProduct({ id: 'a', title: 'A', brand: '', locale: '', color: '', url: '' }), {
    ...EMPTY,
    id: 'a',
    title: 'A'
  })
})

t.test('numbers are taken for ids and amounts, and for nothing else', async (t) => {
  t.match(validateProduct({ id: 7, title: 'A', price: { amount: 19.9, currency: 'EUR' } }), {
    id: '7',
    price: { amount: '19.9', currency: 'EUR' }
  })
  t.match(validateProduct({ id: 0, title: 'A' }), { id: '0' })
  t.match(reasonFor({ id: NaN, title: 'A' }), /^The product cannot be used: id must be 1 to 200 characters/)
})

t.test('what is given is not changed', async (t) => {
  const raw = Object.freeze({
    id: 1,
    title: 'A',
    price: Object.freeze({ amount: 1, currency: 'EUR', tax: 5 }),
    tags: Object.freeze(['x'])
  })
  t.same(validateProduct(raw), {
    ...EMPTY,
    id: '1',
    title: 'A',
    price: { amount: '1', currency: 'EUR' },
    tags: ['x']
  })
  t.equal(raw.id, 1)
})

t.test('anything but an object is refused as that', async (t) => {
  for (const raw of [null, undefined, 'text', 5, true, [], [{ id: 'a', title: 'A' }]]) {
    t.match(reasonFor(raw), /it is not a JSON object/)
  }
})

/** The product and what was told of it. */
function repaired (raw: object): { product: object; problems: string[] } {
  const problems: string[] = []
  const product = validateProduct({ id: 'a', title: 'A', ...raw }, (field, problem) =>
    problems.push(`${field} ${problem}`)
  )
  return { product, problems }
}

t.test('the longest is kept, what is longer is cut or left out and told', async (t) => {
  for (const [field, longest] of [
    ['title', 500],
    ['description', 10_000],
    ['brand', 100],
    ['category', 200]
  ] as const) {
    t.same(repaired({ [field]: 'x'.repeat(longest) }).problems, [], field)
    const { product, problems } = repaired({ [field]: 'x'.repeat(longest + 1) })
    t.match(product, { [field]: 'x'.repeat(longest) })
    t.match(problems, [new RegExp(`${field} has ${longest + 1} characters and is cut to ${longest}`)])
  }
  t.match(repaired({ url: 'x'.repeat(2001) }), {
    product: { url: undefined },
    problems: [/url must be an address of http or https, or a path, of at most 2000 characters/]
  })
  for (const url of ['javascript:alert(1)//', ' javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'ftp://a/b', '/\\evil', '\\evil', '/\t/evil']) {
    t.match(repaired({ url }), { product: { url: undefined }, problems: [/url must be an address/] }, url)
  }
  for (const url of ['https://a.example/b?c=d:e', 'HTTP://a', '/p/1', 'p/1', 'p.html', '/', '?id=a:b']) {
    t.match(repaired({ url }), { product: { url }, problems: [] }, url)
  }
  // As of photos: what leads to another host says so.
  t.match(repaired({ url: '//a.example/b' }), { product: { url: 'https://a.example/b' }, problems: [] })
  t.match(repaired({ identifiers: ['x'.repeat(101), 'y'] }), {
    product: { identifiers: ['y'] },
    problems: [/left out/]
  })
  t.match(repaired({ tags: ['x'.repeat(101)] }), { product: { tags: ['x'.repeat(100)] }, problems: [/cut to 100/] })
})

t.test('so many entries are kept, and more are told', async (t) => {
  const texts = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`)
  for (const [field, most] of [
    ['images', MAX_IMAGES],
    ['tags', 100],
    ['identifiers', 200]
  ] as const) {
    t.same(repaired({ [field]: texts(most) }).problems, [])
    t.match(repaired({ [field]: texts(most + 1) }), {
      product: { [field]: texts(most) },
      problems: [new RegExp(`${field} has ${most + 1} values; the first ${most} are kept`)]
    })
  }
})

t.test('ids are refused that would break keys, logs or file names', async (t) => {
  for (const id of ['#a', '#', 'a\nb', 'a\0', '\u0085']) {
    t.match(
      reasonFor({ id, title: 'A' }),
      /id must be 1 to 200 characters, not begin with # and hold no control characters, got /,
      JSON.stringify(id)
    )
  }
  for (const id of ['a#', 'a#text', ' ', 'ä/ö', '😀', '../x', '__proto__']) {
    t.match(reasonFor({ id, title: 'A' }), /^accepted/, id)
  }
  for (const id of [undefined, null, '']) t.match(reasonFor({ id, title: 'A' }), /it has no id; give each product one/)
  t.match(reasonFor({ id: {}, title: 'A' }), /id must be .*, got \{\}/)
})

t.test('prices are read as people write them, else left out', async (t) => {
  for (const [amount, read] of [
    ['0', '0'],
    ['19.90', '19.90'],
    [5, '5'],
    ['1,5', '1.5'],
    ['1.299,00', '1299.00'],
    ['$5', '5']
  ] as const) {
    t.match(
      repaired({ price: { amount, currency: 'USD' } }).product,
      { price: { amount: read, currency: 'USD' } },
      String(amount)
    )
  }
  for (const price of [
    { amount: '-1', currency: 'EUR' },
    { amount: '5' },
    { currency: 'EUR' },
    'free',
    [],
    { amount: '1', currency: 'EURO' }
  ]) {
    t.match(
      repaired({ price }),
      { product: { price: undefined }, problems: [/price must be .*; it is left out/] },
      JSON.stringify(price)
    )
  }
})

t.test('what cannot be used costs itself and is named', async (t) => {
  for (const locale of ['en_GB', 'd', 'english', 5]) {
    t.match(repaired({ locale }), {
      product: { locale: undefined },
      problems: [/locale must be a language tag like en-GB, got/]
    })
  }
  for (const inStock of [0, 'true', []]) {
    t.match(repaired({ inStock }), {
      product: { inStock: undefined },
      problems: [/inStock must be true or false, got/]
    })
  }
  t.match(repaired({ tags: ['x', {}] }), { product: { tags: ['x'] }, problems: [/tags must be a list of texts/] })
  t.match(repaired({ attributes: { size: 5, fit: ['slim', null] } }), {
    product: { attributes: { size: ['5'], fit: ['slim'] } },
    problems: []
  })
  t.match(repaired({ attributes: 'x' }), { product: { attributes: {} }, problems: [/attributes must be an object/] })
  t.match(repaired({ variants: [{ id: 'v', price: 'x' }, { title: 'no id' }] }), {
    product: { variants: [{ id: 'v', price: undefined }] },
    problems: [/is not a variant/, /is not a variant/]
  })
  t.match(repaired({ variants: [{ id: 'v', title: 'a' }, { id: 'w' }, { id: 'v', title: 'b' }] }), {
    product: { variants: [{ id: 'v', title: 'a' }, { id: 'w' }] },
    problems: [/has several of the id "v"; the first of each is kept/]
  })
  for (const price of [{ amount: '1', currency: 'XXX' }, { amount: '9'.repeat(13), currency: 'EUR' }]) {
    t.match(repaired({ price }), { product: { price: undefined }, problems: [/price/] }, JSON.stringify(price))
  }
  t.match(repaired({ title: { en: 'A' }, images: ['a.jpg'] }), {
    product: { title: undefined },
    problems: [/title must be text/]
  })
})

t.test('color is the first of colors, whichever is given', async (t) => {
  t.match(repaired({ color: 'red' }).product, { color: 'red', colors: ['red'] })
  t.match(repaired({ colors: ['red', 'blue'] }).product, { color: 'red', colors: ['red', 'blue'] })
  t.match(repaired({ color: 'blue', colors: ['red'] }).product, { color: 'blue', colors: ['blue', 'red'] })
})
