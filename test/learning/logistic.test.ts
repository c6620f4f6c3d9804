import t from 'tap'
import { seededRandom } from '../../src/shared/seeded-random.ts'
import { softmax } from '../../src/learning/softmax.ts'
import { dot } from '../../src/embedding/embedder.ts'
import { fitLogistic } from '../../src/learning/logistic.ts'

t.test('logistic regression separates what can be separated, the same in every run', async (t) => {
  const random = seededRandom(3)
  const labels = Array.from({ length: 90 }, (_, i) => i % 3)
  const rows = labels.map((label) =>
    Float32Array.of(label === 0 ? 2 : -1, label === 1 ? 2 : -1).map((value) => value + random() - 0.5)
  )
  const samples = { rows, labels: labels.map((label) => [label]), classes: 3 }
  const model = fitLogistic(samples, { l2: 0.001, iterations: 100 })
  const classOf = (row: Float32Array) =>
    indexOfLargest(Array.from(model.biases, (bias, c) => bias + dot(row, model.weights.subarray(c * 2, c * 2 + 2))))
  t.same(rows.map(classOf), labels)
  t.same(fitLogistic(samples, { l2: 0.001, iterations: 100 }), model)
})

function indexOfLargest (values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}

t.test('without anything to go by, a class is as probable as it is frequent', async (t) => {
  const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2]
  const { biases } = fitLogistic(
    { rows: labels.map(() => Float32Array.of(0, 0)), labels: labels.map((label) => [label]), classes: 3 },
    { l2: 0.01, iterations: 2000 }
  )

  t.same(
    [...softmax(biases)].map((share) => share.toFixed(2)),
    ['0.60', '0.30', '0.10']
  )
})

t.test('a stronger penalty gives smaller weights and leaves the biases out of it', async (t) => {
  const { rows, labels } = twoClouds(40, 30)
  const fitted = [0.001, 0.1, 10, 1000].map((l2) =>
    fitLogistic({ rows, labels, classes: 2 }, { l2, iterations: 3000 })
  )
  const sizes = fitted.map(({ weights }) => Math.hypot(...weights))

  t.same(
    sizes,
    [...sizes].sort((a, b) => b - a)
  )
  t.ok(sizes[3]! < 0.01)
  const [first, second] = softmax(fitted[3]!.biases)
  t.ok(Math.abs(first! / second! - 4 / 3) < 0.05, 'what is left is how frequent each class is')
})

t.test('the order of samples does not matter, and each counted twice is as good as once', async (t) => {
  const { rows, labels } = twoClouds(12, 9)
  const options = { l2: 0.05, iterations: 400 }
  const once = fitLogistic({ rows, labels, classes: 2 }, options)
  const isAlike = ({ weights, biases }: typeof once) =>
    [...weights, ...biases].every((value, i) => Math.abs(value - [...once.weights, ...once.biases][i]!) < 1e-3)

  t.ok(isAlike(fitLogistic({ rows: rows.toReversed(), labels: labels.toReversed(), classes: 2 }, options)))
  t.ok(isAlike(fitLogistic({ rows: [...rows, ...rows], labels: [...labels, ...labels], classes: 2 }, options)))
})

t.test('the fit is where no small step lowers the loss', async (t) => {
  const { rows, labels } = twoClouds(15, 15)
  const l2 = 0.1
  const { weights, biases } = fitLogistic({ rows, labels, classes: 2 }, { l2, iterations: 3000 })
  const loss = (w: Float32Array) => {
    const errors = rows.map(
      (row, n) =>
        -Math.log(
          softmax(Float32Array.from(biases, (bias, c) => bias + dot(row, w.subarray(c * 2, c * 2 + 2))))[
            labels[n]![0]!
          ]!
        )
    )
    return errors.reduce((a, b) => a + b, 0) / rows.length + (l2 / 2) * dot(w, w)
  }

  const least = loss(weights)
  for (const [i] of weights.entries()) {
    for (const step of [-0.05, 0.05]) t.ok(loss(weights.map((value, j) => (j === i ? value + step : value))) > least)
  }
})

t.test('a row may speak for several classes, for some of them more than once', async (t) => {
  const { rows, labels } = twoClouds(12, 9)
  const options = { l2: 0.05, iterations: 400 }
  const both = [...rows, ...rows.slice(0, 5)]
  const apart = fitLogistic(
    { rows: both, labels: [...labels, ...labels.slice(0, 5).map(([label]) => [1 - label!])], classes: 2 },
    options
  )
  const together = fitLogistic(
    { rows, labels: labels.map((label, i) => (i < 5 ? [...label, 1 - label[0]!] : label)), classes: 2 },
    options
  )
  const twice = fitLogistic(
    { rows, labels: labels.map((label, i) => (i < 5 ? [...label, ...label] : label)), classes: 2 },
    options
  )
  const repeated = fitLogistic({ rows: both, labels: [...labels, ...labels.slice(0, 5)], classes: 2 }, options)
  const isNear = (a: Float32Array, b: Float32Array) => a.every((value, i) => Math.abs(value - b[i]!) < 1e-3)

  t.ok(isNear(together.weights, apart.weights) && isNear(together.biases, apart.biases))
  t.ok(isNear(twice.weights, repeated.weights) && isNear(twice.biases, repeated.biases))
  t.notOk(isNear(twice.weights, together.weights))
})

t.test('one class is certain', async (t) => {
  const { weights, biases } = fitLogistic(
    { rows: [Float32Array.of(1), Float32Array.of(2)], labels: [[0], [0]], classes: 1 },
    { l2: 0.1, iterations: 10 }
  )

  t.same([[...weights], [...biases]], [[0], [0]])
})

/** So many samples of two classes that overlap. */
function twoClouds (first: number, second: number): { rows: Float32Array[]; labels: number[][] } {
  const random = seededRandom(8)
  const labels = [...Array<number>(first).fill(0), ...Array<number>(second).fill(1)]
  return {
    rows: labels.map((label) => Float32Array.of(label + 2 * random() - 1, 2 * random() - 1)),
    labels: labels.map((label) => [label])
  }
}
