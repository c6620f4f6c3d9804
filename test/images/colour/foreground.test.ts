import t from 'tap'
import { barrierDistances } from '../../../src/images/colour/barriers.ts'
import { toCells, type Cells } from '../../../src/images/colour/cells.ts'
import { clusterCells } from '../../../src/images/colour/clusters.ts'
import { foregroundOf } from '../../../src/images/colour/foreground.ts'

const SIDE = 20

/** Cells with the colours that `labOf` gives for column and row. */
function cellsOf (labOf: (x: number, y: number) => readonly [number, number, number]): Cells {
  const labs = Array.from({ length: SIDE * SIDE }, (_, i) => labOf(i % SIDE, Math.floor(i / SIDE))).flat()
  return { side: SIDE, labs: Float64Array.from(labs) }
}

const isWithin = (x: number, y: number) => x >= 6 && x < 14 && y >= 5 && y < 15

t.test('cells average light and not bytes, and leave out what does not fill one', async (t) => {
  const pixels = Uint8Array.from({ length: 5 * 5 * 3 }, (_, i) => Math.floor(i / 3) % 5 % 2 === 0 ? 255 : 0)
  const { side, labs } = toCells(pixels, 5, 2)

  t.equal(side, 2)
  t.ok(Math.abs(labs[0]! - 76.07) < 0.1, 'half of the light is a lightness of 76')
})

t.test('clusters are the colours that there are, the same in every run', async (t) => {
  const cells = cellsOf((x, y) => isWithin(x, y) ? [50, 60, 40] : [90, 0, 0])
  const clusters = clusterCells(cells, 2)

  t.equal(new Set(clusters).size, 2)
  t.ok(clusters.every((cluster, i) => (cluster === clusters[0]) === !isWithin(i % SIDE, Math.floor(i / SIDE))))
  t.same(clusterCells(cells, 2), clusters)
})

t.test('a barrier counts once it must be crossed; a ring shuts off what lies in it, a gap lets through', async (t) => {
  const onRing = (x: number, y: number) => isWithin(x, y) && !(x >= 7 && x < 13 && y >= 6 && y < 14)
  const middle = 10 * SIDE + 10
  const ring = barrierDistances(cellsOf((x, y) => [onRing(x, y) ? 20 : 80, 0, 0]))
  const broken = barrierDistances(cellsOf((x, y) => [onRing(x, y) && x !== 10 ? 20 : 80, 0, 0]))

  t.equal(ring[0], 0)
  t.ok(ring[middle]! > 30, `${ring[middle]}`)
  t.equal(broken[middle], 0)
})

t.test('the thing is likely, the ground is not, also where the ground grows darker all the way', async (t) => {
  const likely = foregroundOf(cellsOf((x, y) => isWithin(x, y) ? [45, 50, 30] : [95 - 2 * y, 0, 2]))
  const at = (x: number, y: number) => likely[y * SIDE + x]!

  t.ok(at(10, 10) > 0.9, `${at(10, 10)}`)
  for (const [x, y] of [[1, 1], [18, 18], [10, 18], [2, 10]] as const) t.ok(at(x, y) < 0.1, `${at(x, y)} at ${x}, ${y}`)
})

t.test('a colour that the edge has is ground in the middle, too', async (t) => {
  const likely = foregroundOf(cellsOf((x, y) => {
    if (isWithin(x, y) && x !== 9 && x !== 10) return [40, 0, -45]
    return [85, 5, 12]
  }))

  t.ok(likely[10 * SIDE + 7]! > 0.8)
  t.ok(likely[17 * SIDE + 10]! < 0.1)
})
