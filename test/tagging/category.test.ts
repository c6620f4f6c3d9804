import t from 'tap'
import { decideCategory } from '../../src/tagging/category.ts'
import { seededRandom } from '../fixtures/random.ts'

/** Confidences by leaf, best first. */
const leaves = (confidences: Readonly<Record<string, number>>) =>
  Object.entries(confidences)
    .map(([value, confidence]) => ({ value, confidence }))
    .sort((a, b) => b.confidence - a.confidence)

const from = (threshold: number) => ({ confidence }: { readonly confidence: number }) => confidence >= threshold

const SEATS = leaves({ 'Home/Seats/Chair': 0.45, 'Home/Seats/Stool': 0.35, 'Home/Lamp': 0.15, 'Fashion/Dress': 0.05 })

t.test('the most special category that reaches the threshold is assigned', async (t) => {
  for (const [threshold, path, confidence] of [
    [0.45, 'Home/Seats/Chair', 0.45],
    [0.46, 'Home/Seats', 0.8],
    [0.8, 'Home/Seats', 0.8],
    [0.9, 'Home', 0.95],
    [0, 'Home/Seats/Chair', 0.45]
  ] as const) {
    const decided = decideCategory(SEATS, from(threshold))
    t.match(decided, { path, suggestedPath: 'Home/Seats/Chair', decision: 'ASSIGNED' }, `from ${threshold}`)
    t.ok(Math.abs(decided.confidence - confidence) < 1e-9)
  }
})

t.test('what is not certain is suggested where it is likelier than not, and open where it is not', async (t) => {
  t.match(decideCategory(leaves({ a: 0.51, b: 0.49 }), from(Infinity)), {
    path: 'a',
    confidence: 0.51,
    decision: 'SUGGESTED'
  })
  const open = decideCategory(leaves({ a: 0.5, b: 0.5 }), from(Infinity))
  t.match(open, { confidence: 0.5, decision: 'ABSTAINED' })
  t.notOk('path' in open)
  t.match(decideCategory(SEATS, from(0.96)), {
    decision: 'ABSTAINED',
    confidence: 0.45,
    suggestedPath: 'Home/Seats/Chair'
  })
})

t.test('alternatives are the best others: of a branch its leaves, too', async (t) => {
  const values = (threshold: number) => decideCategory(SEATS, from(threshold)).alternatives.map(({ value }) => value)

  t.same(values(0.4), ['Home/Seats/Stool', 'Home/Lamp', 'Fashion/Dress'])
  t.same(values(0.8), ['Home/Seats/Chair', 'Home/Seats/Stool', 'Home/Lamp'])
  t.same(values(Infinity), ['Home/Seats/Chair', 'Home/Seats/Stool', 'Home/Lamp'])
})

t.test('branches that only begin alike do not count for each other', async (t) => {
  t.match(decideCategory(leaves({ 'Home/Cup': 0.5, 'Homeware/Cup': 0.5 }), from(0.9)), { decision: 'ABSTAINED' })
})

t.test('a higher threshold never gives a more special answer, and no confidence is above 1', async (t) => {
  const random = seededRandom(17)
  const paths = ['a/b/c', 'a/b/d', 'a/e', 'f/g', 'f/h', 'i']
  for (let round = 0; round < 100; round++) {
    const raw = paths.map(() => random() ** 3)
    const total = raw.reduce((sum, value) => sum + value, 0)
    const given = leaves(Object.fromEntries(paths.map((path, i) => [path, raw[i]! / total])))
    const steps = [0.2, 0.4, 0.6, 0.8, 0.99]
      .map((threshold) => decideCategory(given, from(threshold)))
      .filter(({ decision }) => decision === 'ASSIGNED')

    t.same(
      steps.map(({ path }) => path!.split('/').length),
      steps.map(({ path }) => path!.split('/').length).toSorted((a, b) => b - a)
    )
    t.ok(steps.every(({ confidence }) => confidence <= 1))
  }
})
