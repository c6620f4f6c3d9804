import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { wordsOf } from '../../../src/catalogue/sources/file-words.ts'
import { catalogueOfPhotos } from '../../../src/catalogue/sources/photo-folder.ts'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'

t.test('a file name is a title where it says something', (t) => {
  const cases: ReadonlyArray<readonly [string, string | undefined]> = [
    ['red-dress_02', 'red dress'],
    ['LinenShirt (3)', 'Linen Shirt'],
    ['Büro.Stuhl', 'Büro Stuhl'],
    ['椅子', '椅子'],
    ['IMG_1234', undefined],
    ['DSC00012', undefined],
    ['PXL_20240501_101112', undefined],
    ['Screenshot 2024-05-01', undefined],
    ['3f2a9c1b7d', undefined],
    ['0042', undefined],
    ['facade', 'facade'],
    ['IMG-20240501-WA0007', undefined]
  ]
  for (const [name, title] of cases) t.equal(wordsOf(name), title, name)
  t.end()
})

t.test('a folder of photos is a catalogue that readers take, the same for the same photos', async (t) => {
  const folder = t.testdir({
    'red dress.jpg': '1',
    'notes.txt': 'x',
    '.hidden.jpg': 'x',
    shoes: { 'IMG_1.PNG': '2', 'winter-boots': { 'a.webp': '3' } }
  })
  await writeFile(path.join(folder, '#1.jpg'), '4')
  const newest = new Date('2027-01-01T00:00:00Z')
  await utimes(path.join(folder, 'red dress.jpg'), newest, newest)
  const file = path.join(t.testdirName, 'out', 'photos.jsonl')

  await catalogueOfPhotos(folder, file)
  const [text, { mtimeMs }] = [await readFile(file, 'utf8'), await stat(file)]
  await catalogueOfPhotos(folder, file)

  t.equal(await readFile(file, 'utf8'), text)
  t.same([(await stat(file)).mtimeMs, mtimeMs], [newest.getTime(), newest.getTime()])
  const products: unknown[] = []
  for await (const row of readCatalogue(file)) products.push('product' in row ? row.product : row)
  t.match(products, [
    { id: /^[0-9a-f]{32}$/, images: ['#1.jpg'] },
    { id: 'red dress.jpg', title: 'red dress', category: undefined, images: ['red dress.jpg'] },
    { id: 'shoes/IMG_1.PNG', title: undefined, category: 'shoes', images: ['shoes/IMG_1.PNG'] },
    { id: 'shoes/winter-boots/a.webp', category: 'shoes/winter boots' }
  ])
})

t.test('a folder without photos, or none at all, is refused', async (t) => {
  const folder = t.testdir({ 'notes.txt': 'x' })
  const file = path.join(folder, 'out.jsonl')
  await mkdir(path.join(folder, 'empty'))
  await t.rejects(catalogueOfPhotos(folder, file), { code: 'CATALOGUE_FILE_INVALID', message: /holds no photos/ })
  await t.rejects(catalogueOfPhotos(path.join(folder, 'none'), file), {
    code: 'CATALOGUE_FILE_INVALID',
    message: /no such folder/
  })
})
