import t, { type Test } from 'tap'
import type { ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import { chooseFormat } from '../../../src/catalogue/sources/formats/choose-format.ts'
import { toHeading } from '../../../src/catalogue/sources/formats/fields.ts'
import { deepestPath, split, splitColors, splitImages } from '../../../src/catalogue/sources/values/lists.ts'
import { readPrice } from '../../../src/catalogue/sources/values/read-price.ts'
import type { Product } from '../../../src/catalogue/product.ts'
import { read } from '../../fixtures/catalogue-files.ts'

/** The products of a CSV file with these rows; a row that is none fails the test. */
async function products (
  t: Test,
  rows: readonly Readonly<Record<string, string>>[],
  options: ReadOptions = { currency: 'EUR' }
): Promise<Product[]> {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))]
  const csv = lines.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')
  return (await read(t, csv, options)).flatMap((row) => {
    if ('reason' in row) t.fail(row.reason)
    return 'product' in row ? [row.product] : []
  })
}

t.test('a format is told by its headings, the most telling first; none is guessed', async (t) => {
  const chosen: Array<[string, string | undefined]> = [
    ['name,slug,assets,facets,sku', 'Vendure'],
    ['handle,title,vendor', 'Shopify'],
    ['id,image link,title', 'Google Merchant or Facebook'],
    ['id,title', 'Vitrine'],
    ['id,image', 'Vitrine'],
    ['title,image', undefined],
    ['id,price', undefined],
    ['', undefined],
    ['id,name,sku,regular price,visibility in catalog,in stock', undefined]
  ]
  for (const [headings, name] of chosen) {
    const choice = chooseFormat(headings.split(','), headings.split(','), new Map())
    t.equal('format' in choice ? choice.format.name : undefined, name, headings)
  }
})

t.test('headings are the same however they are written', async (t) => {
  for (const heading of ['Image_Link', ' image link ', 'g:image_link', 'IMAGE  LINK', 'g:Image Link']) {
    t.equal(toHeading(heading), 'image link', heading)
  }
  t.equal(toHeading('attributes.Sleeve_Length'), 'attributes.sleeve length')
})

t.test('prices are read as people write them', async (t) => {
  const read: ReadonlyArray<readonly [text: string, amount: string | undefined, currency?: string]> = [
    ['19,90 EUR', '19.90'],
    ['1.299,00 EUR', '1299.00'],
    ['1,299.00 USD', '1299.00', 'USD'],
    ['15.00 usd', '15.00', 'USD'],
    ['€19.90', '19.90'],
    ['19.90', '19.90'],
    ['19.90 €', '19.90'],
    ['EUR 19,90', '19.90'],
    ['19.90EUR', '19.90'],
    ['0 EUR', '0'],
    ['USD15.00', '15.00', 'USD'],
    ['1 299,00 EUR', '1299.00'],
    ['$15.00 USD', '15.00', 'USD'],
    ['kr 199', undefined],
    ['1.299 €', '1299'],
    ['19,-', '19'],
    ["2'499.50 CHF", '2499.50', 'CHF'],
    ['CHF 2’499.–', '2499', 'CHF'],
    ['19.9900', '19.99'],
    ['12.90-15.90 EUR', '12.90'],
    ['ab 9,95 €', '9.95'],
    ['A$ 20', '20', 'AUD'],
    ['1,29,999.00 INR', '129999.00', 'INR'],
    ['5.125 KWD', '5.125', 'KWD'],
    ['0.125 EUR', '0.125'],
    ['１９．９０ €', '19.90'],
    ['free', undefined],
    ['', undefined],
    ['-5', undefined],
    ['5 apples', undefined],
    ['8,90€/pièce', '8.90'],
    ['25 € (les 2 : 45 €)', '25'],
    ['19.90 EUR / pc.', '19.90'],
    ['12,50 €/kg', undefined]
  ]
  for (const [text, amount, currency = 'EUR'] of read) {
    t.same(readPrice(text, 'EUR'), amount && { amount, currency }, text)
  }
  t.same(readPrice('kr 199', 'SEK'), { amount: '199', currency: 'SEK' })
  t.same(readPrice('$5', 'CAD'), { amount: '5', currency: 'CAD' })
  t.equal(readPrice('5'), undefined)
})

t.test('lists lose empty parts and doubles; paths are told by their arrows', async (t) => {
  t.same(split(' a | b||a|c ', /\|/), ['a', 'b', 'c'])
  t.same(splitColors('Red/White; blue'), ['Red', 'White', 'blue'])
  t.equal(deepestPath(['Home > Furniture >Chairs ']), 'Home/Furniture/Chairs')
  t.equal(deepestPath(['Clothing &gt; Tops / Tees']), 'Clothing/Tops & Tees')
  t.equal(deepestPath(['Clothing > Polos, Sale > Summer'], { categories: /,(?=[^,>]+>)/ }), 'Clothing/Polos')
  t.equal(deepestPath(['212']), '')
})

