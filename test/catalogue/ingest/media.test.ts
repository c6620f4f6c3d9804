import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { createEmbedder } from '../../../src/embedding/create-embedder.ts'
import { UploadedFile } from '../../../src/images/upload.ts'
import { composeServices } from '../../../src/services.ts'
import { folder } from '../../fixtures/catalogue-files.ts'
import { clipOf, demoPhoto, frameAt, withoutFfmpeg } from '../../fixtures/clips.ts'
import { IMAGES, keys } from '../../fixtures/ingest.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { pdfOf } from '../../fixtures/pdf.ts'

const noFfmpeg = await withoutFfmpeg()
const embedder = await createEmbedder(loadConfig({}))
t.teardown(async () => await embedder.close())

async function photoOf (name: string) {
  const bytes = await sharp(await readFile(demoPhoto(name))).resize(480, 360).jpeg().toBuffer()
  return { bytes, width: 480, height: 360 }
}

const MANUAL = [
  { lines: ['Quick start', 'Unpack the camera and insert the battery with the contacts facing down.'] },
  { lines: ['Cleaning', 'Wipe the lens with a soft dry cloth. Never use solvents on it.'] },
  { lines: ['Warranty', 'We repair the shutter free of charge for two years after purchase.'] }
]

t.test('a manual, a clip and a photo of one product: each question finds its place', { skip: noFfmpeg }, async (t) => {
  const root = await folder(t)
  await writeFile(path.join(root, 'manual.pdf'), pdfOf(MANUAL))
  await clipOf([
    { photo: demoPhoto('silvia-agrasar-227575'), seconds: 10 },
    { photo: demoPhoto('thomas-serer-420833'), seconds: 10 }
  ], path.join(root, 'clip.mp4'))
  const file = path.join(root, 'products.jsonl')
  const store = new MemoryVectorStore()
  const products = [
    { id: 'camera', title: 'Compact camera', documents: ['manual.pdf'] },
    { id: 'shoe', title: 'Running shoe', videos: ['clip.mp4'] },
    { id: 'lamp', title: 'Desk lamp' }
  ]
  const write = async (rows: readonly object[]) =>
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const dataDir = path.join(root, 'data')
  const ingest = new IngestService({ embedder, store, catalogue: 'products', dimensions: [1024], dataDir, images: IMAGES })
  await write(products)
  t.match(await ingest.run({ file }), { new: 3, imagesRejected: 0 })
  t.same(keys(store, 'products-1024'), [
    'camera#page-0-1', 'camera#page-0-2', 'camera#page-0-3', 'camera#text', 'lamp#text',
    'shoe#text', 'shoe#video-0-0', 'shoe#video-0-100', 'shoe#video-0-150', 'shoe#video-0-50'
  ])
  const config = loadConfig({ DATA_DIR: dataDir, DIMENSIONS: '1024' })
  const { search, catalogue } = composeServices(config, { embedder, store, refreshMs: 0 })

  await t.test('a question finds page 3, a photo finds second 10 and a page finds itself', async (t) => {
    const asked = await search.search({ text: 'who repairs the shutter free of charge' })
    t.match(asked.items[0]?.match, { kind: 'PAGE', mediaUrl: '/media/manual.pdf', page: 3 })
    const frame = new UploadedFile(await frameAt(path.join(root, 'clip.mp4'), 12))
    const seen = await search.search({ image: frame })
    t.match(seen.items[0]?.match, { kind: 'VIDEO', mediaUrl: '/media/clip.mp4', startSeconds: 10, endSeconds: 15 })
    const page = await search.search({ media: { document: new UploadedFile(pdfOf([MANUAL[1]!])) } })
    t.match(page.items[0]?.match, { kind: 'PAGE', page: 2 })
    const clip = await clipOf([{ photo: demoPhoto('thomas-serer-420833'), seconds: 4 }], path.join(root, 'query.mp4'))
    const found = await search.search({ media: { video: new UploadedFile(await readFile(clip)) } })
    t.match(found.items[0]?.match, { kind: 'VIDEO', startSeconds: 10 })
  })

  await t.test('what is unchanged is told without the model, and a changed title embeds its words alone', async (t) => {
    t.match(await ingest.run({ file }), { unchanged: 3, views: 0 })
    await write([{ ...products[0]!, title: 'Small camera' }, ...products.slice(1)])
    t.match(await ingest.run({ file }), { changed: 1, unchanged: 2, views: 1 })
    t.equal(keys(store, 'products-1024').filter((key) => key.startsWith('camera#page')).length, 3)
    t.match(await catalogue.product('camera'), { title: 'Small camera', documents: ['/media/manual.pdf'] })
  })

  await t.test('a shorter manual and a clip taken away leave no records behind', async (t) => {
    await writeFile(path.join(root, 'manual.pdf'), pdfOf(MANUAL.slice(0, 2)))
    await write([products[0]!, { id: 'shoe', title: 'Running shoe' }, products[2]!])
    t.match(await ingest.run({ file }), { changed: 2, unchanged: 1 })
    t.same(keys(store, 'products-1024'), ['camera#page-0-1', 'camera#page-0-2', 'camera#text', 'lamp#text', 'shoe#text'])
  })
})

