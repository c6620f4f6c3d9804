import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import t from 'tap'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { toImageError } from '../../src/images/open-decoder.ts'
import { decodePixels } from '../../src/images/pixels.ts'
import { compressedChunk, dotGif, framedPng, image, pngChunk } from '../fixtures/images.ts'
import { plainPng } from '../fixtures/plain-png.ts'

const LIMITS = { maxPixels: 50_000_000, maxBytes: 10_485_760 }
const SIDE = 32

/** A PNG without its rows. */
function headedPng (width: number, height: number): Buffer {
  const header = Buffer.from(plainPng(1, 1).subarray(16, 29))
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return framedPng(header, deflateSync(Buffer.alloc(0)))
}

const decode = async (bytes: Uint8Array) => await decodePixels(await inspectImage(bytes, LIMITS), SIDE)

const SHAPES: ReadonlyArray<readonly [number, number]> = [
  [1, 50_000_000],
  [50_000_000, 1],
  [16_385, 1000],
  [1000, 16_385],
  [1, 101],
  [101, 1],
  [16_000, 159]
]

for (const [width, height] of SHAPES) {
  t.test(`${width} × ${height} is no shape of a photo`, async (t) => {
    await t.rejects(inspectImage(headedPng(width, height), LIMITS), {
      code: 'IMAGE_TOO_LARGE',
      message: `The image has ${width} × ${height} pixels; at most 16384 are read on a side, and at most 100 times as many on one side as on the other. Crop it, or send a smaller one.`
    })
  })
}

t.test('banners and panoramas are read', async (t) => {
  for (const [width, height] of [
    [16_384, 164],
    [164, 16_384],
    [1, 100],
    [100, 1]
  ] as const) {
    t.equal((await decode(plainPng(width, height))).length, SIDE * SIDE * 3, `${width} × ${height}`)
  }
})

t.test('the shape counts as it is displayed, in every format that can be so long', async (t) => {
  const long = sharp({ create: { width: 20_000, height: 300, channels: 3, background: '#d02030' } })
  const formats = [
    await long.clone().jpeg().toBuffer(),
    await long.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    await long.clone().gif({ effort: 1 }).toBuffer()
  ]

  for (const bytes of formats) {
    await t.rejects(inspectImage(bytes, LIMITS), { code: 'IMAGE_TOO_LARGE', message: /20000/ })
  }
})

t.test('interlaced PNGs of any depth show what plain ones show', async (t) => {
  for (const options of [{ depth: 1 }, { depth: 8, color: 2 }, { depth: 16, color: 6 }] as const) {
    t.same(
      await decode(plainPng(300, 200, { ...options, isInterlaced: true })),
      await decode(plainPng(300, 200, options))
    )
  }
})

t.test('a progressive JPEG shows what one in a single scan shows', async (t) => {
  const drawn = sharp({ create: { width: 900, height: 700, channels: 3, background: '#d02030' } })

  t.same(
    await decode(await drawn.clone().jpeg({ progressive: true }).toBuffer()),
    await decode(await drawn.clone().jpeg().toBuffer())
  )
})

t.test('of fifty thousand frames the first is decoded', async (t) => {
  t.same(await decode(dotGif(60, 40, 50_000)), await decode(dotGif(60, 40, 1)))
  const frames = Buffer.concat([0, 80, 160, 240].map((grey) => Buffer.alloc(40 * 30 * 3, grey)))
  const webp = await sharp(frames, { raw: { width: 40, height: 120, channels: 3, pageHeight: 30 } })
    .webp({ lossless: true })
    .toBuffer()
  t.match(await inspectImage(webp, LIMITS), { width: 40, height: 30 })
  t.ok((await decode(webp)).every((value) => value === 0))
})

t.test('profiles, texts and chunks of megabytes cost no more than their bytes', async (t) => {
  const plain = plainPng(40, 40)
  const extra = [
    pngChunk('tEXt', Buffer.alloc(4_000_000, 'a')),
    pngChunk('eXIf', Buffer.alloc(2_000_000)),
    compressedChunk('zTXt', 9_000_000),
    compressedChunk('iCCP', 9_000_000)
  ]
  const heavy = Buffer.concat([plain.subarray(0, 33), ...extra, plain.subarray(33)])
  const webp = await sharp(await image('png', { width: 40, height: 40 }))
    .webp()
    .toBuffer()
  const exif = await sharp(await image('png', { width: 40, height: 40 }))
    .withExif({ IFD0: { ImageDescription: 'a'.repeat(60_000) } })
    .webp()
    .toBuffer()

  t.same(await decode(heavy), await decode(plain))
  t.ok(exif.length > webp.length + 50_000)
  t.same(await decode(exif), await decode(webp))
})

t.test('rows beyond the height that a PNG tells change nothing', async (t) => {
  const header = plainPng(100, 100).subarray(16, 29)
  const bytes = framedPng(Buffer.from(header), deflateSync(Buffer.alloc(80_000_000)))

  t.same(await decode(bytes), await decode(plainPng(100, 100)))
})

t.test('what libvips stops at the time limit is too large, with what to do', async (t) => {
  const endless = sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#d02030' } })
  const cause: unknown = await endless
    .median(99)
    .timeout({ seconds: 1 })
    .raw()
    .toBuffer()
    .catch((error: unknown) => error)

  t.match(toImageError(cause), {
    code: 'IMAGE_TOO_LARGE',
    statusCode: 413,
    message: 'The image could not be decoded within 10 s. Send a smaller one.',
    cause
  })
  t.match(toImageError(new Error('another reason\nand more')), {
    code: 'IMAGE_UNREADABLE',
    message: /another reason\. Save/
  })
  t.match(toImageError('no error'), { code: 'IMAGE_UNREADABLE' })
})
