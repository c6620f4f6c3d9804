import t, { type Test } from 'tap'
import type { ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import { chooseDialect } from '../../../src/catalogue/sources/dialects/choose-dialect.ts'
import { column, distinct, firstImages, lowestPrice, parsePrice, split, toHeading, toPath } from '../../../src/catalogue/sources/dialects/dialect.ts'
import { googleMerchant } from '../../../src/catalogue/sources/dialects/google-merchant.ts'
import { plain } from '../../../src/catalogue/sources/dialects/plain.ts'
import { shopify } from '../../../src/catalogue/sources/dialects/shopify.ts'
import { vendure } from '../../../src/catalogue/sources/dialects/vendure.ts'
import type { Product } from '../../../src/catalogue/product.ts'
import { read } from '../../fixtures/catalogue-files.ts'

/** The products of a CSV file with these rows; a row that is none fails the test. */
async function products (t: Test, rows: readonly Readonly<Record<string, string>>[], options: ReadOptions = { currency: 'EUR' }): Promise<Product[]> {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))]
  const csv = lines.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')
  return (await read(t, csv, options)).flatMap((row) => {
    if ('reason' in row) t.fail(row.reason)
    return 'product' in row ? [row.product] : []
  })
}

t.test('a dialect is told by its headings, the most telling first', async (t) => {
  const chosen: Array<[string, unknown]> = [
    ['name,slug,assets,facets,sku', vendure], ['handle,title,vendor', shopify], ['id,image link,title', googleMerchant], ['id,title', plain], ['id,image', plain],
    ['id,handle,title,image link', shopify], ['name,slug,assets,facets,sku,id,handle,title', vendure],
    ['title,image', undefined], ['id,price', undefined], ['', undefined]
  ]
  for (const [headings, dialect] of chosen) t.equal(chooseDialect(headings.split(',')), dialect, headings)
})

t.test('headings are the same however they are written', async (t) => {
  for (const heading of ['Image_Link', ' image link ', 'g:image_link', 'IMAGE  LINK', 'g:Image Link']) t.equal(toHeading(heading), 'image link', heading)
  t.equal(toHeading('attributes.Sleeve_Length'), 'attributes.sleeve length')
})

t.test('prices are read with their currency before or after, and others left to be named', async (t) => {
  const read: Array<[string | undefined, string | undefined, object | undefined]> = [
    ['19.90 EUR', undefined, { amount: '19.90', currency: 'EUR' }], ['USD 5', undefined, { amount: '5', currency: 'USD' }], ['5EUR', undefined, { amount: '5', currency: 'EUR' }],
    ['19.90', 'EUR', { amount: '19.90', currency: 'EUR' }], ['5 USD', 'EUR', { amount: '5', currency: 'USD' }], ['5', undefined, { amount: '5', currency: '' }],
    ['19,90 EUR', undefined, { amount: '19,90 EUR', currency: '' }], ['free', 'EUR', { amount: 'free', currency: 'EUR' }], ['-5', 'EUR', { amount: '-5', currency: 'EUR' }],
    ['', 'EUR', undefined], [undefined, 'EUR', undefined]
  ]
  for (const [text, currency, price] of read) t.same(parsePrice(text, currency), price, `${text}`)
})

t.test('of several prices the lowest number counts, and text only where there is no number', async (t) => {
  t.same(lowestPrice(['10', '9.5', '100'], 'EUR'), { amount: '9.5', currency: 'EUR' })
  for (const amounts of [['call us', '5.00', '3.00'], ['5.00', 'call us', '3.00'], ['5.00', '3.00', 'call us']]) {
    t.same(lowestPrice(amounts, 'EUR'), { amount: '3.00', currency: 'EUR' }, amounts.join())
  }
  t.same(lowestPrice(['call us', 'soon'], 'EUR'), { amount: 'call us', currency: 'EUR' })
  t.equal(lowestPrice([], 'EUR'), undefined)
  t.equal(lowestPrice(['5'], undefined), undefined)
})