t.test('a file that cannot be used is left out and named; its product is in', async (t) => {
  const root = await folder(t)
  const file = path.join(root, 'products.jsonl')
  const whole = pdfOf(MANUAL)
  const bad: Readonly<Record<string, readonly [bytes: Uint8Array, code: string]>> = {
    'empty.pdf': [Buffer.alloc(0), 'MEDIA_UNREADABLE'],
    'cut.pdf': [whole.subarray(0, whole.length / 2), 'MEDIA_UNREADABLE'],
    'locked.pdf': [pdfOf(MANUAL, { isLocked: true }), 'MEDIA_UNREADABLE'],
    'photo.pdf': [(await photoOf('silvia-agrasar-227575')).bytes, 'UNSUPPORTED_MEDIA_TYPE'],
    'long.pdf': [pdfOf(Array.from({ length: 5000 }, () => ({ lines: ['x'] }))), 'MEDIA_TOO_LARGE'],
    'text.pdf': [Buffer.from('no document at all'), 'UNSUPPORTED_MEDIA_TYPE']
  }
  for (const [name, [bytes]] of Object.entries(bad)) await writeFile(path.join(root, name), bytes)
  const rows = [
    ...Object.keys(bad).map((name) => ({ id: name, title: name, documents: [name, 'good.pdf'] })),
    { id: 'absent', title: 'absent', documents: ['absent.pdf', '../outside.pdf'] },
    { id: 'sound', title: 'sound', audio: ['sound.mp3'] }
  ]
  await writeFile(path.join(root, 'good.pdf'), whole)
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const store = new MemoryVectorStore()
  const options = { embedder, store, catalogue: 'products', dimensions: [256], dataDir: path.join(root, 'data') }
  const report = await new IngestService({ ...options, images: IMAGES }).run({ file })
  t.match(report, { new: rows.length, rejected: 0, imagesRejected: rows.length + 1 })
  const rejects = (await readFile(report.rejectsFile!, 'utf8')).trim().split('\n').map((line) => JSON.parse(line))
  t.same(
    rejects.map(({ image, code }) => [image, code]).sort(),
    [
      ...Object.entries(bad).map(([name, [, code]]) => [name, code]),
      ['absent.pdf', 'MEDIA_FETCH_FAILED'],
      ['../outside.pdf', 'MEDIA_FETCH_FAILED'],
      ['sound.mp3', 'MODALITY_UNSUPPORTED']
    ].sort()
  )
  t.equal(keys(store, 'products-256').filter((key) => key.includes('#page')).length, 3 * Object.keys(bad).length)
})
