import t, { type Test } from 'tap'
import { fitProduct } from '../../../src/catalogue/product-limits.ts'
import { toProduct } from '../../../src/catalogue/product-of-record.ts'
import { NON_FILTERABLE_KEYS, toRecord } from '../../../src/catalogue/records.ts'
import { recordRefsOf } from '../../../src/catalogue/record-keys.ts'
import { validateProduct } from '../../../src/catalogue/sources/validate-product.ts'
import { validateRecord } from '../../../src/vectors/metadata.ts'
import { read } from '../../fixtures/catalogue-files.ts'

async function altsIn (t: Test, csv: string): Promise<unknown[]> {
  return (await read(t, csv, { currency: 'EUR' })).map((row) => {
    if ('reason' in row) t.fail(row.reason)
    return 'product' in row ? [row.product.images, row.product.imageAlts] : undefined
  })
}

t.test('what photos show is read from the shop formats that say it', async (t) => {
  const cases: ReadonlyArray<readonly [format: string, csv: string, images: string[], alts: unknown]> = [
    [
      'Shopify',
      `Handle,Title,Variant Price,Image Src,Image Position,Image Alt Text
tee,Tee,9.00,b.jpg,2,"Back, with a seam"
tee,,,a.jpg,1,Front &amp; collar
tee,,,c.jpg,3,`,
      ['a.jpg', 'b.jpg', 'c.jpg'],
      { 'a.jpg': 'Front & collar', 'b.jpg': 'Back, with a seam' }
    ],
    [
      'Shopify of today',
      'Title,URL handle,Price,Product image URL,Image position,Image alt text\nTee,tee,9.00,a.jpg,1,Front',
      ['a.jpg'],
      { 'a.jpg': 'Front' }
    ],
    [
      'BigCommerce, numbered',
      `Item Type,Product ID,Product Name,Product Code/SKU,Price,Product Visible?,Product Image File - 1,Product Image Description - 1,Product Image File - 2,Product Image Description - 2
Product,10,Tee,T,9.00,Y,a.jpg,,b.jpg,"Back, plain"`,
      ['a.jpg', 'b.jpg'],
      { 'b.jpg': 'Back, plain' }
    ],
    [
      'BigCommerce of today',
      `Item,ID,Name,SKU,Inventory Tracking,Current Stock,Price,Is Visible,Internal Image URL (Export),Image Description
Product,10,Tee,T,none,0,9.00,TRUE,,
Image,,,,,,,,https://shop.example/a.jpg,Front`,
      ['https://shop.example/a.jpg'],
      { 'https://shop.example/a.jpg': 'Front' }
    ],
    [
      'Magento 2',
      `sku,attribute_set_code,product_type,name,price,product_online,visibility,base_image,base_image_label,additional_images,additional_image_labels
T,Default,simple,Tee,9.00,1,"Catalog, Search",/a.jpg,"Tee, front","/b.jpg,/c.jpg","Back,Seam"`,
      ['/a.jpg', '/b.jpg', '/c.jpg'],
      { '/a.jpg': 'Tee, front', '/b.jpg': 'Back', '/c.jpg': 'Seam' }
    ],
    [
      'PrestaShop',
      `Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded;Image URLs (x,y,z...);Image alt texts (x,y,z...)
1;1;Tee;Home;9,00;https://shop.example/1.jpg,https://shop.example/2.jpg;Front,Back`,
      ['https://shop.example/1.jpg', 'https://shop.example/2.jpg'],
      { 'https://shop.example/1.jpg': 'Front', 'https://shop.example/2.jpg': 'Back' }
    ],
    [
      'WooCommerce with a plugin',
      `ID,Type,SKU,Name,Published,Visibility in catalog,Regular price,Images
7,simple,T,Tee,1,visible,9,"https://shop.example/1.jpg ! alt : Red, round ! title : 1.jpg ! desc :  ! caption :  | https://shop.example/2.jpg ! alt :  ! title : 2.jpg"`,
      ['https://shop.example/1.jpg', 'https://shop.example/2.jpg'],
      { 'https://shop.example/1.jpg': 'Red, round' }
    ],
    [
      'our own',
      'id,title,images,imageAlts\n1,Tee,a.jpg|b.jpg,Front|Back',
      ['a.jpg', 'b.jpg'],
      { 'a.jpg': 'Front', 'b.jpg': 'Back' }
    ],
    ['fewer texts than photos', 'id,title,images,imageAlts\n1,Tee,a.jpg|b.jpg,Front', ['a.jpg', 'b.jpg'], undefined]
  ]
  for (const [format, csv, images, alts] of cases) t.same(await altsIn(t, csv), [[images, alts]], format)
})

t.test('JSON says it by photo, in their order, or with each photo', async (t) => {
  const notices: string[] = []
  const alts = (product: object) => {
    const onProblem = (field: string, why: string) => notices.push(`${field} ${why}`)
    const { images, imageAlts } = validateProduct({ id: '1', title: 'Tee', ...product }, onProblem)
    return [images, imageAlts]
  }
  const both = [['a.jpg', 'b.jpg'], { 'a.jpg': 'Front', 'b.jpg': 'Back' }]
  const byPhoto = { 'a.jpg': 'Front', 'b.jpg': '<b>Back</b>', 'c.jpg': 'Gone' }
  t.same(alts({ images: ['a.jpg', 'b.jpg'], imageAlts: byPhoto }), both)
  t.same(alts({ images: ['a.jpg', 'b.jpg'], imageAlts: ['Front', 'Back', 'Gone'] }), both)
  t.same(alts({ images: [{ src: 'a.jpg', alt: 'Front' }, { url: 'b.jpg', alt: 'Back' }] }), both)
  t.same(alts({ images: ['a.jpg', 'b.jpg'], imageAlts: [null, ''] }), [['a.jpg', 'b.jpg'], undefined])
  t.same(notices, [])

  t.same(alts({ images: ['a.jpg'], imageAlts: 7 }), [['a.jpg'], undefined])
  t.same(alts({ images: ['a.jpg'], imageAlts: ['x'.repeat(400)] }), [['a.jpg'], { 'a.jpg': 'x'.repeat(300) }])
  t.match(notices, [/imageAlts must be a list of texts or an object by photo, got 7/, /400 characters.* cut to 300/])
})

t.test('records keep it, and a product whose texts are too long for one goes in without them', async (t) => {
  const spec = { name: 'shop-2', dimension: 2, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS } as const
  const images = Array.from({ length: 20 }, (_, i) => `${i}.jpg`)
  const product = validateProduct({ id: '1', title: 'Tee', images, imageAlts: ['Front', '', 'Back'] })
  const [view] = recordRefsOf(product)
  t.same(toProduct(toRecord(product, view!, Float32Array.of(1, 0), 'hash').metadata).imageAlts, {
    '0.jpg': 'Front',
    '2.jpg': 'Back'
  })

  const long = validateProduct({
    id: '1',
    title: 'Tee',
    images,
    imageAlts: images.map(() => '袖'.repeat(300)),
    description: '綿'.repeat(9000),
    variants: Array.from({ length: 100 }, (_, i) => ({ id: `v${i}`, title: '袖'.repeat(60) }))
  })
  const { product: fitted, cuts } = fitProduct(long)
  t.equal(fitted.imageAlts, undefined)
  t.ok(cuts.includes('imageAlts: none kept'))
  validateRecord(spec, toRecord(fitted, view!, Float32Array.of(1, 0), 'hash'))
})
