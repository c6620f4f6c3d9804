import t from 'tap'
import { addVotes, type Color, COLORS, LEANINGS, SHADES } from '../../../src/images/color/color-names.ts'
import { colorShares } from '../../../src/images/color/evidence.ts'
import { seededRandom } from '../../fixtures/random.ts'

type Pixel = readonly [red: number, green: number, blue: number]

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

function votesOf (...pixel: Pixel): Float64Array {
  const votes = new Float64Array(COLORS.length)
  addVotes(votes, 1, ...pixel)
  return votes
}

function nameOf (pixel: Pixel): Color {
  const votes = votesOf(...pixel)
  return COLORS[votes.indexOf(Math.max(...votes))]!
}

t.test('every color has shades that are colors, and a leaning', async (t) => {
  t.same(Object.keys(SHADES), [...COLORS])
  t.same(Object.keys(LEANINGS), [...COLORS])
  for (const shade of Object.values(SHADES).flat()) t.match(shade, /^[0-9a-f]{6}$/)
})

t.test('votes are of likelihoods, and a pixel with a color counts up to three times a grey one', async (t) => {
  const random = seededRandom(1)
  for (let n = 0; n < 300; n++) {
    const pixel: Pixel = [Math.floor(random() * 256), Math.floor(random() * 256), Math.floor(random() * 256)]
    const votes = votesOf(...pixel)
    t.ok(
      votes.every((vote) => vote >= 0) && sum(votes) > 0.999 && sum(votes) < 3.001,
      `${pixel.join()}: ${sum(votes)}`
    )
  }
  t.ok(Math.abs(sum(votesOf(128, 128, 128)) - 1) < 0.2)
  t.ok(Math.abs(sum(votesOf(200, 20, 20)) - 3) < 1e-5)
})

t.test('votes are added as often as they weigh', async (t) => {
  const [totals, votes] = [new Float64Array(COLORS.length).fill(1), votesOf(200, 100, 50)]
  addVotes(totals, 0.5, 200, 100, 50)

  t.same(
    totals,
    votes.map((vote) => 1 + vote / 2)
  )
})

t.test('pixels that look the same have the same votes, in whatever order they come', async (t) => {
  const first = votesOf(200, 100, 50)
  votesOf(0, 0, 0)
  t.same(votesOf(200, 100, 50), first)
  t.same(votesOf(207, 103, 55), first, 'to five bits')
  t.not(votesOf(208, 100, 50)[0], first[0])
})

t.test('plain colors have the names that anybody would give them', async (t) => {
  const names: ReadonlyArray<readonly [Pixel, Color]> = [
    [[0, 0, 0], 'black'],
    [[255, 255, 255], 'white'],
    [[110, 110, 110], 'grey'],
    [[210, 20, 30], 'red'],
    [[255, 140, 0], 'orange'],
    [[255, 220, 0], 'yellow'],
    [[30, 130, 40], 'green'],
    [[20, 60, 200], 'blue'],
    [[120, 40, 150], 'purple'],
    [[255, 105, 180], 'pink'],
    [[90, 60, 40], 'brown'],
    [[225, 200, 165], 'beige']
  ]
  for (const [pixel, name] of names) t.equal(nameOf(pixel), name, pixel.join())
})

t.test('shares of any picture add up to one, down to the smallest that has a cell', async (t) => {
  const random = seededRandom(2)
  for (const side of [10, 19, 20, 47]) {
    const shares = colorShares(
      Uint8Array.from({ length: side * side * 3 }, () => random() * 256),
      side
    )
    t.ok(Math.abs(sum(shares) - 1) < 1e-5 && shares.every((share) => share >= 0), `${side}`)
  }
})

t.test('a picture turned or mirrored has much the same colors', async (t) => {
  const side = 100
  const pixels = new Uint8Array(side * side * 3).fill(240)
  for (let y = 25; y < 70; y++) {
    for (let x = 30; x < 60; x++) pixels.set(x < 40 ? [200, 20, 30] : [20, 60, 200], (y * side + x) * 3)
  }
  const mirrored = new Uint8Array(pixels.length)
  for (let i = 0; i < side * side; i++) {
    mirrored.set(pixels.subarray(i * 3, i * 3 + 3), (Math.floor(i / side) * side + side - 1 - (i % side)) * 3)
  }

  const [before, after] = [colorShares(pixels, side), colorShares(mirrored, side)]
  for (const [i, color] of COLORS.entries()) {
    t.ok(Math.abs(before[i]! - after[i]!) < 0.08, `${color}: ${before[i]} and ${after[i]}`)
  }
})
