import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { blackPng, compressedChunk, dotGif, image, isoFile, lyingGif, pngChunk } from '../fixtures/images.ts'

const LIMITS = { maxPixels: 1_000_000, maxBytes: 2_000_000 }

const inspect = async (bytes: Uint8Array) => await inspectImage(bytes, LIMITS)

for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
  t.test(`${format} is known by its content, with size and hash`, async (t) => {
    const bytes = await image(format)

    const { hash, ...found } = await inspect(bytes)

    t.same(found, { bytes, format, width: 20, height: 30 })
    t.equal(hash, createHash('sha256').update(bytes).digest('hex'))
  })

  t.test(`${format} cut off after its first bytes is unreadable`, async (t) => {
    const bytes = await image(format)

    await t.rejects(inspect(bytes.subarray(0, 30)), {
      code: 'IMAGE_UNREADABLE',
      message: /Save it again as JPEG or PNG/
    })
  })
}

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  t.test(`the size is as displayed with the EXIF orientation ${orientation}`, async (t) => {
    const { width, height } = await inspect(await image('jpeg', { orientation }))

    t.same([width, height], orientation >= 5 ? [30, 20] : [20, 30])
  })
}

t.test('an orientation in a PNG survives the removal of its texts', async (t) => {
  const png = await image('png', { orientation: 6 })
  const withText = Buffer.concat([png.subarray(0, 33), compressedChunk('zTXt', 10), png.subarray(33)])

  const found = await inspect(withText)

  t.same([found.width, found.height], [30, 20])
  t.same(found.bytes, png)
})

const OTHER_FILES: ReadonlyArray<readonly [string, Uint8Array, RegExp]> = [
  ['an iPhone photo', isoFile('heic', 'mif1', 'heic'), /iPhone HEIC photo.*share it as JPEG/],
  ['an HEIF sequence', isoFile('msf1', 'hevc'), /iPhone HEIC photo/],
  ['HEIF by its generic brand', isoFile('mif1', 'mif1', 'heic'), /iPhone HEIC photo/],
  ['HEIF of another codec', isoFile('mif1', 'mif1', 'vvic'), /HEIF image of an unknown codec/],
  ['an MP4', isoFile('isom', 'iso2', 'avc1'), /video \(MP4 or QuickTime\)/],
  ['a WebM', Buffer.from('1a45dfa3010000', 'hex'), /video \(Matroska or WebM\)/],
  [
    'an SVG',
    Buffer.from('<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
    /an SVG drawing/
  ],
  ['a PDF', Buffer.from('%PDF-1.7\n'), /a PDF document/],
  ['a TIFF', Buffer.from('II*\0\x08\0\0\0'), /a TIFF image/],
  ['a BMP', Buffer.from('BM\x9a\x01\0\0\0\0\0\0'), /a BMP image/],
  ['a ZIP', Buffer.from('PK\x03\x04'), /a ZIP archive/],
  ['a web page', Buffer.from('<!DOCTYPE html><p>404'), /a web page/],
  ['a text', Buffer.from('not a photo'), /The file is a text/],
  ['a data URI as a file', Buffer.from('data:image/png;base64,AAAA'), /a data URI sent as a file/],
  ['noise', Buffer.from('0001020304050607', 'hex'), /of an unknown type/]
]

for (const [name, bytes, message] of OTHER_FILES) {
  t.test(`${name} is refused by name, with the formats that are read`, async (t) => {
    await t.rejects(inspect(bytes), { code: 'UNSUPPORTED_MEDIA_TYPE', message })
    await t.rejects(inspect(bytes), { message: /Send a JPEG, PNG, WebP, GIF or AVIF image/ })
  })
}

t.test('AVIF under its generic brand is read', async (t) => {
  const bytes = await image('avif')
  bytes.write('mif1', 8, 'latin1')

  t.match(await inspect(bytes), { format: 'avif', width: 20, height: 30 })
})

t.test('an empty file and one above the byte limit are refused', async (t) => {
  await t.rejects(inspect(Buffer.alloc(0)), { code: 'IMAGE_UNREADABLE', message: /it is empty/ })
  await t.rejects(inspect(Buffer.alloc(LIMITS.maxBytes + 1)), { code: 'PAYLOAD_TOO_LARGE' })
})

t.test('noise behind a good signature is unreadable, in one line', async (t) => {
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
    const bytes = await image(format)
    bytes.fill(0xa5, format === 'avif' ? 24 : 12)

    await t.rejects(inspect(bytes), { code: 'IMAGE_UNREADABLE', message: /^[^\n]+$/ }, format)
  }
})

