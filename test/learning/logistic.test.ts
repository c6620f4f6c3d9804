import t from 'tap'
import { seededRandom } from '../../src/embedding/builtin/seeded-random.ts'
import { dot } from '../../src/embedding/embedder.ts'
import { fitLogistic } from '../../src/learning/logistic.ts'

t.test('logistic regression separates what can be separated, the same in every run', async (t) => {
  const random = seededRandom(3)
  const labels = Array.from({ length: 90 }, (_, i) => i % 3)
  const rows = labels.map((label) => Float32Array.of(label === 0 ? 2 : -1, label === 1 ? 2 : -1).map((value) => value + random() - 0.5))
  const samples = { rows, labels, classes: 3 }
  const model = fitLogistic(samples, { l2: 0.001, iterations: 100 })
  const classOf = (row: Float32Array) => indexOfLargest(Array.from(model.biases, (bias, c) => bias + dot(row, model.weights.subarray(c * 2, c * 2 + 2))))
  t.same(rows.map(classOf), labels)
  t.same(fitLogistic(samples, { l2: 0.001, iterations: 100 }), model)
})

function indexOfLargest (values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}