t.test('photos in one cell are parted, addresses with commas are not', async (t) => {
  const found: ReadonlyArray<readonly [cell: string, photos: readonly string[]]> = [
    ['a.jpg, b.jpg', ['a.jpg', 'b.jpg']],
    ['a.jpg,b.jpg', ['a.jpg', 'b.jpg']],
    ['a.jpg|b.jpg', ['a.jpg', 'b.jpg']],
    ['https://x/w_5,h_5/a.jpg', ['https://x/w_5,h_5/a.jpg']],
    ['https://x/a,https://x/b', ['https://x/a', 'https://x/b']],
    ['//cdn.x/a.jpg', ['https://cdn.x/a.jpg']],
    ['https://x/a.jpg?w=1&amp;h=2', ['https://x/a.jpg?w=1&h=2']],
    ['https://x/red tee (1).jpg', ['https://x/red tee (1).jpg']],
    ['data:image/png;base64,AA', ['data:image/png;base64,AA']],
    ['', []]
  ]
  for (const [cell, photos] of found) t.same(splitImages(cell), photos, cell)
})

t.test('Vendure: each option group has the values of its own place', async (t) => {
  const base = { assets: '', facets: '', optionGroups: 'waist:w|length|fit' }
  const [jeans] = await products(t, [
    { ...base, name: 'Jeans', slug: 'jeans', sku: '1', optionValues: '32|32|slim' },
    { ...base, name: '', slug: '', sku: '2', optionGroups: '', optionValues: '32|34|' }
  ])
  t.same(jeans?.attributes, { waist: ['32'], length: ['32', '34'], fit: ['slim'] })
})

t.test('Vendure: facets of product and variants together, values with colons whole', async (t) => {
  const [one] = await products(t, [
    {
      name: 'A',
      slug: 'a',
      sku: 's',
      assets: '',
      facets: 'Category: Home |category:Lamps|note: 10:30 |COLOR:red|color:blue',
      variantfacets: 'brand:Acme|brand:Other'
    }
  ])
  t.match(one, {
    category: 'Home/Lamps',
    color: 'red',
    colors: ['red', 'blue'],
    brand: 'Acme',
    attributes: { note: ['10:30'] }
  })
})

t.test('Vendure: what is not tracked is in stock, else one variant with stock is enough', async (t) => {
  const stock = async (...rows: Array<[stock: string, tracked: string]>) =>
    (
      await products(
        t,
        rows.map(([stockOnHand, trackInventory], i) => ({
          name: i === 0 ? 'A' : '',
          slug: i === 0 ? 'a' : '',
          sku: `${i}`,
          assets: '',
          facets: '',
          stockOnHand,
          trackInventory
        }))
      )
    )[0]?.inStock

  t.same(
    [
      await stock(['0', '']),
      await stock(['', '']),
      await stock(['0', 'false']),
      await stock(['0', 'true'], ['3', 'true']),
      await stock(['1', ''])
    ],
    [false, undefined, true, true, true]
  )
})

t.test(
  'Shopify: options become attributes, the colour is found in either spelling, and stock is what is said of it',
  async (t) => {
    const tee = {
      Handle: 'tee',
      Title: 'Tee',
      'Option1 Name': 'Size',
      'Option1 Value': 'M',
      'Option2 Name': 'Colour',
      'Option2 Value': 'Sea blue'
    }
    const [one] = await products(t, [
      { ...tee, 'Option3 Name': 'Title', 'Option3 Value': 'Default Title' },
      { Handle: 'tee', 'Option1 Value': 'L', 'Option2 Value': 'Red' }
    ])
    t.match(one, {
      attributes: { Size: ['M', 'L'], Colour: ['Sea blue', 'Red'] },
      color: 'Sea blue',
      inStock: undefined
    })
    t.notOk('Title' in one!.attributes)

    const stock = async (quantity: string, policy: string) =>
      (await products(t, [{ ...tee, 'Variant Inventory Qty': quantity, 'Variant Inventory Policy': policy }]))[0]
        ?.inStock
    t.same(
      [
        await stock('0', 'deny'),
        await stock('-2', 'continue'),
        await stock('1', 'deny'),
        await stock('', 'continue')
      ],
      [false, true, true, undefined]
    )
  }
)

