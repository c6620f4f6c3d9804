import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { validateProduct } from '../../../src/catalogue/sources/validate-product.ts'
import { folder } from '../../fixtures/catalogue-files.ts'

t.test('files of a product come as texts or objects, by either name, and count once', async (t) => {
  const product = { id: 'a', title: 'A' }
  for (const videos of ['t1.mp4', ['t1.mp4', 't1.mp4'], [{ url: 't1.mp4' }], { src: 't1.mp4' }]) {
    t.match(validateProduct({ ...product, videos }), { videos: ['t1.mp4'] })
    t.match(validateProduct({ ...product, video: videos }), { videos: ['t1.mp4'] })
    t.match(validateProduct({ ...product, document: videos }), { documents: ['t1.mp4'] })
  }
  t.match(validateProduct({ ...product, videos: ['a.mp4'], video: 'b.mp4' }), { videos: ['a.mp4', 'b.mp4'] })
  const problems: string[] = []
  t.equal(validateProduct({ ...product, videos: [{ id: 7 }] }, (field) => problems.push(field)).videos?.length ?? 0, 0)
  t.same(problems, ['videos'])
  for (const videos of [[], '', null]) t.notOk('videos' in validateProduct({ ...product, videos }))
})

t.test('columns of files in a table of Shopify are read', async (t) => {
  const file = path.join(await folder(t), 'products.csv')
  await writeFile(file, [
    'Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price,Image Src,videos,documents',
    'pot,Pot,,Acme,P1,10,,"a.mp4,b.mp4",chart.pdf'
  ].join('\n'))
  const rows = []
  for await (const row of readCatalogue(file, {})) rows.push(row)
  t.match(rows, [{ product: { id: 'pot', videos: ['a.mp4', 'b.mp4'], documents: ['chart.pdf'] } }])
})
