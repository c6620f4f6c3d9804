import t from 'tap'
import { mean, ndcgAt, precisionAt, recallAt, reciprocalRank } from '../../src/evaluation/metrics.ts'

const RANKING = ['a', 'b', 'c', 'd']

t.test('precision counts the right keys among the first k', async (t) => {
  t.equal(precisionAt(2, RANKING, new Set(['a', 'd'])), 0.5)
  t.equal(precisionAt(4, RANKING, new Set(['a', 'd'])), 0.5)
  t.equal(precisionAt(8, RANKING, new Set(RANKING)), 0.5, 'a short answer is not forgiven')
  t.throws(() => precisionAt(0, RANKING, new Set()), RangeError)
})

t.test('recall counts how many of the right keys were found', async (t) => {
  t.equal(recallAt(2, RANKING, new Set(['a', 'c', 'x'])), 1 / 3)
  t.equal(recallAt(2, RANKING, new Set()), 1)
})

t.test('nDCG is 1 for the best order and falls with every swap', async (t) => {
  const gains = new Map([['a', 3], ['b', 2], ['c', 1]])
  t.equal(ndcgAt(4, RANKING, gains), 1)
  const swapped = ndcgAt(4, ['b', 'a', 'c'], gains)
  t.ok(Math.abs(swapped - (2 + 3 / Math.log2(3) + 0.5) / (3 + 2 / Math.log2(3) + 0.5)) < 1e-12)
  t.ok(ndcgAt(4, ['c', 'b', 'a'], gains) < swapped)
  t.equal(ndcgAt(1, ['x', 'a'], gains), 0)
  t.equal(ndcgAt(3, RANKING, new Map()), 1)
})

t.test('the reciprocal rank looks at the first right key alone', async (t) => {
  t.equal(reciprocalRank(RANKING, new Set(['b', 'c'])), 0.5)
  t.equal(reciprocalRank(RANKING, new Set(['x'])), 0)
})

t.test('the mean of nothing is refused', async (t) => {
  t.equal(mean([1, 2, 6]), 3)
  t.throws(() => mean([]), RangeError)
})
