import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import type { ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'

const FOLDER = path.resolve('test/fixtures/catalogues')
const EUR = (amount: string) => ({ amount, currency: 'EUR' })

interface Form {
  readonly products?: readonly object[]
  /** Their ids; a thing that is no product has none. */
  readonly withdrawn?: ReadonlyArray<string | undefined>
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
  'shopify-metafields.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'harbour-tee',
        brand: 'Norrland',
        category: 'Apparel & Accessories/Clothing/Clothing Tops/T-Shirts',
        price: EUR('19.90'),
        compareAtPrice: EUR('29.90'),
        attributes: { Fabric: ['cotton'], Care: ['Wash at 30'], Size: ['S', 'M'] },
        variants: [
          { id: 'HT-B-S', inStock: true, image: /harbour-blue/ },
          { id: 'HT-W-M', inStock: false, price: EUR('21.90') }
        ]
      }
    ]
  },
  'woocommerce-fr-full.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: '10',
        title: 'Robe d’été',
        category: 'Vêtements/Robes',
        price: EUR('39.90'),
        compareAtPrice: EUR('59.90'),
        variants: [{ id: '11', identifiers: ['ROBE-S', '3760001'] }, { id: '12', inStock: false }]
      }
    ]
  },
  'woocommerce-ja.csv': {
    options: { currency: 'JPY' },
    products: [
      {
        id: '20',
        title: '湯呑み',
        category: '食器/湯呑み',
        colors: ['青', '白'],
        tags: ['磁器', '手作り'],
        price: { amount: '1800', currency: 'JPY' },
        variants: [{ options: [{ name: '色', value: '青' }], inStock: true }]
      }
    ],
    withdrawn: ['22']
  },
  'magento-2.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'TENT',
        brand: 'Fjord',
        price: EUR('149.00'),
        compareAtPrice: EUR('199.00'),
        images: ['/t/e/tent.jpg', '/t/e/tent-2.jpg', '/t/e/tent-3.jpg', '/t/e/tent-g.jpg', '/t/e/tent-r.jpg'],
        attributes: { activity: ['Camping', 'Hiking'], season: ['Three'] },
        variants: [{ id: 'TENT-G' }, { id: 'TENT-R', price: EUR('209.00'), inStock: false }]
      }
    ]
  },
  'prestashop-discount.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: '7',
        price: EUR('9.00'),
        compareAtPrice: EUR('12.00'),
        saleStarts: /^2020/,
        saleEnds: /^2099/,
        attributes: { Composition: ['Grès'], Hauteur: ['9 cm'] }
      },
      { id: '8', price: EUR('15.00'), compareAtPrice: EUR('20.00') }
    ]
  },
  'bigcommerce-v3-options.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: '112',
        brand: undefined,
        price: EUR('49'),
        compareAtPrice: EUR('59'),
        attributes: { Color: ['Red', 'Olive'], Material: ['Canvas'], Volume: ['20 l'] },
        variants: [
          { id: '93', price: EUR('49'), image: /red\.jpg$/ },
          { id: '94', price: EUR('65'), inStock: false }
        ]
      }
    ]
  },
  'squarespace.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: '5f0a',
        handle: 'linen-apron',
        category: 'kitchen/aprons',
        images: [/a\.jpg$/, /b\.jpg$/],
        variants: [
          { id: '7b01', price: EUR('38.00'), compareAtPrice: EUR('48.00') },
          { id: '7b02', price: EUR('48.00'), compareAtPrice: undefined, inStock: true }
        ]
      }
    ],
    withdrawn: ['5f0b']
  },
  'wix.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'Product_1',
        brand: 'Kiln & Co',
        images: [/^https:\/\/static\.wixstatic\.com\/media\/22e5_a\.jpg$/, /22e5_b/],
        colors: ['Terracotta', 'White'],
        variants: [
          { id: 'CV-T', price: EUR('30.00'), compareAtPrice: EUR('40'), inStock: true },
          { id: 'CV-W', price: EUR('35.00'), compareAtPrice: EUR('45.00'), inStock: false }
        ]
      }
    ],
    withdrawn: ['Product_2']
  },
  'wix-2025.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'clay-vase',
        colors: ['Terracotta', 'White'],
        variants: [
          { id: 'CV-T', price: EUR('30'), compareAtPrice: EUR('40'), inStock: true },
          { id: 'CV-W', price: EUR('45'), inStock: false }
        ]
      }
    ]
  },
  'etsy.csv': {
    products: [
      {
        id: 'RING-52',
        title: 'Silver Ring "Moon"',
        price: EUR('45.00'),
        images: [/1\.jpg$/, /2\.jpg$/],
        attributes: { Materials: ['silver', 'moonstone'], 'Ring size': ['52', '54', '56'] }
      },
      { id: 'Brass Bookmark', inStock: false }
    ]
  },
  'amazon-flat.txt': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'SHIRT',
        title: 'Oxford Shirt',
        brand: 'Fjord',
        price: EUR('39.95'),
        attributes: { Size: ['M', 'L'] },
        variants: [{ id: 'SHIRT-M', identifiers: ['SHIRT-M', '4006381333931'] }, { id: 'SHIRT-L', inStock: false }]
      }
    ]
  },
  'ebay.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'LAMP-1',
        brand: 'Lumo',
        colors: ['Black', 'White'],
        variants: [
          { id: 'LAMP-B', image: 'https://i.ebayimg.com/b.jpg', price: { amount: '25.00', currency: 'USD' } },
          { id: 'LAMP-W', inStock: false }
        ]
      },
      { id: 'BULB-1', variants: [], colors: ['White'] }
    ]
  },
  'lightspeed-x.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'TrailShoe',
        brand: 'Fjord',
        tags: ['trail', 'run'],
        variants: [{ id: '0a1', inStock: true }, { id: '0a2', price: EUR('92.00'), inStock: false }]
      }
    ],
    withdrawn: ['OldShoe']
  },
  'square.csv': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'TOK1',
        title: 'House Blend',
        variants: [
          { id: 'TOK1', title: '250 g', price: EUR('9.50') },
          { id: 'TOK2', price: EUR('29.00'), compareAtPrice: EUR('32.00'), inStock: false }
        ]
      }
    ],
    withdrawn: ['TOK3']
  },
  'odoo.csv': {
    products: [{ id: 'product.chair', category: 'All/Furniture/Chairs', attributes: { Finish: ['Oiled', 'Painted'] } }],
    withdrawn: ['product.part']
  },
  'google-details.xml': {
    products: [
      {
        id: 'L1',
        price: EUR('999.00'),
        attributes: { Memory: ['16 GB'], Panel: ['OLED'], 'product highlight': ['Light', 'Long battery life'] }
      }
    ]
  },
  'facebook-variants.csv': {
    products: [
      {
        id: 'B',
        attributes: { Capacity: ['500 ml', '1 l'], Lid: ['Straw'] },
        variants: [{ id: 'B-1', inStock: true }, { id: 'B-2', price: { amount: '24.00', currency: 'USD' } }]
      }
    ]
  },
  'akeneo.csv': {
    options: { currency: 'USD' },
    products: [
      {
        id: 'jacket',
        title: 'Rain Jacket',
        price: { amount: '99.00', currency: 'USD' },
        attributes: { size: ['s', 'm'], material: ['polyester'] },
        variants: [{ id: 'jacket_blue_s' }, { id: 'jacket_blue_m' }]
      }
    ],
    withdrawn: ['scarf']
  },
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
    products: [{ id: 'a', description: 'Warm', url: 'https://shop.example/a', inStock: true, price: EUR('5.00') }]
  },
  'google-cut.xml': { products: [{ id: 'a' }], bad: [/ends within this item/] },
  'google-cut-variants.xml': {
    products: [{ id: 'lamp' }],
    bad: [/cut off, and may lack variants/, /cut off, and may lack variants/, /ends within this item/]
  },
  'google-doubles.xml': {
    products: [{ id: 'a', price: EUR('5') }, { id: 'a', price: EUR('6') }, { id: 'T', variants: [{ id: 'b1' }, { id: 'b2' }] }]
  },
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
        category: 'Men/Tops',
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
        tags: ['new'],
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
  'shopware-6.csv': {
    products: [
      {
        id: '11dc680240b04f469ccba354cbf0b967',
        title: 'Linen shirt',
        description: 'Cool & light.',
        brand: 'Nordlin',
        category: 'Clothing/Shirts',
        price: EUR('39.99'),
        images: [/shirt\.jpg$/, /shirt-back\.jpg$/],
        attributes: { Color: ['White', 'Blue'], Material: ['Linen'] },
        variants: [
          { id: 'SW-100.1', inStock: true, options: [{ value: 'White' }, { value: 'M' }] },
          // A program's point: 39.995 is no forty thousand.
          { id: 'SW-100.2', inStock: false, price: EUR('39.995') }
        ]
      }
    ],
    withdrawn: ['44dc680240b04f469ccba354cbf0b967']
  },
  'shopware-5.csv': {
    products: [
      {
        id: 'SW10.1',
        description: 'Keeps water out',
        brand: 'Regenfest',
        category: undefined,
        price: EUR('29.90'),
        compareAtPrice: EUR('39.90'),
        tags: ['boot', 'rain'],
        attributes: { Sole: ['Rubber'], Size: ['38'] },
        variants: [{ id: 'SW10.1', title: 'green / 38' }, { id: 'SW10.2', price: EUR('31.90'), inStock: false, image: /yellow/ }]
      }
    ],
    withdrawn: ['SW11']
  },
  'ecwid.csv': {
    products: [
      {
        id: '5001',
        title: 'Tour tee',
        category: 'Merch/Shirts',
        price: EUR('24.50'),
        images: [/tee\.jpg$/, /tee-2\.jpg$/],
        variants: [
          { id: 'TEE-S', inStock: true, options: [{ name: 'Size', value: 'S' }, { name: 'Color', value: 'Black' }] },
          { id: 'TEE-M', inStock: false, price: EUR('25'), compareAtPrice: EUR('30') }
        ]
      },
      { id: '5002', title: 'Album', inStock: true, variants: [] }
    ],
    withdrawn: ['5003']
  },
  'opencart.csv': {
    products: [
      {
        id: '42',
        title: 'Desk lamp',
        description: 'Bright & cool',
        category: undefined,
        price: EUR('100.00'),
        identifiers: ['LAMP-1', 'Lamp One', '4006381333931'],
        images: [/lamp\.jpg$/]
      }
    ],
    withdrawn: ['43']
  },
  'json-bigcommerce.json': {
    options: { currency: 'EUR' },
    products: [
      {
        id: '77',
        description: 'Soft',
        url: '/towel/',
        // Of a number of JSON the point parts the cents.
        price: EUR('45'),
        inStock: true,
        colors: ['Red', 'Blue'],
        attributes: { Material: ['Cotton'] },
        imageAlts: { 'https://x.example/t.jpg': 'Front' },
        variants: [
          { id: 'TW-R', price: EUR('49.995'), compareAtPrice: EUR('60'), inStock: true },
          { id: 'TW-B', price: EUR('45'), inStock: false, identifiers: ['TW-B', '123456789012'] }
        ]
      }
    ],
    withdrawn: ['78']
  },
  'json-medusa.json': {
    options: { currency: 'EUR' },
    products: [
      {
        id: 'shirt',
        category: 'Shirts',
        tags: ['linen'],
        images: ['https://x.example/a.jpg'],
        variants: [
          { id: 'S-S', price: EUR('10'), inStock: false, options: [{ name: 'Size', value: 'S' }] },
          { id: 'S-M', price: EUR('8'), compareAtPrice: EUR('10'), inStock: true }
        ]
      }
    ],
    withdrawn: ['d']
  },
  'json-magento.json': {
    options: { currency: 'EUR' },
    products: [
      {
        id: '24-MB01',
        title: 'Bag',
        description: 'Big',
        price: EUR('29.00'),
        compareAtPrice: EUR('34'),
        inStock: true,
        colors: [],
        images: ['/m/b/mb01.jpg'],
        attributes: { material: ['Canvas'] }
      }
    ],
    withdrawn: ['off', 'child']
  },
  'json-saleor.json': {
    products: [
      {
        id: 'UHJvZHVjdDox',
        description: 'Fresh',
        category: 'Drinks',
        price: EUR('3.5'),
        compareAtPrice: EUR('4'),
        inStock: false,
        attributes: { Flavor: ['Apple'] },
        variants: [{ id: 'J-1', options: [{ name: 'Volume', value: '1l' }], inStock: false }]
      }
    ]
  },
  'json-vendure.json': {
    products: [
      {
        id: 'laptop',
        brand: 'Apple',
        category: 'Computers',
        images: ['https://x.example/l.jpg', 'https://x.example/l2.jpg'],
        price: { amount: '1558.80', currency: 'USD' },
        variants: [
          { id: 'L8', options: [{ name: 'RAM', value: '8GB' }], inStock: true },
          { id: 'L16', price: { amount: '1714.80', currency: 'USD' }, inStock: false }
        ]
      }
    ]
  },
  'json-storefront.json': {
    products: [
      {
        id: 'sweater',
        brand: 'Fjell',
        category: 'Sweaters',
        url: 'https://x.example/sweater',
        price: EUR('99'),
        inStock: true,
        imageAlts: { 'https://x.example/1.jpg': 'Front' },
        variants: [
          { id: 'SW-S', price: EUR('99'), compareAtPrice: EUR('129.0'), inStock: false },
          { id: 'SW-M', price: EUR('105'), inStock: true, options: [{ name: 'Size', value: 'M' }] }
        ]
      }
    ]
  },
  'jtl.csv': {
    products: [
      {
        id: '0001',
        title: 'T-Shirt',
        category: 'Bekleidung/Shirts',
        price: EUR('19.90'),
        inStock: true,
        identifiers: ['0001', '0001-r-s', '4006381333931', '0001-b-s', '4006381333948'],
        variants: [
          { id: '0001-r-s', options: [{ name: 'Farbe', value: 'rot' }, { name: 'Größe', value: 'S' }], image: /rot/ },
          { id: '0001-b-s', price: EUR('21.90'), inStock: false }
        ]
      }
    ],
    withdrawn: ['0002']
  },
  'json-google-groups.json': {
    products: [
      { id: 'lamp', price: EUR('20'), inStock: false },
      {
        id: 'sofa',
        price: EUR('900.00'),
        colors: ['red', 'blue'],
        images: [/r\.jpg/, /r2\.jpg/, /b\.jpg/],
        variants: [{ id: 'red', image: /r\.jpg/ }, { id: 'blue', price: EUR('950.00') }]
      }
    ]
  },
  'json-parents.jsonl': {
    products: [
      { id: 'cap', price: EUR('5'), inStock: false },
      {
        id: 'T',
        title: 'Tee',
        category: 'Clothing/Tops',
        price: EUR('9.90'),
        attributes: { Material: ['Linen'] },
        variants: [
          { id: 'T1', options: [{ name: 'size', value: 'S' }], inStock: true },
          { id: 'T2', options: [{ name: 'size', value: 'M' }], inStock: false }
        ]
      }
    ]
  },
  'json-groups-cut.json': {
    products: [{ id: 'lamp' }],
    bad: [/cut off, and may lack variants/, /ends within the array/]
  },
  'plentymarkets.csv': {
    products: [
      { id: '8', price: EUR('1004.50'), category: 'Wohnen/Flur', identifiers: ['KL', '4006381333931'], variants: [] },
      {
        id: '7',
        category: 'Garten',
        price: EUR('49.90'),
        inStock: true,
        images: [/h\.jpg/],
        attributes: { Traglast: ['150 kg'] },
        variants: [
          { id: '71', title: 'rot', options: [{ name: 'Farbe', value: 'rot' }], compareAtPrice: EUR('69.00'), inStock: true },
          { id: '72', price: EUR('49.90'), inStock: false }
        ]
      }
    ],
    withdrawn: ['90']
  },
  'idealo.csv': {
    products: [
      {
        id: '123456',
        category: 'Phones/Smartphones',
        price: EUR('499.99'),
        compareAtPrice: EUR('549.00'),
        images: [/p20\.jpg$/, /p20-b\.jpg$/],
        attributes: { Memory: ['16 GB'], Screen: ['OLED'], size: ['6 inch'] }
      }
    ]
  },
  'awin.csv': {
    products: [
      {
        id: 'C-1',
        brand: 'Loom',
        category: 'Women/Coats',
        price: { amount: '149.00', currency: 'GBP' },
        compareAtPrice: { amount: '199.00', currency: 'GBP' },
        url: 'https://shop.example/coat',
        attributes: { material: ['Wool'], size: ['S', 'M'] },
        variants: [{ id: 'C-1-S', inStock: true }, { id: 'C-1-M', inStock: false, options: [{}, { name: 'size', value: 'M' }] }]
      }
    ]
  },
  'cj.csv': {
    products: [
      {
        id: 'TS-9',
        brand: 'Fell',
        category: 'Shoes/Trail',
        price: { amount: '89.00', currency: 'USD' },
        compareAtPrice: { amount: '110.00', currency: 'USD' },
        inStock: true
      }
    ]
  },
  'kelkoo.csv': {
    products: [
      { id: 'K1', category: 'Clothing/Men/Pants', price: EUR('59.00'), inStock: true, images: [/k1\.jpg$/, /k1-b\.jpg$/] },
      { id: 'K2', inStock: false }
    ]
  },
  'ebay-listings.csv': {
    products: [
      {
        id: '1100',
        category: 'Belts',
        price: { amount: '19.99', currency: 'GBP' },
        variants: [{ id: 'BELT-B', inStock: true }, { id: 'BELT-K', inStock: false, options: [{ name: 'Colour', value: 'Black' }, {}] }]
      },
      { id: '1101', identifiers: ['BUCKLE'], variants: [] }
    ]
  },
  'json-ld.json': {
    products: [
      {
        id: 'KETTLE',
        description: 'Boils',
        brand: 'Copperly',
        category: 'Home/Kitchen',
        colors: ['Red', 'White'],
        url: 'https://shop.example/kettle',
        price: { amount: '49.9', currency: 'USD' },
        compareAtPrice: { amount: '59.90', currency: 'USD' },
        inStock: true,
        images: [/kettle\.jpg$/, /kettle-2\.jpg$/],
        attributes: { Material: ['Copper'], Volume: ['1.5 l'] }
      },
      {
        id: 'TEE',
        price: EUR('11.00'),
        inStock: true,
        colors: ['Red', 'Blue'],
        images: [/tee-r\.jpg$/],
        variants: [{ id: 'TEE-R', price: EUR('12.50'), image: /tee-r/ }, { id: 'TEE-B', inStock: false }]
      }
    ],
    withdrawn: [undefined, 'GONE']
  },
  'json-ld-list.json': { products: [{ id: 'https://shop.example/a', title: 'Mug', price: EUR('9.9'), images: [/a\.jpg$/] }] },
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
