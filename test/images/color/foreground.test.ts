import t from 'tap'
import { type Cells, toCells } from '../../../src/images/color/cells.ts'
import { barrierDistances, foregroundOf } from '../../../src/images/color/foreground.ts'
import { clusterCells } from '../../../src/images/color/cells.ts'
import { seededRandom } from '../../fixtures/random.ts'

const SIDE = 20

/** Cells with the colors that `labOf` gives for column and row. */
function cellsOf (labOf: (x: number, y: number) => readonly [number, number, number]): Cells {
  const labs = Array.from({ length: SIDE * SIDE }, (_, i) => labOf(i % SIDE, Math.floor(i / SIDE))).flat()
  return { side: SIDE, labs: Float64Array.from(labs) }
}

const isWithin = (x: number, y: number) => x >= 6 && x < 14 && y >= 5 && y < 15

t.test('cells average light and not bytes, and leave out what does not fill one', async (t) => {
  const pixels = Uint8Array.from({ length: 5 * 5 * 3 }, (_, i) => ((Math.floor(i / 3) % 5) % 2 === 0 ? 255 : 0))
  const { side, labs } = toCells(pixels, 5, 2)

  t.equal(side, 2)
  t.ok(Math.abs(labs[0]! - 76.07) < 0.1, 'half of the light is a lightness of 76')
})

t.test('clusters are the colors that there are, the same in every run', async (t) => {
  const cells = cellsOf((x, y) => (isWithin(x, y) ? [50, 60, 40] : [90, 0, 0]))
  const clusters = clusterCells(cells, 2)

  t.equal(new Set(clusters).size, 2)
  t.ok(clusters.every((cluster, i) => (cluster === clusters[0]) === !isWithin(i % SIDE, Math.floor(i / SIDE))))
  t.same(clusterCells(cells, 2), clusters)
})

t.test(
  'a barrier counts once it must be crossed; a ring shuts off what lies in it, a gap lets through',
  async (t) => {
    const onRing = (x: number, y: number) => isWithin(x, y) && !(x >= 7 && x < 13 && y >= 6 && y < 14)
    const middle = 10 * SIDE + 10
    const ring = barrierDistances(cellsOf((x, y) => [onRing(x, y) ? 20 : 80, 0, 0]))
    const broken = barrierDistances(cellsOf((x, y) => [onRing(x, y) && x !== 10 ? 20 : 80, 0, 0]))

    t.equal(ring[0], 0)
    t.ok(ring[middle]! > 30, `${ring[middle]}`)
    t.equal(broken[middle], 0)
  }
)

t.test('the thing is likely, the ground is not, also where the ground grows darker all the way', async (t) => {
  const likely = foregroundOf(cellsOf((x, y) => (isWithin(x, y) ? [45, 50, 30] : [95 - 2 * y, 0, 2])))
  const at = (x: number, y: number) => likely[y * SIDE + x]!

  t.ok(at(10, 10) > 0.9, `${at(10, 10)}`)
  for (const [x, y] of [
    [1, 1],
    [18, 18],
    [10, 18],
    [2, 10]
  ] as const) {
    t.ok(at(x, y) < 0.1, `${at(x, y)} at ${x}, ${y}`)
  }
})

t.test('a color that the edge has is ground in the middle, too', async (t) => {
  const likely = foregroundOf(
    cellsOf((x, y) => {
      if (isWithin(x, y) && x !== 9 && x !== 10) return [40, 0, -45]
      return [85, 5, 12]
    })
  )

  t.ok(likely[10 * SIDE + 7]! > 0.8)
  t.ok(likely[17 * SIDE + 10]! < 0.1)
})

t.test('of two things the one that was recognised is likely', async (t) => {
  const [isLeft, isRight] = [(x: number) => x >= 3 && x < 8, (x: number) => x >= 12 && x < 17]
  const cells = cellsOf((x, y) => {
    if (y < 6 || y >= 14) return [90, 0, 2]
    return isLeft(x) ? [45, 50, 30] : isRight(x) ? [45, 0, -45] : [90, 0, 2]
  })
  const likelyAt = (map: Float32Array, x: number) => foregroundOf(cells, map)[10 * SIDE + x]!
  const [left, right] = [Float32Array.of(9, 0, 0, 9, 0, 0, 9, 0, 0), Float32Array.of(0, 0, 9, 0, 0, 9, 0, 0, 9)]

  t.ok(likelyAt(left, 5) > likelyAt(left, 14) + 0.3, `${likelyAt(left, 5)} and ${likelyAt(left, 14)}`)
  t.ok(likelyAt(right, 14) > likelyAt(right, 5) + 0.3, `${likelyAt(right, 14)} and ${likelyAt(right, 5)}`)
})

t.test('a cell has the light of its own pixels and of no others, and what fills none has no cells', async (t) => {
  const [side, size] = [4, 2]
  const pixels = new Uint8Array(side * side * 3)
  for (const at of [10, 11, 14, 15]) pixels.fill(255, at * 3, at * 3 + 3)
  const { labs } = toCells(pixels, side, size)
  t.same(
    [0, 1, 2, 3].map((cell) => Math.round(labs[cell * 3]!)),
    [0, 0, 0, 100]
  )

  t.equal(toCells(pixels, side, 1).side, 4)
  t.equal(toCells(pixels, side, 5).side, 0)
})

t.test('one color is one cluster, and fewer colors than clusters are told apart exactly', async (t) => {
  t.equal(
    new Set(
      clusterCells(
        cellsOf(() => [50, 10, 10]),
        12
      )
    ).size,
    1
  )
  const stripes = cellsOf((x) => [(x % 4) * 25, 0, (x % 4) * 20])
  const clusters = clusterCells(stripes, 12)
  t.equal(new Set(clusters).size, 4)
  t.ok(clusters.every((cluster, i) => cluster === clusters[i % 4]))
  t.same(clusterCells({ side: 1, labs: Float64Array.of(50, 0, 0) }, 12), Int32Array.of(0))
})

t.test(
  'on the edge and in a plain picture there is no barrier, and none is higher than the steps there are',
  async (t) => {
    const random = seededRandom(1)
    const noisy = cellsOf(() => [random() * 100, random() * 40 - 20, random() * 40 - 20])
    const distances = barrierDistances(noisy)
    const isEdge = (i: number) => [0, SIDE - 1].includes(i % SIDE) || [0, SIDE - 1].includes(Math.floor(i / SIDE))

    t.ok(
      distances.every((distance, i) =>
        isEdge(i) ? distance === 0 : distance >= 0 && distance <= 0.6 * 100 + 40 + 40
      )
    )
    t.ok(distances.some((distance) => distance > 0))
    t.ok(barrierDistances(cellsOf(() => [70, 5, 5])).every((distance) => distance === 0))
  }
)

t.test('likelihoods are likelihoods, whatever the picture, and the same in every run', async (t) => {
  const random = seededRandom(2)
  for (const cells of [
    cellsOf(() => [50, 0, 0]),
    cellsOf(() => [random() * 100, random() * 100 - 50, random() * 100 - 50]),
    cellsOf((x, y) => [((x + y) % 2) * 100, 0, 0])
  ]) {
    const likely = foregroundOf(cells)
    t.ok(likely.every((value) => value >= 0 && value <= 1))
    t.same(foregroundOf(cells), likely)
  }
})
