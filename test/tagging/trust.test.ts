import t from 'tap'
import type { EnsembleWeights } from '../../src/tagging/profile.ts'
import type { LabelEvidence } from '../../src/tagging/label-evidence.ts'
import { Trusting } from '../../src/tagging/trust.ts'
import type { Attribute } from '../../src/taxonomy/taxonomy.ts'

const ATTRIBUTE: Attribute = {
  name: 'category',
  names: {},
  type: 'ONE_OF',
  labels: ['Coat', 'Lamp'].map((value) => ({ value, names: {}, synonyms: [], externalIds: {}, prompts: [value] }))
}
const WEIGHING: EnsembleWeights = {
  weights: { PROMPT: 1 },
  temperature: 1,
  offset: 0,
  threshold: 0.9,
  labels: { Coat: { confidence: 0.6, nearness: 2 } },
  others: { photo: 4, titled: 3 }
}

function source (kind: LabelEvidence['kind'], nearness: readonly number[], probabilities = [0.5, 0.5]): LabelEvidence {
  return { kind, probabilities, nearness: Float32Array.from(nearness) }
}

function isSure (value: string, confidence: number, sources: readonly LabelEvidence[], weighing = WEIGHING): boolean {
  return new Trusting(ATTRIBUTE, sources, weighing).isSure({ value, confidence })
}

t.test('a label with examples has a threshold of its own', async (t) => {
  t.ok(isSure('Coat', 0.61, [source('PROMPT', [2.5, 0])]))
  t.notOk(isSure('Coat', 0.59, [source('PROMPT', [2.5, 0])]))
})

t.test('a photo unlike the examples of a label is not assigned to it, however sure', async (t) => {
  t.notOk(isSure('Coat', 1, [source('PROMPT', [1.9, 0])]))
})

t.test('a label without examples needs the photo, or photo and title, or the neighbours', async (t) => {
  t.notOk(isSure('Lamp', 1, [source('PROMPT', [0, 3.9])]))
  t.ok(isSure('Lamp', 0.9, [source('PROMPT', [0, 4])]))
  t.notOk(isSure('Lamp', 0.89, [source('PROMPT', [0, 4])]), 'the confidence counts, too')
  t.ok(isSure('Lamp', 0.9, [source('PROMPT', [0, 2]), source('TITLE', [0, 4])]))
  t.notOk(isSure('Lamp', 0.9, [source('PROMPT', [0, 1]), source('TITLE', [0, 4.9])]))
  t.ok(isSure('Lamp', 0.9, [source('PROMPT', [0, 1]), source('NEIGHBOUR', [], [0.2, 0.8])]))
  t.notOk(isSure('Lamp', 0.9, [source('PROMPT', [0, 1]), source('NEIGHBOUR', [], [0.4, 0.6])]))
})

t.test('where nothing was learned for them, labels without examples are only suggested', async (t) => {
  const { others: _others, ...weighing } = WEIGHING
  t.notOk(isSure('Lamp', 1, [source('PROMPT', [0, 9])], weighing))
})

t.test("a profile without labels, and the taxonomy's own threshold, hold for all", async (t) => {
  const { labels: _labels, others: _others, ...weighing } = WEIGHING
  t.ok(isSure('Lamp', 0.9, [source('PROMPT', [0, 0])], weighing))
  t.notOk(isSure('Lamp', 1, [source('PROMPT', [0, 9])], { ...weighing, threshold: undefined }))
  t.ok(new Trusting({ ...ATTRIBUTE, threshold: 0.3 }, [], WEIGHING).isSure({ value: 'Lamp', confidence: 0.3 }))
})
