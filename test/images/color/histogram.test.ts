import t from 'tap'
import { HISTOGRAM_SIZE, histogramOf } from '../../../src/images/color/evidence.ts'
import { WHITE, type Place } from '../../../src/images/color/color-space.ts'
import { seededRandom } from '../../fixtures/random.ts'

const GREY: Place = [WHITE / 2, 0, 0]
const MIDDLE = (HISTOGRAM_SIZE - 1) / 2
const ones = (count: number) => new Float64Array(count).fill(1)
const filled = (histogram: Float32Array) => [...histogram.entries()].filter(([, value]) => value > 0)
const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]!))

t.test('a color in the middle of a bin fills that one', async (t) => {
  t.same(filled(histogramOf([GREY, GREY], ones(2))), [[MIDDLE, 1]])
  t.same(
    filled(histogramOf([[0, 0, 0]], ones(1))),
    [[12, 1]],
    'black: the first lightness, the middle of both others'
  )
})

t.test('between two bins a color is divided by how near each is', async (t) => {
  const bins = filled(histogramOf([[WHITE / 2, 0, 2]], ones(1)))

  t.same(
    bins.map(([bin]) => bin),
    [MIDDLE, MIDDLE + 1]
  )
  t.same(
    bins.map(([, value]) => (value ** 2).toFixed(3)),
    ['0.750', '0.250']
  )
})

t.test('what is stronger than the last bin belongs to it', async (t) => {
  t.same(histogramOf([[WHITE, 90, -90]], ones(1)), histogramOf([[WHITE, 16, -16]], ones(1)))
  t.equal(filled(histogramOf([[WHITE + 1, 90, 90]], ones(1)))[0]![0], HISTOGRAM_SIZE - 1)
})

t.test('squares add up to one, weights count by their share, and no small change moves much', async (t) => {
  const random = seededRandom(7)
  const places = Array.from({ length: 100 }, (): Place => [random() * WHITE, random() * 40 - 20, random() * 40 - 20])
  const weights = Float64Array.from(places, () => random())
  const histogram = histogramOf(places, weights)

  t.ok(Math.abs(histogram.reduce((sum, value) => sum + value ** 2, 0) - 1) < 1e-5)
  t.ok(
    distance(
      histogramOf(
        places,
        weights.map((weight) => weight * 3)
      ),
      histogram
    ) < 1e-6
  )
  t.ok(
    distance(
      histogramOf(
        places.map(([lightness, a, b]): Place => [lightness, a + 0.1, b]),
        weights
      ),
      histogram
    ) < 0.1
  )
  t.ok(distance(histogramOf([GREY], ones(1)), histogram) > 0.5)
})