t.test('lists lose empty parts and doubles, paths their arrows, photos those beyond twenty', async (t) => {
  t.same(split(' a | b||a|c ', '|'), ['a', 'b', 'c'])
  t.same(split(undefined, '|'), [])
  t.same(distinct(['', 'a', '', 'a']), ['a'])
  t.same(column([new Map([['x', 'a']]), new Map(), new Map([['x', 'b']]), new Map([['x', 'a']])], 'x'), ['a', 'b'])
  t.equal(toPath('Home > Furniture >Chairs'), 'Home/Furniture/Chairs')
  t.same(firstImages(['a', 'a', ...Array.from({ length: 30 }, (_, i) => `${i}`)]), ['a', ...Array.from({ length: 19 }, (_, i) => `${i}`)])
})

t.test('Vendure: each option group has the values of its own place', async (t) => {
  const base = { assets: '', facets: '', optionGroups: 'waist:w|length|fit' }
  const [jeans] = await products(t, [
    { ...base, name: 'Jeans', slug: 'jeans', sku: '1', optionValues: '32|32|slim' },
    { ...base, name: '', slug: '', sku: '2', optionGroups: '', optionValues: '32|34|' }
  ])
  t.same(jeans?.attributes, { waist: '32', length: '32, 34', fit: 'slim' })
})

t.test('Vendure: facets of product and variants together, values with colons whole', async (t) => {
  const [one] = await products(t, [
    { name: 'A', slug: 'a', sku: 's', assets: '', facets: 'Category: Home |category:Lamps|note: 10:30 |COLOR:red|color:blue', variantfacets: 'brand:Acme|brand:Other' }
  ])
  t.match(one, { category: 'Home/Lamps', color: 'red', brand: 'Acme', tags: ['blue', '10:30'] })
})

t.test('Vendure: what is not tracked is in stock, else one variant with stock is enough', async (t) => {
  const stock = async (...rows: Array<[stock: string, tracked: string]>) => (await products(t, rows.map(([stockOnHand, trackInventory], i) => ({
    name: i === 0 ? 'A' : '', slug: i === 0 ? 'a' : '', sku: `${i}`, assets: '', facets: '', stockOnHand, trackInventory
  }))))[0]?.inStock

  t.same([await stock(['0', '']), await stock(['', '']), await stock(['0', 'false']), await stock(['0', 'true'], ['3', 'true']), await stock(['1', ''])], [false, false, true, true, true])
})

t.test('Shopify: options become attributes, the colour is found in either spelling, and stock is what is said of it', async (t) => {
  const tee = { Handle: 'tee', Title: 'Tee', 'Option1 Name': 'Size', 'Option1 Value': 'M', 'Option2 Name': 'Colour', 'Option2 Value': 'Sea blue' }
  const [one] = await products(t, [{ ...tee, 'Option3 Name': 'Title', 'Option3 Value': 'Default Title' }, { Handle: 'tee', 'Option1 Value': 'L', 'Option2 Value': 'Red' }])
  t.match(one, { attributes: { Size: 'M, L', Colour: 'Sea blue, Red' }, color: 'Sea blue', inStock: undefined })
  t.notOk('Title' in one!.attributes)

  const stock = async (quantity: string, policy: string) => (await products(t, [{ ...tee, 'Variant Inventory Qty': quantity, 'Variant Inventory Policy': policy }]))[0]?.inStock
  t.same([await stock('0', 'deny'), await stock('-2', 'continue'), await stock('1', 'deny'), await stock('', 'continue')], [false, true, true, undefined])
})

t.test('Shopify: codes, own category before type, photos of variants last', async (t) => {
  const [one] = await products(t, [
    { Handle: 'a', Title: 'A', Type: 'Mugs', 'Product Category': 'Home > Kitchen', 'Variant SKU': 'S1', 'Variant Barcode': "'0123", 'Image Src': '2.jpg', 'Image Position': '', 'Variant Image': 'v.jpg' },
    { Handle: 'a', 'Variant SKU': 'S1', 'Variant Barcode': "'0124", 'Image Src': '1.jpg', 'Image Position': '1' }
  ])
  t.match(one, { category: 'Home/Kitchen', identifiers: ['S1', '0123', '0124'], images: ['1.jpg', '2.jpg', 'v.jpg'] })
})

