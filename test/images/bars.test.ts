import sharp, { type Sharp } from 'sharp'
import t from 'tap'
import { withoutBars, type Picture } from '../../src/images/bars.ts'
import { seededRandom } from '../fixtures/random.ts'

/** A busy photo, smooth enough for JPEG. */
function photo (width: number, height: number, seed = 1): Sharp {
  const random = seededRandom(seed)
  const raw = Uint8Array.from({ length: 12 * 12 * 3 }, () => 60 + random() * 140)
  return sharp(raw, { raw: { width: 12, height: 12, channels: 3 } }).resize(width, height, { fit: 'fill' })
}

async function framed (
  inner: Sharp,
  { left = 0, top = 0, right = left, bottom = top }: Partial<Record<'left' | 'top' | 'right' | 'bottom', number>>,
  [first, second = first]: readonly [string, string?]
): Promise<Sharp> {
  const begun = await inner.png().toBuffer()
  const half = await sharp(begun).extend({ left, top, background: first }).png().toBuffer()
  return sharp(half).extend({ right, bottom, background: second })
}

/** As it comes out of a JPEG of middling quality, every value moved by up to `noise`. */
async function pictureOf (drawn: Sharp, noise = 0, quality = 75): Promise<Picture> {
  const { data, info } = await drawn.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const random = seededRandom(2)
  const noisy = data.map((value) => Math.max(0, Math.min(255, value + (random() - 0.5) * 2 * noise)))
  const { width, height } = info
  const jpeg = await sharp(noisy, { raw: { width, height, channels: 3 } }).jpeg({ quality }).toBuffer()
  return { data: await sharp(jpeg).raw().toBuffer(), width, height }
}

function isNear (actual: ReturnType<typeof withoutBars>, expected: ReturnType<typeof withoutBars>): boolean {
  return (['left', 'top', 'width', 'height'] as const).every((side) => Math.abs(actual[side] - expected[side]) <= 4)
}

for (const [name, colors] of Object.entries({
  black: ['#000000'],
  grey: ['#808080'],
  white: ['#ffffff'],
  'two colors': ['#202020', '#eeeeee']
} as Record<string, readonly [string, string?]>)) {
  t.test(`bars in ${name} are found, noisy or not`, async (t) => {
    for (const noise of [0, 5]) {
      const bars = withoutBars(await pictureOf(await framed(photo(240, 320), { left: 100 }, colors), noise))
      t.ok(isNear(bars, { left: 100, top: 0, width: 240, height: 320 }), `${noise} ${JSON.stringify(bars)}`)
      // No frame has two colors, but bars do.
      if (colors.length > 1) continue
      const frame = withoutBars(await pictureOf(await framed(photo(320, 200), { left: 60, top: 90 }, colors), noise))
      t.ok(isNear(frame, { left: 60, top: 90, width: 320, height: 200 }), `${noise} ${JSON.stringify(frame)}`)
    }
  })
}

t.test('bars in a frame are taken off with it', async (t) => {
  const inner = await framed(photo(200, 160), { top: 40 }, ['#000000'])
  const box = withoutBars(await pictureOf(await framed(inner, { left: 50, top: 50 }, ['#ffffff'])))
  t.ok(isNear(box, { left: 50, top: 90, width: 200, height: 160 }), JSON.stringify(box))
})

t.test('the plain ground of a photo within bars is its own', async (t) => {
  const thing = await sharp(Buffer.from('<svg width="240" height="320"><ellipse cx="120" cy="160" rx="70" ry="90"/></svg>'))
    .flatten({ background: '#ffffff' }).png().toBuffer()
  const box = withoutBars(await pictureOf(await framed(sharp(thing), { left: 100 }, ['#000000'])))
  t.ok(isNear(box, { left: 100, top: 0, width: 240, height: 320 }), JSON.stringify(box))
})

t.test('of a sliver between bars something is left', async (t) => {
  const random = seededRandom(4)
  const gone: string[] = []
  for (let n = 0; n < 400; n++) {
    const [sliver, side, height] = [3 + (n % 4), 10, 30]
    const width = sliver + 2 * side
    const data = new Uint8Array(width * height * 3)
    const densities = Array.from({ length: sliver }, random)
    for (let y = 0; y < height; y++) {
      densities.forEach((density, x) => {
        const at = (y * width + side + x) * 3
        if (random() < density) data.fill(100 + random() * 100, at, at + 3)
      })
    }
    const box = withoutBars({ data, width, height })
    if (box.width < 3 || box.left < 0 || box.left + box.width > width) gone.push(JSON.stringify(box))
  }
  t.same(gone, [])
})

t.test('what is no bar stays', async (t) => {
  const shirt = '<svg width="300" height="300"><path d="M60 80 L240 80 L200 130 L200 250 L100 250 L100 130 Z" fill="#a33"/></svg>'
  const pictures = {
    'a thing with straight edges': await pictureOf(sharp(Buffer.from(shirt)).flatten({ background: '#ffffff' })),
    'a floor': await pictureOf(await framed(photo(240, 200), { bottom: 80 }, ['#808080'])),
    'a photo without borders': await pictureOf(photo(240, 200)),
    'nothing but ground': await pictureOf(sharp({ create: { width: 90, height: 60, channels: 3, background: '#ffffff' } })),
    'one pixel': await pictureOf(photo(1, 1))
  }
  for (const [name, picture] of Object.entries(pictures)) {
    const { width, height } = picture
    t.same(withoutBars(picture), { left: 0, top: 0, width, height }, name)
  }
})
