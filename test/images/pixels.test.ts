import sharp, { type Sharp } from 'sharp'
import t from 'tap'
import type { Image } from '../../src/images/image.ts'
import { decodePixels } from '../../src/images/pixels.ts'
import { isPlain, toJpeg } from '../../src/images/to-jpeg.ts'
import { toThumbnail } from '../../src/images/thumbnail.ts'
import { asImage } from '../fixtures/embedder-contract.ts'
import { blackPng, dotGif, image } from '../fixtures/images.ts'
import { seededRandom } from '../fixtures/random.ts'

const RED = { r: 255, g: 0, b: 0 }
const BLUE = { r: 0, g: 0, b: 255 }

async function picture (drawn: Sharp, format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png'): Promise<Image> {
  const { data, info } = await drawn[format]().toBuffer({ resolveWithObject: true })
  return asImage(data, info)
}

/** Red on the left, blue on the right, as stored. */
function halves (width = 40, height = 20): Sharp {
  const right = { create: { width: width / 2, height, channels: 3 as const, background: BLUE } }
  return sharp({ create: { width, height, channels: 3, background: RED } }).composite([
    { input: right, left: width / 2, top: 0 }
  ])
}

function pixelAt (pixels: Uint8Array, size: number, x: number, y: number): number[] {
  return [...pixels.subarray((y * size + x) * 3, (y * size + x) * 3 + 3)]
}

async function noise (width: number, height: number): Promise<Image> {
  const random = seededRandom(1)
  const raw = Uint8Array.from({ length: width * height * 3 }, () => random() * 256)
  return await picture(sharp(raw, { raw: { width, height, channels: 3 } }))
}

const grey = Uint8Array.from({ length: 100 }, () => 128)
const DEPTHS: Record<string, () => Promise<Image>> = {
  'one bit a pixel': async () => asImage(blackPng(10, 10)),
  grey: async () => await picture(sharp(grey, { raw: { width: 10, height: 10, channels: 1 } }).toColourspace('b-w')),
  'grey and see-through': async () =>
    await picture(sharp(grey.subarray(0, 50), { raw: { width: 5, height: 5, channels: 2 } }).toColourspace('b-w')),
  'sixteen bits a channel': async () =>
    await picture(sharp({ create: { width: 10, height: 10, channels: 3, background: RED } }).toColourspace('rgb16')),
  'a palette': async () =>
    asImage(
      await sharp({ create: { width: 10, height: 10, channels: 3, background: RED } })
        .png({ palette: true, colors: 2 })
        .toBuffer()
    ),
  CMYK: async () =>
    await picture(
      sharp({ create: { width: 10, height: 10, channels: 3, background: RED } }).toColourspace('cmyk'),
      'jpeg'
    ),
  'an animation': async () => asImage(dotGif(10, 10, 5))
}

for (const [what, made] of Object.entries(DEPTHS)) {
  t.test(`${what} becomes three bytes a pixel`, async (t) => {
    for (const size of [1, 7, 32]) t.equal((await decodePixels(await made(), size)).length, size * size * 3)
  })
}

t.test('pixels come row by row, squashed to the square, red before blue', async (t) => {
  const pixels = await decodePixels(await picture(halves()), 10)

  for (const y of [0, 9]) {
    t.same(pixelAt(pixels, 10, 0, y), [255, 0, 0])
    t.same(pixelAt(pixels, 10, 9, y), [0, 0, 255])
  }
})

const LEFT_AFTER: Readonly<Record<number, readonly [x: number, y: number]>> = {
  1: [0, 5],
  2: [9, 5],
  3: [9, 5],
  4: [0, 5],
  5: [5, 0],
  6: [5, 0],
  7: [5, 9],
  8: [5, 9]
}

t.test('pictures are turned upright, whatever way the camera was held', async (t) => {
  for (const [orientation, [x, y]] of Object.entries(LEFT_AFTER)) {
    const turned = await picture(halves().withMetadata({ orientation: Number(orientation) }))
    const pixels = await decodePixels(turned, 10)
    t.same(pixelAt(pixels, 10, x, y), [255, 0, 0], `orientation ${orientation}`)
    t.same(pixelAt(pixels, 10, 9 - x, 9 - y), x === 5 || y === 5 ? [0, 0, 255] : [255, 0, 0])
    const { width, height } = await toJpeg(turned, { maxBytes: 1e6 })
    t.same([width, height], Number(orientation) >= 5 ? [20, 40] : [40, 20])
  }
})

