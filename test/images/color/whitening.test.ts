import t from 'tap'
import { toCells } from '../../../src/images/color/cells.ts'
import { CELL } from '../../../src/images/color/foreground.ts'
import { whiteningOf } from '../../../src/images/color/evidence.ts'

type Pixel = readonly [number, number, number]
const SIDE = 4 * CELL

/** One cell of `bright`, in the second row and third column, on a ground of `rest`. */
function whitened (bright: Pixel, rest: Pixel, pixel: Pixel = bright): readonly number[] {
  const isBright = (i: number) => Math.floor(i / SIDE / CELL) === 1 && Math.floor((i % SIDE) / CELL) === 2
  const pixels = Uint8Array.from(
    { length: SIDE * SIDE * 3 },
    (_, i) => (isBright(Math.floor(i / 3)) ? bright : rest)[i % 3]!
  )
  const weights = Float64Array.from({ length: 16 }, (_, cell) => (cell === 6 ? 1 : 0))
  return whiteningOf(pixels, SIDE, toCells(pixels, SIDE, CELL), weights).map(
    (table, channel) => table[pixel[channel]!]!
  )
}

t.test('what is brightest becomes nearly white, and what is darker brightens with it', async (t) => {
  const grey = whitened([120, 120, 120], [10, 10, 10])
  t.same(new Set(grey).size, 1)
  t.ok(grey[0]! > 235 && grey[0]! < 255, `${grey[0]}`)

  const [darker] = whitened([120, 120, 120], [10, 10, 10], [60, 60, 60])
  t.ok(darker! > 110 && darker! < 140, `${darker}`)
})

t.test('a color of the light is taken out by half', async (t) => {
  const [red, , blue] = whitened([255, 230, 190], [20, 20, 20])
  t.ok(blue! > 190, `blue ${blue}`)
  t.ok(red! - blue! > 10 && red! - blue! < 65, `red ${red}, blue ${blue}`)
})

t.test(
  'black stays black, a photo without light does not burst, and an exposed one stays nearly as it is',
  async (t) => {
    t.same(whitened([120, 120, 120], [0, 0, 0], [0, 0, 0]), [0, 0, 0])
    t.ok(whitened([0, 0, 0], [0, 0, 0], [9, 9, 9]).every((byte) => byte < 60))
    const [same] = whitened([240, 240, 240], [50, 50, 50], [100, 100, 100])
    t.ok(Math.abs(same! - 100) < 6, `${same}`)
  }
)
