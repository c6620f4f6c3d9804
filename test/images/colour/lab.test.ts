import t from 'tap'
import { labOfBytes } from '../../../src/images/colour/lab.ts'

t.test('CIELAB of sRGB colours agrees with published values', async (t) => {
  const known: Array<[readonly [number, number, number], readonly [number, number, number]]> = [
    [[255, 255, 255], [100, 0, 0]],
    [[0, 0, 0], [0, 0, 0]],
    [[255, 0, 0], [53.24, 80.09, 67.2]],
    [[0, 255, 0], [87.73, -86.18, 83.18]],
    [[0, 0, 255], [32.3, 79.19, -107.86]]
  ]
  for (const [bytes, lab] of known) {
    labOfBytes(...bytes).forEach((value, axis) => t.ok(Math.abs(value - lab[axis]!) < 0.1, `${bytes.join()}: ${value} is ${lab[axis]}`))
  }
})
