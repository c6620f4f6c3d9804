import t from 'tap'
import { calibrate, pool } from '../../../src/tagging/combine.ts'
import { fitEnsemble, type Sample } from '../../../src/tagging/fit/fit-ensemble.ts'
import { DEFAULT_ENSEMBLE, keyOf, weighingOf, type EnsembleWeights } from '../../../src/tagging/profile.ts'
import type { EvidenceKind } from '../../../src/tagging/tagging.ts'

const ONE_OF = { type: 'ONE_OF' as const }
const MANY_OF = { type: 'MANY_OF' as const }

function opinion (kind: EvidenceKind, values: readonly number[]): Sample['opinions'][number] {
  return { kind, values: Float64Array.from(values) }
}

/**
 * Every sixth time the prompts point at the wrong one of two labels; what the neighbours say has nothing to do with it.
 */
function samples (count: number): Sample[] {
  return Array.from({ length: count }, (_, n) => {
    const isFirst = n % 2 === 0
    const points = n % 6 === 5 ? !isFirst : isFirst
    return {
      isTrue: [isFirst, !isFirst],
      opinions: [
        opinion('PROMPT', points ? [-0.01, -4] : [-4, -0.01]),
        opinion('NEIGHBOUR', n % 4 < 2 ? [-0.1, -2.4] : [-2.4, -0.1])
      ]
    }
  })
}

function confidencesOf (sample: Sample, weighing: EnsembleWeights): number[] {
  return calibrate(ONE_OF, pool(ONE_OF, sample.opinions, weighing), weighing)
}

t.test('confidences become what answers are worth, and a source that tells nothing gets no say', async (t) => {
  const weighing = fitEnsemble(ONE_OF, ['PROMPT', 'NEIGHBOUR'], samples(240), 0.95)

  t.ok(Math.max(...confidencesOf(samples(1)[0]!, weighing)) - 5 / 6 < 0.03)
  t.ok(weighing.weights.NEIGHBOUR! / weighing.weights.PROMPT! < 0.15, JSON.stringify(weighing.weights))
  t.equal(weighing.threshold, undefined, 'five of six is no precision of 0.95')
})

t.test('a threshold needs more than a lucky handful', async (t) => {
  const right = (count: number) =>
    Array.from({ length: count }, (): Sample => ({
      isTrue: [true, false],
      opinions: [opinion('PROMPT', [-0.1, -2])]
    }))

  t.equal(
    fitEnsemble(ONE_OF, ['PROMPT'], right(30), 0.95).threshold,
    undefined,
    '30 of 30 may come from a precision below 0.95'
  )
  t.type(fitEnsemble(ONE_OF, ['PROMPT'], right(80), 0.95).threshold, 'number')
})

t.test('of several labels at once each is calibrated, also where most are never true', async (t) => {
  const many = Array.from({ length: 200 }, (_, n): Sample => ({
    isTrue: [n % 10 === 0, n % 10 === 0, false],
    opinions: [opinion('COLOR', n % 10 === 0 ? [1, 1, -1] : [-1, -1, -1])]
  }))
  const weighing = fitEnsemble(MANY_OF, ['COLOR'], many, 0.9)
  const confidences = calibrate(MANY_OF, pool(MANY_OF, many[0]!.opinions, weighing), weighing)

  t.ok(confidences[0]! > 0.9 && confidences[2]! < 0.1, confidences.join(' '))
})

t.test(
  'sources that never spoke together are weighed as without a profile, but a title joins what was learned',
  async (t) => {
    const learned: EnsembleWeights = {
      weights: { PROMPT: 0.3, HEAD: 2 },
      temperature: 1.5,
      offset: 0,
      threshold: 0.8
    }
    const profile = { [keyOf(['PROMPT', 'HEAD'])]: learned }

    t.same(weighingOf(profile, ['HEAD', 'PROMPT']), learned)
    t.same(weighingOf(profile, ['PROMPT', 'TITLE', 'HEAD']), {
      ...learned,
      weights: { ...DEFAULT_ENSEMBLE.weights, ...learned.weights }
    })
    t.equal(weighingOf(profile, ['PROMPT']), DEFAULT_ENSEMBLE)
    t.equal(weighingOf(undefined, ['PROMPT']), DEFAULT_ENSEMBLE)
  }
)
