import t from 'tap'
import { fitTrust } from '../../../src/tagging/fit/fit-trust.ts'
import type { Sample } from '../../../src/tagging/fit/fit-ensemble.ts'
import type { EnsembleWeights } from '../../../src/tagging/profile.ts'

const LABELS = ['Fashion/Coat', 'Fashion/Dress', 'Home/Lamp']
const ATTRIBUTE = {
  type: 'ONE_OF' as const,
  labels: LABELS.map((value) => ({ value, names: {}, synonyms: [], externalIds: {}, prompts: [value] }))
}
const WEIGHING: EnsembleWeights = { weights: { PROMPT: 1 }, temperature: 1, offset: 0, threshold: 0.85 }

/** A photo taken for the first of the confidences' labels that is highest. */
function samples (count: number, right: number, confidences: readonly number[], nearness = [3, 3, 3]): Sample[] {
  return Array.from({ length: count }, () => ({
    isTrue: LABELS.map((_, i) => i === right),
    nearness,
    opinions: [{ kind: 'PROMPT' as const, values: Float64Array.from(confidences, Math.log) }]
  }))
}

t.test('a label that is right at lower confidences than others is assigned from there', async (t) => {
  const trusts = fitTrust(
    ATTRIBUTE,
    [
      ...samples(60, 0, [0.6, 0.3, 0.1]),
      ...samples(60, 1, [0.04, 0.95, 0.01]),
      ...samples(30, 1, [0.1, 0.8, 0.1]),
      ...samples(20, 0, [0.1, 0.8, 0.1])
    ],
    WEIGHING,
    0.95
  )

  t.ok(Math.abs(trusts['Fashion/Coat']!.confidence - 0.6) < 1e-6)
  t.ok(Math.abs(trusts['Fashion/Dress']!.confidence - 0.95) < 1e-6, 'two of five are wrong at 0.8')
  t.ok(Math.abs(trusts['Fashion']!.confidence - 0.9) < 1e-6, 'its branch is always right')
})

t.test('a label that is nearly always right lets another be wrong a little more often, but not much', (t) => {
  const sure = samples(400, 1, [0.04, 0.95, 0.01])
  const mixed = (wrong: number) => [
    ...samples(100 - wrong, 0, [0.8, 0.1, 0.1]),
    ...samples(wrong, 1, [0.8, 0.1, 0.1])
  ]
  const coat = (all: Sample[]) => fitTrust(ATTRIBUTE, all, WEIGHING, 0.95)['Fashion/Coat']!.confidence

  t.ok(Math.abs(coat([...sure, ...mixed(8)]) - 0.8) < 1e-6, '0.92, all together 0.98')
  t.ok(coat([...sure, ...mixed(15)]) > 1, '0.85, though all together are 0.97')
  t.ok(coat([...samples(60, 1, [0.04, 0.95, 0.01]), ...mixed(9)]) > 1, '0.91, but all together 0.94')
  t.end()
})

t.test('a label with few examples has no trust, and one that is mostly wrong is never assigned', async (t) => {
  const trusts = fitTrust(
    ATTRIBUTE,
    [
      ...samples(14, 2, [0.01, 0.01, 0.98]),
      ...samples(100, 0, [0.1, 0.85, 0.05]),
      ...samples(20, 1, [0.1, 0.85, 0.05])
    ],
    WEIGHING,
    0.95
  )

  t.equal(trusts['Home/Lamp'], undefined)
  t.ok(trusts['Fashion/Dress']!.confidence > 1)
})

t.test('nearness leaves out the farthest of the right answers', async (t) => {
  const near = Array.from({ length: 100 }, (_, i) => samples(1, 0, [0.9, 0.05, 0.05], [i / 10, 0, 0])).flat()

  t.ok(Math.abs(fitTrust(ATTRIBUTE, near, WEIGHING, 0.95)['Fashion/Coat']!.nearness! - 0.3) < 1e-6)
})

t.test('a label is assigned where it is likelier than not, a branch from what holds for all labels', async (t) => {
  const few = [...samples(60, 0, [0.4, 0.3, 0.3]), ...samples(60, 1, [0.3, 0.4, 0.3])]

  t.equal(fitTrust(ATTRIBUTE, few, WEIGHING, 0.95)['Fashion/Coat']!.confidence, 0.5)
  t.equal(fitTrust(ATTRIBUTE, few, WEIGHING, 0.95)['Fashion']!.confidence, 0.85)
})
