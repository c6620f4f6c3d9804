import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { badRow } from '../../../src/catalogue/sources/catalogue-row.ts'
import { countLines, readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { folder, read } from '../../fixtures/catalogue-files.ts'

const EMPTY = { images: [], tags: [], identifiers: [], colors: [], attributes: {}, variants: [] }

t.test('JSON lines are read with line numbers, past a byte order mark, CRLF and empty lines', async (t) => {
  const rows = await read(
    t,
    '\ufeff{"id":"a","title":"A"}\r\n\r\n{"id":7,"images":["a.jpg"],"price":{"amount":5,"currency":"EUR"},"brand":null}'
  )

  t.same(rows, [
    { line: 1, product: { ...EMPTY, id: 'a', title: 'A' } },
    { line: 3, product: { ...EMPTY, id: '7', images: ['a.jpg'], price: { amount: '5', currency: 'EUR' } } }
  ])
})

t.test('each bad row of JSON lines is named with field, rule and what came, and the rest is read', async (t) => {
  const rows = await read(
    t,
    Buffer.concat(
      [
        '{"id":"a","title":"A"}\n',
        '{"id":\n',
        '{"title":"no id"}\n',
        '{"id":"#x","title":"t"}\n',
        '{"id":"b"}\n',
        '{"id":"c","title":"t","price":{"amount":"1,5","currency":"EUR"}}\n',
        '{"id":"d","title":"t","inStock":"yes"}\n',
        `${JSON.stringify({ id: 'e', images: Array.from({ length: 21 }, (_, i) => `${i}.jpg`) })}\n`,
        '[1]\n',
        Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
        `{"id":"f","title":"${'x'.repeat(1_100_000)}"}\n`,
        '{"id":"z","title":"Z"}\n'
      ].map((part) => Buffer.from(part))
    )
  )

  const reasons = rows.map((row) => ('reason' in row ? row.reason : row.product.id))
  t.match(reasons, [
    'a',
    /not JSON/,
    /it has no id/,
    /not begin with #.*got "#x"/,
    /title and images are both absent/,
    'c',
    'd',
    'e',
    /not a JSON object/,
    /not UTF-8/,
    /at most 1048576 are read/,
    'z'
  ])
  t.same(
    rows.map(({ line }) => line),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  )
})

t.test('gzip is told by content, and a cut file is named', async (t) => {
  const packed = gzipSync('{"id":"a","title":"A"}\n')

  t.equal((await read(t, packed)).length, 1)
  await t.rejects(read(t, packed.subarray(0, -4)), { code: 'CATALOGUE_FILE_INVALID' })
})

t.test('lines are counted whether the last one has an end or not', async (t) => {
  const lines = async (text: string) =>
    await countLines(join(t.testdir({ 'catalogue.jsonl': text }), 'catalogue.jsonl'))

  t.same(
    [await lines(''), await lines('{}'), await lines('{}\n'), await lines('{}\n\n{}'), await lines('{}\n{}\n')],
    [0, 1, 1, 3, 2]
  )
})

t.test('files that are no catalogue are refused with what they are', async (t) => {
  await t.rejects(read(t, ''), { code: 'CATALOGUE_FILE_INVALID', message: /empty/ })
  await t.rejects(read(t, '{"products": []}'), { message: /without a list of products/ })
  await t.rejects(read(t, 'color,weight\nred,5\n'), { message: /headings are not known: color, weight/ })
  await t.rejects(read(t, 'id,title\r1,Mac\r'), {
    code: 'CATALOGUE_FILE_INVALID',
    message: /lines end with CR alone.*save it with LF or CRLF/
  })
  await t.rejects(readCatalogue(`${await folder(t)}/none`).next(), {
    code: 'CATALOGUE_FILE_INVALID',
    message: /no such file/
  })
  await t.rejects(countLines(await folder(t)), { code: 'CATALOGUE_FILE_INVALID', message: /folder/ })
})

t.test('fields and columns that mean nothing are listed once', async (t) => {
  const notices: string[] = []
  const onNotice = (message: string) => notices.push(message)
  await read(t, '{"id":"a","title":"A","margin":1}\n{"id":"b","title":"B","margin":2}\n', { onNotice })
  await read(t, 'id,title,margin\na,A,1\nb,B,2\n', { onNotice })

  t.same(notices, ['the field "margin" is not read', 'read as Vitrine; columns not read: margin'])
})

t.test('a Vendure file: padded cells, variants gathered, facets sorted out', async (t) => {
  const csv = [
    'name   ,slug ,description,assets     ,facets                                                              ,optionGroups ,optionValues,sku ,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets',
    'Laptop ,laptop,"Fast, <b>&amp; light</b>"  ,a.jpg|b.jpg,category:Electronics|category:Computers|brand:Apple|use:Office,"size:s|RAM"   ,"13|8GB"     ,L1  ,1299.00,standard,0,,,color:red',
    '       ,      ,           ,           ,                                                                    ,             ,"15|8GB"     ,L2  ,999.00,standard,5,,c.jpg,color:blue'
  ].join('\n')

  t.match(await read(t, csv, { currency: 'USD' }), [
    {
      line: 2,
      product: {
        id: 'laptop',
        title: 'Laptop',
        description: 'Fast, & light',
        brand: 'Apple',
        category: 'Electronics/Computers',
        color: 'red',
        price: { amount: '999.00', currency: 'USD' },
        images: ['a.jpg', 'b.jpg', 'c.jpg'],
        inStock: true,
        colors: ['red', 'blue'],
        identifiers: ['L1', 'L2'],
        attributes: { size: ['13', '15'], RAM: ['8GB'], use: ['Office'] }
      }
    }
  ])
})

t.test('prices of a file without a currency are left out and said to be', async (t) => {
  const notices: string[] = []
  const [row] = await read(t, 'name,slug,assets,facets,sku,price\nA,a,,,S,5\n', {
    onNotice: (message) => notices.push(message)
  })

  t.match(row, { product: { id: 'a', price: undefined } })
  t.match(notices, [/pass --currency/])
})

t.test('a Shopify export: rows of a handle are one product, drafts are rejected', async (t) => {
  const csv = [
    'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Image Src,Image Position',
    'tee,Tee,"<p>Soft\r\ncotton</p>",Acme,Shirts > Tees,"summer, basic",TRUE,Color,Red,T1,20.00,0,https://x/2.jpg,2',
    'tee,,,,,,,,Blue,T2,18.00,3,https://x/1.jpg,1',
    'cap,Cap,,Acme,,,FALSE,Title,Default Title,C1,9.00,,,'
  ].join('\r\n')
  const rows = await read(t, csv, { currency: 'EUR' })

  t.match(rows[0], {
    line: 2,
    product: {
      id: 'tee',
      title: 'Tee',
      description: 'Soft cotton',
      brand: 'Acme',
      category: 'Shirts/Tees',
      color: 'Red',
      price: { amount: '18.00', currency: 'EUR' },
      images: ['https://x/1.jpg', 'https://x/2.jpg'],
      inStock: true,
      tags: ['summer', 'basic'],
      identifiers: ['T1', 'T2'],
      attributes: { Color: ['Red', 'Blue'] }
    }
  })
  t.match(rows[1], { line: 5, id: 'cap', reason: /not published/ })
})

t.test('a Google Merchant feed, as tab separated values', async (t) => {
  const tsv = [
    [
      'id',
      'title',
      'description',
      'link',
      'image_link',
      'additional_image_link',
      'availability',
      'price',
      'brand',
      'gtin',
      'google_product_category',
      'color'
    ],
    [
      'g1',
      '24" pan',
      'Steel',
      'https://x/p',
      'https://x/1.jpg',
      'https://x/2.jpg,https://x/3.jpg',
      'in stock',
      '19.90 EUR',
      'Acme',
      '0123',
      'Home > Kitchen',
      'grey'
    ]
  ]
    .map((cells) => cells.join('\t'))
    .join('\n')

  t.match(await read(t, tsv), [
    {
      line: 2,
      product: {
        id: 'g1',
        title: '24" pan',
        description: 'Steel',
        brand: 'Acme',
        category: 'Home/Kitchen',
        color: 'grey',
        price: { amount: '19.90', currency: 'EUR' },
        url: 'https://x/p',
        images: ['https://x/1.jpg', 'https://x/2.jpg', 'https://x/3.jpg'],
        inStock: true,
        tags: [],
        identifiers: ['0123'],
        attributes: { color: ['grey'] }
      }
    }
  ])
})

t.test('our own columns, with semicolons and attributes', async (t) => {
  const rows = await read(
    t,
    'id;name;images;price;currency;in_stock;tags;attributes.material\na;Pot;a.jpg|b.jpg;5.00;EUR;no;x|y;clay\nb;Vase;;5.00;;maybe;;\n'
  )

  t.match(rows[0], {
    product: {
      id: 'a',
      title: 'Pot',
      images: ['a.jpg', 'b.jpg'],
      price: { amount: '5.00', currency: 'EUR' },
      inStock: false,
      tags: ['x', 'y'],
      attributes: { material: ['clay'] }
    }
  })
  t.match(rows[1], { product: { id: 'b', price: undefined, inStock: undefined } })
})

t.test('a broken CSV row costs itself, not the rest of the file', async (t) => {
  const rows = await read(
    t,
    ['id,title', 'a,A', 'b,"never closed', 'c,C', 'd,D,extra', 'e', 'f,5" pipe', 'g,"two', 'lines"', 'h,"H"'].join(
      '\r\n'
    )
  )

  t.same(
    rows.map((row) => ('product' in row ? [row.line, row.product.title] : [row.line, 'bad'])),
    [
      [2, 'A'],
      [3, 'never closed'],
      [4, 'C'],
      [5, 'bad'],
      [6, 'bad'],
      [7, '5" pipe'],
      [8, 'two lines'],
      [10, 'H']
    ]
  )
})

t.test('a rejected row is kept up to a bound', async (t) => {
  t.equal(badRow(1, 'x', 'y'.repeat(20_000)).raw.length, 10_000)
})
