import sharp, { type Sharp } from 'sharp'
import t from 'tap'
import type { Image } from '../../src/images/image.ts'
import { contentRegion, preparePhoto } from '../../src/images/prepared-photo.ts'
import { asImage } from '../fixtures/embedder-contract.ts'
import { seededRandom } from '../fixtures/random.ts'

const SIDE = 60
const RED = { r: 200, g: 30, b: 30 }

async function picture (drawn: Sharp): Promise<Image> {
  const { data, info } = await drawn.jpeg({ quality: 90 }).toBuffer({ resolveWithObject: true })
  return asImage(data, info)
}

function plain (width: number, height: number, background: string | typeof RED): Sharp {
  return sharp({ create: { width, height, channels: 3, background } })
}

/** A red thing of `width` × `height` in the middle of plain ground. */
async function framed (ground: string, size: { width: number; height: number }): Promise<Image> {
  const input = await plain(size.width, size.height, RED).png().toBuffer()
  return await picture(plain(640, 360, ground).composite([{ input }]))
}

function pixelAt (pixels: Uint8Array, x: number, y: number): number[] {
  return [...pixels.subarray((y * SIDE + x) * 3, (y * SIDE + x) * 3 + 3)]
}

const isRed = ([red, green]: number[]) => red! > 150 && green! < 100

for (const ground of ['#000000', '#ffffff', '#4466aa']) {
  t.test(`bars and frames of ${ground} are cut but for a margin`, async (t) => {
    for (const size of [
      { width: 270, height: 360 },
      { width: 640, height: 200 },
      { width: 200, height: 200 }
    ]) {
      const region = await contentRegion(await framed(ground, size))
      t.ok(region, JSON.stringify(size))
      const margin = 0.08 * Math.max(size.width, size.height) + 8
      t.ok(Math.abs(region!.width * 640 - size.width) <= margin, `width ${region!.width * 640}`)
      t.ok(Math.abs(region!.height * 360 - size.height) <= margin, `height ${region!.height * 360}`)
    }
  })
}

t.test('a photo without borders, and one of nothing but ground, stay whole', async (t) => {
  t.equal(await contentRegion(await picture(plain(300, 200, '#ffffff'))), undefined)
  const random = seededRandom(1)
  const raw = Uint8Array.from({ length: 300 * 200 * 3 }, () => random() * 256)
  t.equal(await contentRegion(await picture(sharp(raw, { raw: { width: 300, height: 200, channels: 3 } }))), undefined)
})

t.test('a speck on plain ground is no photo of its own', async (t) => {
  t.equal(await contentRegion(await framed('#ffffff', { width: 8, height: 8 })), undefined)
})

for (const ground of ['#000000', '#ffffff']) {
  t.test(`within bars of ${ground} a photo looks as it does without`, async (t) => {
    const random = seededRandom(3)
    const raw = Uint8Array.from({ length: 10 * 10 * 3 }, () => 60 + random() * 140)
    const photo = sharp(raw, { raw: { width: 10, height: 10, channels: 3 } }).resize(270, 360, { fit: 'fill' })
    const bars = { top: 20, bottom: 20, left: 185, right: 185, background: ground }
    const barred = photo.clone().extend(bars)
    const [{ padded: alone }, { padded: within }] = [
      await preparePhoto(await picture(photo), SIDE),
      await preparePhoto(await picture(barred), SIDE)
    ]
    const distance = alone.reduce((sum, value, i) => sum + Math.abs(value - within[i]!), 0) / alone.length
    t.ok(distance < 4, `${distance} of 255`)
  })
}

t.test('between wide bars a photo is read as sharp as without', async (t) => {
  const random = seededRandom(5)
  const raw = Uint8Array.from({ length: 60 * 60 * 3 }, () => 30 + random() * 220)
  const photo = sharp(raw, { raw: { width: 60, height: 60, channels: 3 } }).resize(480, 480, { kernel: 'nearest' })
  const barred = photo.clone().extend({ left: 1600, right: 1600, background: '#000000' })
  const [{ padded: alone }, { padded: within }] = [
    await preparePhoto(await picture(photo), 260),
    await preparePhoto(await picture(barred), 260)
  ]
  const distance = alone.reduce((sum, value, i) => sum + Math.abs(value - within[i]!), 0) / alone.length
  t.ok(distance < 12, `${distance} of 255`)
})

t.test('a long photo is padded with white, not squashed; colors are read without the padding', async (t) => {
  const { padded, filled, within } = await preparePhoto(await picture(plain(800, 200, RED)), SIDE)
  t.match(pixelAt(padded, 30, 2), [255, 255, 255])
  t.ok(isRed(pixelAt(padded, 30, 30)))
  t.ok(isRed(pixelAt(filled, 30, 2)))
  t.equal(within.x, 0)
  t.ok(Math.abs(within.height - 1 / 3) < 0.05, String(within.height))
})

t.test('a photo of 3:4 fills the square, as those did that the model was fitted on', async (t) => {
  const { padded, filled, within } = await preparePhoto(await picture(plain(300, 400, RED)), SIDE)
  t.same(within, { x: 0, y: 0, width: 1, height: 1 })
  t.same(padded, filled)
})

t.test('only the region is read, borders within it cut', async (t) => {
  const right = await plain(320, 360, '#0000ff').png().toBuffer()
  const whole = await picture(plain(640, 360, RED).composite([{ input: right, left: 320, top: 0 }]))
  const { padded } = await preparePhoto({ ...whole, region: { x: 0.05, y: 0.1, width: 0.4, height: 0.8 } }, SIDE)
  t.ok([2, 30, 57].every((x) => isRed(pixelAt(padded, x, 30))))
})

t.test('pictures of one pixel and of very long sides are read', async (t) => {
  for (const [width, height] of [[1, 1], [2, 2], [3000, 30], [30, 3000]] as const) {
    const { padded } = await preparePhoto(await picture(plain(width, height, RED)), SIDE)
    t.equal(padded.length, SIDE * SIDE * 3, `${width} × ${height}`)
  }
})