t.test('Shopify: codes, own category before type, photos of variants last', async (t) => {
  const [one] = await products(t, [
    {
      Handle: 'a',
      Title: 'A',
      Type: 'Mugs',
      'Product Category': 'Home > Kitchen',
      'Variant SKU': 'S1',
      'Variant Barcode': "'0123",
      'Image Src': '2.jpg',
      'Image Position': '',
      'Variant Image': 'v.jpg'
    },
    { Handle: 'a', 'Variant SKU': 'S1', 'Variant Barcode': "'0124", 'Image Src': '1.jpg', 'Image Position': '1' }
  ])
  t.match(one, { category: 'Home/Kitchen', identifiers: ['S1', '0123', '0124'], images: ['1.jpg', '2.jpg', 'v.jpg'] })
})

t.test('Shopify: drafts, archived and hidden products are rejected, the rest is published', async (t) => {
  const csv = [
    'Handle,Title,Status,Published',
    'a,A,active,true',
    'b,B,Draft,TRUE',
    'c,C,archived,',
    'd,D,,FALSE',
    'e,E,,'
  ].join('\n')
  const rows = await read(t, csv, { currency: 'EUR' })
  t.same(
    rows.map((row) => ('product' in row ? row.product.id : row.id && /not published/.test(row.reason))),
    ['a', true, true, true, 'e']
  )
})

t.test(
  "Google Merchant: own type before Google's, bare numbers are no category, and availability is a word",
  async (t) => {
    const base = { id: '1', title: 'A', image_link: 'https://x/1.jpg' }
    const category = async (row: Record<string, string>) => (await products(t, [{ ...base, ...row }]))[0]?.category
    t.equal(await category({ product_type: 'Mugs > Large', google_product_category: 'Home' }), 'Mugs/Large')
    t.equal(await category({ product_type: '', google_product_category: 'Home > Kitchen' }), 'Home/Kitchen')
    t.equal(await category({ google_product_category: '2901' }), undefined)

    const stock = async (availability: string) => (await products(t, [{ ...base, availability }]))[0]?.inStock
    t.same(
      [
        await stock('in_stock'),
        await stock('In Stock'),
        await stock('out of stock'),
        await stock('preorder'),
        await stock('')
      ],
      [true, true, false, true, undefined]
    )
  }
)

t.test('Google Merchant: what a shopper would ask about becomes attributes', async (t) => {
  const [one] = await products(t, [
    {
      'g:id': '1',
      'g:title': 'A',
      'g:image_link': 'u',
      'g:size': 'M',
      'g:age_group': 'adult',
      'g:material': '',
      'g:gtin': '1',
      'g:mpn': '1',
      'g:content_language': 'de',
      'g:price': 'EUR 5.00'
    }
  ])
  t.match(one, {
    attributes: { size: ['M'], 'age group': ['adult'] },
    identifiers: ['1'],
    locale: 'de',
    price: { amount: '5.00', currency: 'EUR' }
  })
  t.same(Object.keys(one!.attributes), ['size', 'age group'])
})

t.test('our own columns go by either of their names', async (t) => {
  const [one, two] = await products(t, [
    {
      id: '1',
      name: 'A',
      colour: 'red',
      link: 'https://x',
      image: 'a.jpg|b.jpg',
      'In Stock': 'YES',
      sku: 'S',
      gtin: 'G',
      mpn: 'S',
      identifiers: 'I|G',
      'attribute.Fit': 'slim',
      'attributes.length': ''
    },
    { id: '2', name: 'B', image: 'c.jpg' }
  ])
  t.match(one, {
    title: 'A',
    color: 'red',
    url: 'https://x',
    images: ['a.jpg', 'b.jpg'],
    inStock: true,
    identifiers: ['I', 'G', 'S'],
    attributes: { Fit: ['slim'] }
  })
  t.match(two, { inStock: undefined, attributes: {}, tags: [] })
})

t.test('the stock column of our own takes yes and no in a few spellings', async (t) => {
  for (const [words, inStock] of [
    [['true', 'Yes', '1'], true],
    [['FALSE', 'no', '0'], false]
  ] as const) {
    for (const word of words) {
      t.equal((await products(t, [{ id: '1', title: 'A', inStock: word }]))[0]?.inStock, inStock, word)
    }
  }
})

t.test('a bad row is named as its dialect names products, whatever other columns there are', async (t) => {
  const shop = await read(t, 'ID,Handle,Title,Status\n77,mug,Mug,draft\n', { currency: 'EUR' })
  const tours = await read(t, 'id,name,slug,assets,facets,sku,price\n5,,lamp,,,S,\n', { currency: 'EUR' })
  const own = await read(t, 'id,handle,name,in stock\n#p1,h,Pot,yes\n')

  t.same(
    [...shop, ...tours, ...own].map((row) => 'reason' in row && row.id),
    ['mug', 'lamp', '#p1']
  )
})
