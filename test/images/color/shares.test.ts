import sharp from 'sharp'
import t from 'tap'
import { COLORS } from '../../../src/images/color/color-names.ts'
import { colorShares } from '../../../src/images/color/evidence.ts'
import type { Image } from '../../../src/images/image.ts'
import { decodePixels } from '../../../src/images/pixels.ts'
import { asImage, garment } from '../../fixtures/embedder-contract.ts'

const SIDE = 260

async function sharesOf (image: Image): Promise<Map<string, number>> {
  const shares = colorShares(await decodePixels(image, SIDE), SIDE)
  return new Map(COLORS.map((color, i) => [color, shares[i]!]))
}

async function strongest (image: Image): Promise<string> {
  return [...(await sharesOf(image))].sort(([, a], [, b]) => b - a)[0]![0]
}

async function drawing (shapes: string, ground = '#f4f2ee', defs = ''): Promise<Image> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><defs>${defs}</defs><rect width="300" height="300" fill="${ground}"/>${shapes}</svg>`
  return asImage(await sharp(Buffer.from(svg)).png().toBuffer())
}

t.test('a picture of one color is that color', async (t) => {
  const plain = {
    black: '#101010',
    white: '#ffffff',
    grey: '#808080',
    red: '#d01c1f',
    green: '#228b22',
    blue: '#000080',
    pink: '#ff69b4',
    brown: '#5c4033',
    yellow: '#ffd700',
    purple: '#800080',
    orange: '#ff8c00',
    beige: '#e1c699'
  }
  for (const [name, color] of Object.entries(plain)) t.equal(await strongest(await garment(color, color)), name)
})

t.test('a thing counts and its ground does not, whichever is the brighter', async (t) => {
  const grounds = ['#ffffff', '#c9c9c9', '#8b5a2b', '#1e1e1e', '#b01020']
  for (const ground of grounds) {
    t.equal(await strongest(await garment('#1e46b4', ground)), 'blue', `blue on ${ground}`)
    t.equal(await strongest(await garment('#f5d214', ground)), 'yellow', `yellow on ${ground}`)
  }
  t.equal(await strongest(await garment('#ffffff', '#8b5a2b')), 'white')
  t.equal(await strongest(await garment('#141414', '#d8d8d8')), 'black')
})

t.test('a gradient and a shadow on a studio ground are no colors of the thing', async (t) => {
  const fade =
    '<linearGradient id="fade" x2="0" y2="1"><stop offset="0" stop-color="#ffffff"/><stop offset="1" stop-color="#8c8c8c"/></linearGradient>'
  const shadow = '<ellipse cx="150" cy="215" rx="75" ry="18" fill="#6e6e6e"/>'
  const ball = '<circle cx="150" cy="150" r="60" fill="#c8141e"/>'
  const shares = await sharesOf(await drawing(shadow + ball, 'url(#fade)', fade))

  t.ok(shares.get('red')! > 0.7, `red ${shares.get('red')}`)
  t.ok(shares.get('grey')! + shares.get('white')! < 0.25)
})

t.test('a small thing away from the middle is found', async (t) => {
  t.equal(
    await strongest(await drawing('<rect x="40" y="190" width="60" height="50" fill="#228b22"/>', '#dddddd')),
    'green'
  )
})

t.test('two colors have their shares, and fine stripes do not mix', async (t) => {
  const halves = await sharesOf(
    await drawing(
      '<rect x="70" y="60" width="80" height="180" fill="#d01c1f"/><rect x="150" y="60" width="80" height="180" fill="#1e46b4"/>'
    )
  )
  t.ok(halves.get('red')! > 0.3 && halves.get('blue')! > 0.3)

  const lines = Array.from(
    { length: 18 },
    (_, i) => `<rect x="60" y="${50 + i * 11}" width="180" height="5" fill="#0a0a0a"/>`
  ).join('')
  const striped = await sharesOf(
    await drawing(`<rect x="60" y="45" width="180" height="200" fill="#ffffff"/>${lines}`, '#b01020')
  )
  t.ok(striped.get('black')! + striped.get('white')! > striped.get('grey')! * 2, [...striped].join(' '))
})

t.test('shares add up to 1 and are the same for equal pixels, also where nothing stands out', async (t) => {
  const pixels = await decodePixels(await garment('#777777', '#777777'), SIDE)
  const shares = colorShares(pixels, SIDE)

  t.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5)
  t.same(colorShares(pixels.slice(), SIDE), shares)
})
