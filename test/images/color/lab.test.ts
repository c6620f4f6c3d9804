import t from 'tap'
import { labOfBytes, labOfLinear, LIGHT } from '../../../src/images/color/color-space.ts'

t.test('CIELAB of sRGB colors agrees with published values', async (t) => {
  const known: Array<[readonly [number, number, number], readonly [number, number, number]]> = [
    [
      [255, 255, 255],
      [100, 0, 0]
    ],
    [
      [0, 0, 0],
      [0, 0, 0]
    ],
    [
      [255, 0, 0],
      [53.24, 80.09, 67.2]
    ],
    [
      [0, 255, 0],
      [87.73, -86.18, 83.18]
    ],
    [
      [0, 0, 255],
      [32.3, 79.19, -107.86]
    ]
  ]
  for (const [bytes, lab] of known) {
    labOfBytes(...bytes).forEach((value, axis) =>
      t.ok(Math.abs(value - lab[axis]!) < 0.1, `${bytes.join()}: ${value} is ${lab[axis]}`)
    )
  }
})

t.test('light rises with the byte from none to all, and greys have no hue', async (t) => {
  t.same([LIGHT[0], LIGHT[255]], [0, 1])
  let before = labOfBytes(0, 0, 0)[0]
  for (let byte = 1; byte < 256; byte++) {
    t.ok(LIGHT[byte]! > LIGHT[byte - 1]!)
    const [lightness, a, b] = labOfBytes(byte, byte, byte)
    t.ok(lightness > before && Math.abs(a) < 0.02 && Math.abs(b) < 0.02, `${byte}: ${lightness}, ${a}, ${b}`)
    before = lightness
  }
})

t.test('the two parts of the curve meet', async (t) => {
  const [below, above] = [labOfLinear(0.008855, 0.008855, 0.008855), labOfLinear(0.008857, 0.008857, 0.008857)]
  t.ok(Math.abs(above[0] - below[0]) < 0.01)
})
