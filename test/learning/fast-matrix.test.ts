import t from 'tap'
import { FastMatrix } from '../../src/learning/fast-matrix.ts'
import { multiply } from '../../src/learning/linear-algebra.ts'
import { seededRandom } from '../../src/shared/seeded-random.ts'

t.test('a product by vector instructions is the plain one, whatever the number of rows and columns', async (t) => {
  const random = seededRandom(7)
  const values = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5)
  for (const [rows, columns] of [[1, 1], [3, 5], [4, 4], [5, 8], [100, 33], [257, 500], [1000, 1024]] as const) {
    const matrix = values(rows * columns)
    const fast = new FastMatrix(matrix, columns)
    for (let i = 0; i < 3; i++) {
      const vector = values(columns)
      const [product, plain] = [fast.times(vector), multiply(matrix, vector)]
      t.equal(product.length, rows)
      t.ok(product.every((value, row) => Math.abs(value - plain[row]!) < 1e-4), `${rows} × ${columns}`)
    }
  }
  t.same([...new FastMatrix(new Float32Array(0), 0).times(new Float32Array(0))], [])
})