t.test('Shopify: drafts, archived and hidden products are rejected, the rest is published', async (t) => {
  const csv = ['Handle,Title,Status,Published', 'a,A,active,true', 'b,B,Draft,TRUE', 'c,C,archived,', 'd,D,,FALSE', 'e,E,,'].join('\n')
  const rows = await read(t, csv, { currency: 'EUR' })
  t.same(rows.map((row) => 'product' in row ? row.product.id : row.id && /not published/.test(row.reason)), ['a', true, true, true, 'e'])
})

t.test('Google Merchant: own type before Google\'s, bare numbers are no category, and availability is a word', async (t) => {
  const base = { id: '1', title: 'A', image_link: 'https://x/1.jpg' }
  const category = async (row: Record<string, string>) => (await products(t, [{ ...base, ...row }]))[0]?.category
  t.equal(await category({ product_type: 'Mugs > Large', google_product_category: 'Home' }), 'Mugs/Large')
  t.equal(await category({ product_type: '', google_product_category: 'Home > Kitchen' }), 'Home/Kitchen')
  t.equal(await category({ google_product_category: '2901' }), undefined)

  const stock = async (availability: string) => (await products(t, [{ ...base, availability }]))[0]?.inStock
  t.same([await stock('in_stock'), await stock('In Stock'), await stock('out of stock'), await stock('preorder'), await stock('')], [true, true, false, false, undefined])
})

t.test('Google Merchant: what a shopper would ask about becomes attributes', async (t) => {
  const [one] = await products(t, [{ 'g:id': '1', 'g:title': 'A', 'g:image_link': 'u', 'g:size': 'M', 'g:age_group': 'adult', 'g:material': '', 'g:gtin': '1', 'g:mpn': '1', 'g:content_language': 'de', 'g:price': 'EUR 5.00' }])
  t.match(one, { attributes: { size: 'M', 'age group': 'adult' }, identifiers: ['1'], locale: 'de', price: { amount: '5.00', currency: 'EUR' } })
  t.same(Object.keys(one!.attributes), ['size', 'age group'])
})

t.test('our own columns go by either of their names', async (t) => {
  const [one, two] = await products(t, [
    { id: '1', name: 'A', colour: 'red', link: 'https://x', image: 'a.jpg|b.jpg', 'In Stock': 'YES', sku: 'S', gtin: 'G', mpn: 'S', identifiers: 'I|G', 'attribute.Fit': 'slim', 'attributes.length': '' },
    { id: '2', name: 'B', image: 'c.jpg' }
  ])
  t.match(one, { title: 'A', color: 'red', url: 'https://x', images: ['a.jpg', 'b.jpg'], inStock: true, identifiers: ['I', 'G', 'S'], attributes: { fit: 'slim' } })
  t.match(two, { inStock: undefined, attributes: {}, tags: [] })
})

t.test('the stock column of our own takes yes and no in a few spellings', async (t) => {
  for (const [words, inStock] of [[['true', 'Yes', '1'], true], [['FALSE', 'no', '0'], false]] as const) {
    for (const word of words) t.equal((await products(t, [{ id: '1', title: 'A', inStock: word }]))[0]?.inStock, inStock, word)
  }
})

t.test('a bad row is named as its dialect names products, whatever other columns there are', async (t) => {
  const shop = await read(t, 'ID,Handle,Title,Status\n77,mug,Mug,draft\n', { currency: 'EUR' })
  const tours = await read(t, 'id,name,slug,assets,facets,sku,price\n5,,lamp,,,S,\n', { currency: 'EUR' })
  const own = await read(t, 'id,handle,name,in stock\np1,h,Pot,perhaps\n')

  t.same([...shop, ...tours, ...own].map((row) => 'reason' in row && row.id), ['mug', 'lamp', 'p1'])
})
