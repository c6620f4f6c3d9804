import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import type { ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'

const FOLDER = path.resolve('test/fixtures/catalogues')
const EUR = (amount: string) => ({ amount, currency: 'EUR' })

interface Form {
  readonly products?: readonly object[]
  readonly withdrawn?: readonly string[]
  /** Reasons of rows that are rejected. */
  readonly bad?: readonly RegExp[]
  readonly refused?: RegExp
  readonly options?: ReadOptions
}

const mug = { id: 'a', title: 'Mug' }
const priced = { ...mug, price: EUR('9.90') }
const redAndBlue = { color: 'Red', colors: ['Red', 'Blue'] }
const vuma = ['s1', 's2', 's3', 's4'].map((id) => ({ id, brand: 'Vuma', price: EUR('5.00') }))
const shirt = (title: string, category: string, price: string, color: string) => ({
  id: '1',
  title,
  category,
  price: EUR(price),
  colors: [color],
  images: [/\.jpg$/],
  variants: []
})

const FORMS: Readonly<Record<string, Form>> = {
  'csv-comma.csv': { products: [priced] },
  'csv-semicolon.csv': { products: [{ id: 'a', title: 'Becher', price: EUR('9.90') }] },
  'csv-tab.tsv': { products: [priced] },
  'csv-pipe.txt': { products: [priced] },
  'csv-sep-line.csv': { products: [priced] },
  'csv-comment-rows.csv': { products: [priced] },
  'csv-blank-lines.csv': { products: [mug] },
  'csv-bom.csv': { products: [mug] },
  'csv-utf16le.csv': { products: [{ id: 'a', title: 'Café' }] },
  'csv-utf16be.csv': { products: [{ id: 'a', title: 'Café' }] },
  'csv-utf16-no-mark.csv': { products: [{ id: 'a', title: 'Café' }] },
  'csv-windows-1252.csv': { products: [{ id: 'a', title: 'Käse “jung”', price: EUR('9.90') }] },
  'csv-windows-1250.csv': { products: [{ id: 'a', title: 'Żółw' }], options: { encoding: 'windows-1250' } },
  'csv-gzip.csv.gz': { products: [mug] },
  'csv-quoted-lines.csv': {
    products: [
      { id: 'a', description: 'First line second, "quoted" line' },
      { id: 'b', title: 'Plate' }
    ]
  },
  'csv-short-rows.csv': {
    products: [
      { id: 'a', price: EUR('5.00') },
      { id: 'b', title: 'Plate', price: undefined }
    ]
  },
  'csv-open-quote.csv': {
    products: [
      { id: 'a', price: EUR('5.00') },
      { id: 'b', description: 'never closed', price: EUR('6.00') },
      { id: 'c', price: EUR('7.00') },
      { id: 'd', description: '24" wide' }
    ]
  },
  'tsv-open-quote.tsv': { products: vuma },
  'json-array.json': { products: [{ id: '1', title: 'Mug', price: EUR('9.9') }, { id: 'b' }] },
  'json-wrapped.json': { products: [mug, { id: 'b', title: 'Plate' }] },
  'json-lines-lists.jsonl': {
    products: [
      {
        ...redAndBlue,
        attributes: { Material: ['Linen', 'Cotton'], Fit: ['slim'] },
        variants: [{ id: 'a-1', options: [{ name: 'Size', value: 'S' }], price: EUR('5.00'), identifiers: [] }]
      }
    ]
  },
  'json-lines-repaired.jsonl': {
    products: [{ ...mug, price: EUR('1299.00'), locale: undefined, inStock: undefined, tags: ['new'] }]
  },
  'shopify-2020.csv': {
    products: [
      {
        id: 'tee',
        handle: 'tee',
        description: 'Soft & warm',
        colors: ['Rot', 'Blau'],
        price: EUR('18.90'),
        images: ['1.jpg', '2.jpg', 'r.jpg', 'b.jpg'],
        inStock: true,
        attributes: { Größe: ['S'] },
        tags: ['summer', 'basic'],
        variants: [
          { id: 'T-R', price: EUR('19.90'), compareAtPrice: EUR('25.00'), inStock: false, image: 'r.jpg' },
          { id: 'T-B', inStock: true, compareAtPrice: undefined }
        ]
      }
    ],
    withdrawn: ['cap', 'old']
  },
  'shopify-2025.csv': {
    products: [
      {
        id: 'tee',
        ...redAndBlue,
        price: EUR('18.90'),
        identifiers: ['T-R', '0123', 'T-B'],
        variants: [{ inStock: true, compareAtPrice: EUR('25.00') }, { inStock: false }]
      }
    ],
    withdrawn: ['hid']
  },
  'shopify-scattered.csv': {
    products: [
      { id: 'tee', price: EUR('4.00'), variants: [{ id: 'T-S' }, { id: 'T-M' }] },
      { id: 'cap', price: EUR('6.00'), variants: [{ id: 'C-S' }, { id: 'C-M' }] }
    ]
  },
  'woocommerce-en.csv': {
    products: [
      {
        id: '10',
        title: 'Tee',
        description: 'Long',
        category: 'Clothing/Shirts',
        ...redAndBlue,
        price: EUR('15'),
        compareAtPrice: EUR('19.90'),
        images: ['r.jpg', 'b.jpg'],
        variants: [
          { id: '12', inStock: true },
          { id: '13', inStock: false }
        ]
      }
    ],
    withdrawn: ['14', '15']
  },
  'woocommerce-de.csv': {
    products: [
      {
        id: '1',
        title: 'Hemd',
        category: 'Kleidung/Hemden',
        colors: ['Rot', 'Blau'],
        price: EUR('19.90'),
        compareAtPrice: EUR('25.00'),
        variants: [{ options: [{ name: 'Farbe', value: 'Rot' }] }]
      }
    ]
  },
  'woocommerce-fr.csv': {
    products: [
      { ...shirt('Chemise', 'Vêtements/Chemises', '25.00', 'Rouge'), colors: ['Rouge', 'Bleu'], tags: ['été'] }
    ]
  },
  'woocommerce-es.csv': {
    products: [{ ...shirt('Camisa', 'Ropa/Camisas', '19.90', 'Rojo'), compareAtPrice: EUR('25.00') }]
  },
  'woocommerce-it.csv': { products: [shirt('Camicia', 'Abbigliamento/Camicie', '25.00', 'Rosso')] },
  'woocommerce-nl.csv': { products: [{ ...shirt('Hemd', 'Kleding/Hemden', '25.00', 'Rood'), inStock: false }] },
  'woocommerce-pt.csv': { products: [shirt('Camisa', 'Roupas/Camisas', '25.00', 'Vermelho')] },
  'woocommerce-cut.csv': { refused: /Nearest is the format WooCommerce; missing: "type"/ },
  'google-groups.tsv': {
    products: [
      { id: 'cap', title: "Men's Cap & Scarf", price: EUR('5.00'), compareAtPrice: undefined },
      {
        id: 'TEE',
        colors: ['Red', 'White', 'Blue'],
        price: EUR('14.90'),
        compareAtPrice: EUR('19.90'),
        variants: [{ id: 't-s' }, { id: 't-m', saleEnds: undefined }],
        attributes: { size: ['S', 'M'] }
      }
    ]
  },
  'google-words.csv': {
    products: [
      {
        id: 'k1',
        category: 'Food, Beverages & Tobacco/Food Items',
        images: ['https://cdn.shop.example/1.jpg', 'https://shop.example/2.jpg', 'https://shop.example/3.jpg']
      }
    ],
    withdrawn: ['k2']
  },
  'google-rss.xml': {
    products: [
      {
        id: 'a',
        title: 'Cap & Scarf',
        description: 'Soft & warm',
        images: [/a\.jpg/, /a-2/, /a-3/],
        price: EUR('5.00')
      },
      { id: 'T', variants: [{ id: 'b1' }, { id: 'b2' }] }
    ]
  },
  'google-atom.xml': {
    products: [{ id: 'a', description: 'Warm', url: 'https://shop.example/a', inStock: false, price: EUR('5.00') }]
  },
  'google-cut.xml': { products: [{ id: 'a' }], bad: [/ends within this item/] },
  'google-bomb.xml': { products: [{ id: 'a', title: 'Cap &b;' }] },
  'facebook.csv': { products: [{ id: 'F1', inStock: true, price: { amount: '10.00', currency: 'USD' } }] },
  'facebook-visibility.csv': {
    products: [{ id: 'F1', category: 'clothing/tops', images: ['https://shop.example/1.jpg'] }],
    withdrawn: ['F2', 'F3']
  },
  'magento.csv': {
    products: [
      { id: 'CAP', attributes: { material: ['Wool'] }, images: ['/c/a.jpg', '/c/b.jpg', '/c/c.jpg'], variants: [] },
      {
        id: 'T',
        title: 'Tee',
        category: 'Default Category/Men/Tops',
        ...redAndBlue,
        price: EUR('14.90'),
        compareAtPrice: EUR('19.90'),
        variants: [
          { id: 'T-S', inStock: true },
          { id: 'T-M', inStock: false }
        ]
      }
    ],
    withdrawn: ['OFF']
  },
  'prestashop-import.csv': {
    products: [
      {
        id: '1',
        category: 'Clothing/Men',
        price: EUR('19.90'),
        tags: ['summer', 'basic'],
        attributes: { Material: ['Linen'], Fit: ['Slim'] },
        identifiers: ['T-1', '4006381333931']
      }
    ],
    withdrawn: ['2']
  },
  'prestashop-list.csv': { products: [{ id: '1', price: EUR('19.90'), inStock: false, category: 'Clothing' }] },
  'bigcommerce-old.csv': {
    products: [
      {
        id: '10',
        brand: 'Northlane',
        category: 'Clothing/Men/Tops',
        ...redAndBlue,
        price: EUR('18.90'),
        variants: [
          { id: 'T-R-M', title: undefined },
          { id: 'T-B-M', inStock: false }
        ]
      }
    ],
    withdrawn: ['11']
  },
  'bigcommerce-v3.csv': {
    products: [
      {
        id: '10',
        ...redAndBlue,
        price: EUR('14.90'),
        compareAtPrice: EUR('19.90'),
        images: ['a.jpg', 'r.jpg', 'b.jpg'],
        variants: [{ id: '21' }, { id: '22' }]
      }
    ]
  },
  'medusa-v1.csv': {
    products: [
      {
        id: 'tee',
        price: EUR('18.90'),
        tags: ['basic', 'new'],
        images: ['t.jpg', '1.jpg', '2.jpg'],
        attributes: { Material: ['Linen'] },
        variants: [
          { id: 'var_1', title: 'S' },
          { id: 'var_2', inStock: false }
        ]
      }
    ],
    withdrawn: ['draft']
  },
  'medusa-v2.csv': {
    products: [
      {
        id: 'tee',
        colors: ['Red'],
        category: 'Shirts',
        price: EUR('19.90'),
        inStock: true,
        variants: [{ id: 'var_1' }]
      }
    ]
  },
  'vendure.csv': {
    products: [
      {
        id: 'tee',
        brand: 'Northlane',
        category: 'Clothing',
        colors: ['red', 'blue'],
        attributes: { Size: ['S', 'M'], Fit: ['Slim'], use: ['Sport'] },
        variants: [
          { id: 'T-S', inStock: true },
          { id: 'T-M', inStock: false, image: 'm.jpg' }
        ]
      }
    ]
  },
  'saleor.csv': {
    products: [
      {
        id: 'UHJv',
        category: 'Clothing',
        price: EUR('18.90'),
        tags: ['Summer'],
        attributes: { Material: ['Linen'], Size: ['S', 'M'] },
        variants: [{ id: 'VmFy1' }, { id: 'VmFy2' }]
      }
    ],
    withdrawn: ['UHJx']
  },
  'plain-groups.csv': {
    products: [
      { id: 'b', images: ['b.jpg', 'c.jpg'] },
      {
        id: 'A',
        ...redAndBlue,
        price: EUR('5'),
        attributes: { material: ['Linen'] },
        variants: [{ id: 'a-1' }, { id: 'a-2' }]
      }
    ]
  },
  'plain-values.csv': {
    products: [
      {
        id: 'a',
        title: 'Trail shoes 👟',
        category: 'Shoes/Run & Trail',
        colors: ['Red', 'white & blue', 'green'],
        price: undefined,
        tags: ['x', 'y'],
        images: ['https://cdn.shop.example/a.jpg']
      }
    ]
  },
  'unknown.csv': { refused: /not known: Artikel, Bezeichnung, Preis\. Nearest .*missing: "id".*--map/ },
  'wrong-page.html': { refused: /HTML page/ },
  'wrong-php.csv': { refused: /message of PHP.*Undefined variable/ },
  'wrong-zip.zip': { refused: /ZIP archive; unpack it/ },
  'wrong-xlsx.xlsx': { refused: /Excel file \(\.xlsx\).*save it as CSV/ },
  'wrong-xls.xls': { refused: /old Excel file/ },
  'wrong-sitemap.xml': { refused: /XML without items of a feed/ }
}

async function readForm (name: string, options: ReadOptions = {}) {
  const [products, withdrawn, bad]: [object[], unknown[], string[]] = [[], [], []]
  const lines: number[] = []
  for await (const row of readCatalogue(path.join(FOLDER, name), { currency: 'EUR', ...options })) {
    lines.push(row.line)
    if ('product' in row) products.push(row.product)
    else if (row.isWithdrawn) withdrawn.push(row.id)
    else bad.push(row.reason)
  }
  return { products, withdrawn, bad, lines }
}

for (const [name, { products = [], withdrawn = [], bad = [], refused, options }] of Object.entries(FORMS)) {
  t.test(name, async (t) => {
    if (refused) {
      await t.rejects(readForm(name, options), { code: 'CATALOGUE_FILE_INVALID', message: refused })
      return
    }
    const read = await readForm(name, options)
    t.equal(read.products.length, products.length, 'products')
    t.match(read.products, products)
    t.same(read.withdrawn, withdrawn)
    t.match(read.bad, bad)
    t.equal(read.bad.length, bad.length)
    t.same(
      read.lines,
      [...new Set(read.lines)].sort((a, b) => a - b),
      'lines rise strictly'
    )
  })
}

t.test('each form of the folder is in the table', async (t) => {
  t.same((await readdir(FOLDER)).sort(), Object.keys(FORMS).sort())
})

t.test('columns of an unknown file are named by hand', async (t) => {
  const mapping = { id: 'Artikel', title: 'Bezeichnung', price: 'Preis' }
  t.match((await readForm('unknown.csv', { mapping })).products, [{ id: '1', title: 'Becher', price: EUR('9.90') }])
  await t.rejects(readForm('unknown.csv', { mapping: { id: 'Nummer' } }), {
    message: /no column "Nummer" to become id/
  })
  t.ok((await readFile(path.join(FOLDER, 'unknown.csv'), 'utf8')).startsWith('Artikel'))
})
