import t from 'tap'
import { colorEvidence, EVIDENCE_SIZE, HISTOGRAM_SIZE } from '../../../src/images/color/evidence.ts'
import { COLORS } from '../../../src/images/color/color-names.ts'
import { seededRandom } from '../../fixtures/random.ts'

const SIDE = 260
type Pixel = readonly [number, number, number]

/** A square thing in the middle of a ground. */
function square (thing: Pixel, ground: Pixel): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE * 3)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const isThing = Math.max(Math.abs(x - SIDE / 2), Math.abs(y - SIDE / 2)) < SIDE / 4
      pixels.set(isThing ? thing : ground, (y * SIDE + x) * 3)
    }
  }
  return pixels
}

const parts = (pixels: Uint8Array) => {
  const evidence = colorEvidence(pixels, SIDE)
  const ground = COLORS.length + HISTOGRAM_SIZE
  return {
    shares: evidence.slice(0, COLORS.length),
    thing: evidence.slice(COLORS.length, ground),
    ground: evidence.slice(ground, ground + HISTOGRAM_SIZE),
    tones: evidence.slice(-9)
  }
}
const largest = (values: Float32Array) => values.indexOf(Math.max(...values))
const isNear = (a: Float32Array, b: Float32Array) => a.every((value, i) => Math.abs(value - b[i]!) < 0.1)

t.test('thing and ground change places with their colors', async (t) => {
  const [red, blue] = [
    [200, 25, 30],
    [30, 60, 190]
  ] as const
  const [onBlue, onRed] = [parts(square(red, blue)), parts(square(blue, red))]

  t.equal(COLORS[largest(onBlue.shares)], 'red')
  t.equal(COLORS[largest(onRed.shares)], 'blue')
  t.equal(largest(onBlue.thing), largest(onRed.ground))
  t.equal(largest(onBlue.ground), largest(onRed.thing))
  t.ok(
    isNear(onBlue.tones.slice(0, 3), onRed.tones.slice(3, 6)),
    'the tone of the thing on one is that of the ground on the other'
  )
  t.ok(isNear(onBlue.tones.slice(6), onRed.tones.slice(6)), 'what is brightest is the same in both')
})

t.test('the brightest tells the color of the light', async (t) => {
  const yellow = parts(square([200, 25, 30], [255, 240, 200])).tones.slice(6)
  const white = parts(square([200, 25, 30], [250, 250, 250])).tones.slice(6)

  t.ok(yellow[2]! > white[2]! + 0.3)
})

t.test('any picture gives the same finite values each time', async (t) => {
  const random = seededRandom(3)
  for (const side of [10, 47, 100]) {
    const pixels = Uint8Array.from({ length: side * side * 3 }, () => random() * 256)
    const evidence = colorEvidence(pixels, side)
    t.equal(evidence.length, EVIDENCE_SIZE)
    t.ok(evidence.every(Number.isFinite))
    t.same(colorEvidence(pixels.slice(), side), evidence)
  }
})