t.test('what is see-through lies on white', async (t) => {
  const clear = await picture(
    sharp({ create: { width: 10, height: 10, channels: 4, background: { ...RED, alpha: 0 } } })
  )
  const half = await picture(
    sharp({ create: { width: 10, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } } })
  )

  t.same(pixelAt(await decodePixels(clear, 2), 2, 0, 0), [255, 255, 255])
  t.ok(Math.abs(pixelAt(await decodePixels(half, 2), 2, 0, 0)[0]! - 127) <= 1)
  t.same(
    pixelAt(await decodePixels(asImage((await toJpeg(clear, { maxBytes: 1e6 })).bytes), 2), 2, 0, 0),
    [255, 255, 255]
  )
})

t.test('decoding gives its memory back', async (t) => {
  const [side, count] = [512, 200]
  const one = await picture(halves())
  const decodeAll = async () => {
    for (let i = 0; i < count; i++) await decodePixels(one, side)
  }
  await decodeAll()
  const before = process.memoryUsage.rss()
  await decodeAll()

  const kept = process.memoryUsage.rss() - before
  t.ok(kept < (side * side * 3 * count) / 3, `${kept} bytes`)
})

t.test('too many pixels are refused before any is decoded, cut-off files when they are', async (t) => {
  const huge = asImage(blackPng(10, 10), { width: 10_001, height: 10_000 })
  await t.rejects(decodePixels(huge, 8), { code: 'IMAGE_TOO_LARGE', message: /100010000 pixels; at most 100000000/ })
  await t.rejects(toJpeg(huge, { maxBytes: 1e6 }), { code: 'IMAGE_TOO_LARGE' })

  const whole = await noise(60, 60)
  const torn = asImage(whole.bytes.subarray(0, whole.bytes.length / 2), whole)
  const broken = { code: 'IMAGE_UNREADABLE', message: /^[^\n]+$/ }
  await t.rejects(decodePixels(torn, 8), broken)
  await t.rejects(isPlain(torn), broken)
  await t.rejects(toJpeg(torn, { maxBytes: 1e6 }), broken)
  await t.rejects(toThumbnail(asImage(Buffer.from('no image')), 20), broken)
})

t.test('a picture is plain when it is upright and the only one of its file', async (t) => {
  t.equal(await isPlain(await picture(halves())), true)
  t.equal(await isPlain(asImage(await image('jpeg', { orientation: 1 }), { width: 20, height: 30 })), true)
  for (const orientation of [2, 3, 6, 8]) t.equal(await isPlain(asImage(await image('jpeg', { orientation }))), false)
  t.equal(await isPlain(asImage(dotGif(10, 10, 1), { width: 10, height: 10 })), true)
  t.equal(await isPlain(asImage(dotGif(10, 10, 2), { width: 10, height: 10 })), false)
})

t.test('a JPEG is made as large as its bytes may be, in shape', async (t) => {
  const photo = await noise(300, 150)
  const whole = await toJpeg(photo, { maxBytes: 1e6 })
  t.match(whole, { format: 'jpeg', width: 300, height: 150, hash: /^[0-9a-f]{64}$/ })

  for (const maxBytes of [20_000, 8000]) {
    const { bytes, width, height } = await toJpeg(photo, { maxBytes })
    t.ok(bytes.length <= maxBytes && bytes.length > maxBytes / 3, `${bytes.length} of ${maxBytes}`)
    t.ok(Math.abs(width / height - 2) < 0.05, `${width} × ${height}`)
  }
  t.match(await toJpeg(photo, { maxBytes: 1 }), { width: Number }, 'and no smaller than can be seen')
})

t.test('a thumbnail fits its side, is upright and never larger than the picture', async (t) => {
  const sizeOf = async (photo: Image, side: number) => {
    const uri = await toThumbnail(photo, side)
    t.match(uri, /^data:image\/jpeg;base64,[A-Za-z0-9+/]+=*$/)
    const { width, height } = await sharp(Buffer.from(uri.split(',')[1]!, 'base64')).metadata()
    return [width, height]
  }
  const wide = await picture(halves(200, 100))
  t.same(await sizeOf(wide, 50), [50, 25])
  t.same(await sizeOf(wide, 1000), [200, 100])
  t.same(await sizeOf(await picture(halves(200, 100).withMetadata({ orientation: 6 })), 50), [25, 50])
})