t.test('a picture of 400 million pixels in 50 KB is refused with its count, at a small price', async (t) => {
  const bomb = blackPng(20_000, 20_000)
  const before = process.memoryUsage().rss

  await t.rejects(inspect(bomb), { code: 'IMAGE_TOO_LARGE', message: /400000000 pixels; at most 1000000/ })

  t.ok(bomb.length < 100_000)
  t.ok(process.memoryUsage().rss - before < 50_000_000, 'nothing was decoded')
})

t.test('sizes that headers only claim count as real', async (t) => {
  const webp = await image('webp')
  webp.writeUInt16LE(16_383, 26)
  webp.writeUInt16LE(16_383, 28)
  const avif = await image('avif')
  avif.writeUInt32BE(60_000, avif.indexOf('ispe') + 8)
  avif.writeUInt32BE(60_000, avif.indexOf('ispe') + 12)

  await t.rejects(inspect(webp), { code: 'IMAGE_TOO_LARGE', message: /268402689 pixels/ })
  await t.rejects(inspect(avif), { code: 'IMAGE_TOO_LARGE', message: /3600000000 pixels/ })
  await t.rejects(inspect(lyingGif(30_000, 30_000)), { code: 'IMAGE_TOO_LARGE', message: /900000000 pixels/ })
})

t.test('of an animation one frame counts', async (t) => {
  const gif = dotGif(10, 10, 50_000)
  const webp = await sharp(dotGif(900, 900, 3), { animated: true })
    .webp()
    .toBuffer()

  t.match(await inspect(gif), { format: 'gif', width: 10, height: 10 })
  t.match(await inspect(webp), { format: 'webp' })
})

t.test('texts and profiles that inflate to gigabytes are not inflated', async (t) => {
  const texts = Array<Buffer>(30).fill(compressedChunk('zTXt', 40_000_000))
  const before = process.memoryUsage().rss

  const found = await inspect(blackPng(10, 10, texts))
  await inspect(blackPng(10, 10, [compressedChunk('iCCP', 40_000_000)]))

  t.same(found.bytes, blackPng(10, 10))
  t.ok(process.memoryUsage().rss - before < 100_000_000)
  t.same(
    await sharp(found.bytes)
      .metadata()
      .then(({ comments }) => comments),
    undefined
  )
})

t.test('PNG chunks with impossible lengths end the search for texts', async (t) => {
  const endless = pngChunk('zTXt', Buffer.from('a\0\0'))
  endless.writeUInt32BE(0xffffffff, 0)

  await t.rejects(inspect(blackPng(10, 10, [endless])), { code: 'IMAGE_UNREADABLE' })
})

t.test('the decoder refuses what lies about its size below the limit', async (t) => {
  const avif = await image('avif', { width: 400, height: 400 })
  avif.writeUInt32BE(10, avif.indexOf('ispe') + 8)
  avif.writeUInt32BE(10, avif.indexOf('ispe') + 12)

  const { bytes } = await inspect(avif)

  await t.rejects(sharp(bytes, { failOn: 'truncated' }).raw().toBuffer())
})

t.test('a source file of this project is a text', async (t) => {
  await t.rejects(inspect(await readFile(path.join(packageRoot, 'package.json'))), {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: /a text/
  })
})
