import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { writeShopFile } from '../../../src/tagging/bulk/shop-file.ts'
import type { ShopFormatName } from '../../../src/tagging/bulk/shop-formats.ts'

const common = { confidence: 0.97, alternatives: [], evidence: [] }
const line = (id: string, path: string, tags: ReadonlyArray<readonly [string, string, string]>) =>
  `${JSON.stringify({
    id,
    model: 'm',
    taxonomy: 'small',
    taxonomyVersion: '7',
    abstained: [],
    category: { ...common, path, decision: 'ASSIGNED', externalIds: [{ list: 'google', id: '2271' }] },
    tags: tags.map(([attribute, value, decision]) => ({ ...common, attribute, value, decision }))
  })}\n`

async function written (t: Test, format: ShopFormatName): Promise<{ count: number; file: string; text: string }> {
  const folder = t.testdir({
    'shop.jsonl': [
      { id: 'bare', title: 'Dress, long', images: ['a.jpg'] },
      { id: 'full', title: 'Shirt', category: 'Sale', color: 'red', images: ['b.jpg'] },
      { id: 'some', title: 'Gown', category: 'Sale', images: ['c.jpg'], attributes: { fit: 'slim' } },
      { id: 'untagged', title: 'Other', images: ['d.jpg'] }
    ].map((row) => `${JSON.stringify(row)}\n`).join('')
  })
  const log = join(folder, 'tags.jsonl')
  await writeFile(log, [
    line('bare', 'Fashion/Shirt', []),
    line('bare', 'Fashion/Dress', [['color', 'red', 'ASSIGNED'], ['material', '=linen', 'ASSIGNED'], ['size', 'long', 'SUGGESTED']]),
    line('full', 'Fashion/Shirt', [['color', 'blue', 'ASSIGNED']]),
    line('some', 'Fashion/Dress', [['material', 'wool', 'ASSIGNED']])
  ].join(''))
  const file = join(folder, format === 'google' ? 'out.tsv' : 'out.csv')
  const toShop = (path: string) => (path === 'Fashion/Dress' ? 'Apparel/Dresses' : undefined)
  const source = join(folder, 'shop.jsonl')
  t.equal(await writeShopFile({ source, log, toShop }), 2, 'counting alone')
  const count = await writeShopFile({ source, log, toShop, write: { file, format } })
  return { count, file, text: await readFile(file, 'utf8') }
}

t.test('a Shopify table has the products that get something new, by handle', async (t) => {
  const { count, file, text } = await written(t, 'shopify')
  t.equal(count, 2)
  t.equal(text, [
    'Handle,Title,Product Category,Type,color (product.metafields.custom.color),material (product.metafields.custom.material)',
    "bare,\"Dress, long\",,Dresses,red,'=linen",
    'some,Gown,,Sale,,wool',
    ''
  ].join('\n'))
  const ids: string[] = []
  for await (const row of readCatalogue(file)) if ('product' in row) ids.push(row.product.id)
  t.same(ids, ['bare', 'some'], 'and is read as a catalogue again')
})

t.test('a WooCommerce table repeats the attributes that an import would else take away', async (t) => {
  const { text } = await written(t, 'woocommerce')
  const [headings, bare, some] = text.split('\n')
  t.match(headings, /^ID,Name,Categories,Attribute 1 name,Attribute 1 value\(s\),Attribute 1 visible,Attribute 1 global,Attribute 2 name/)
  t.equal(bare, "bare,\"Dress, long\",Apparel > Dresses,material,'=linen,1,0,color,red,1,0")
  t.equal(some, 'some,Gown,Sale,material,wool,1,0,fit,slim,1,0')
})

t.test("a supplemental feed has ids and what it adds, in Google's names", async (t) => {
  const { text } = await written(t, 'google')
  t.equal(text, [
    'id\tgoogle_product_category\tproduct_type\tcolor\tmaterial',
    "bare\t2271\tApparel > Dresses\tred\t'=linen",
    'some\t\t\t\twool',
    ''
  ].join('\n'))
})
