import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { acceptanceOf, distrusted, shareOf } from '../../src/review/acceptance.ts'
import type { ReviewEntry } from '../../src/review/store/review-entry.ts'
import { draft } from '../fixtures/review-store-contract.ts'
import { reviewApp } from '../fixtures/review-app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

function log (...drafts: ReadonlyArray<Readonly<Record<string, unknown>>>): ReviewEntry[] {
  return drafts.map((entry, i) => ({ ...draft('a'), at: '2026-11-30T10:00:00.000Z', ...entry, seq: i + 1 }) as ReviewEntry)
}

t.test('proposals are counted by attribute, value and period, without what was taken back or added', async (t) => {
  const entries = log(
    { verdict: 'ACCEPT' },
    { verdict: 'REJECT', at: '2026-11-29T23:59:00.000Z' },
    { verdict: 'REPLACE', value: 'blue', replacement: 'green' },
    { verdict: 'REPLACE', value: undefined, replacement: 'green' },
    { verdict: 'ACCEPT' },
    { verdict: 'REVERT', reverts: 5 }
  )
  t.same(acceptanceOf(entries), [{ attribute: 'color', accepted: 1, corrected: 2 }])
  t.equal(shareOf(acceptanceOf(entries)[0]!), 1 / 3)
  t.same(acceptanceOf(entries, { byValue: true }), [
    { attribute: 'color', accepted: 1, corrected: 2 },
    { attribute: 'color', value: 'blue', accepted: 0, corrected: 1 },
    { attribute: 'color', value: 'red', accepted: 1, corrected: 1 }
  ])
  t.same(acceptanceOf(entries, { period: 'week' }), [
    { attribute: 'color', from: '2026-11-23', accepted: 0, corrected: 1 },
    { attribute: 'color', from: '2026-11-30', accepted: 1, corrected: 1 }
  ])
})

t.test('a label is distrusted once chance does not explain its corrections, and trusted again after', async (t) => {
  const wrong = Array.from({ length: 5 }, () => ({ verdict: 'REJECT' as const }))
  const right = Array.from({ length: 50 }, () => ({ verdict: 'ACCEPT' as const }))
  t.same(distrusted(log(...wrong.slice(1))), new Map())
  t.same(distrusted(log(...wrong)), new Map([['color', new Set(['red'])]]))
  t.same(distrusted(log(...wrong, ...right)), new Map())
  t.same(distrusted(log({ verdict: 'REJECT' }, ...right)), new Map())
})

t.test('of a label that people keep correcting nothing is assigned any more, and the figures say why', async (t) => {
  const { attributes, ...rest } = smallTaxonomy()
  const [color, ...others] = attributes
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-test-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  const eager = { ...rest, attributes: [{ ...color, threshold: 0.1 }, ...others] }
  await writeFile(join(folder, 'eager.json'), JSON.stringify(eager))
  const { app, ask, services, queue } = await reviewApp(t, { env: { TAXONOMY: join(folder, 'eager.json') } })
  const colorOf = async () => (await services.autoTag.tagProduct('dress-red')).tags.find(({ value }) => value === 'red')
  t.match(await colorOf(), { decision: 'ASSIGNED' })
  const { taxonomy, taxonomyVersion } = await services.autoTag.tagProduct('dress-red')
  await services.reviewLog.append(() =>
    // Of products that are not there, so that nothing but the counting speaks.
    Array.from({ length: 6 }, (_, i) => ({ ...draft(`gone-${i}`), taxonomy, taxonomyVersion, verdict: 'REJECT' as const }))
  )
  await queue({ first: 1 })

  t.match(await colorOf(), { decision: 'SUGGESTED' })
  t.same((await ask('{ reviewAcceptance(byValue: true) { attribute value from accepted corrected share } }')).data, {
    reviewAcceptance: [
      { attribute: 'color', value: null, from: null, accepted: 0, corrected: 6, share: 0 },
      { attribute: 'color', value: 'red', from: null, accepted: 0, corrected: 6, share: 0 }
    ]
  })
  const metrics = (await app.inject('/metrics')).body
  t.match(metrics, 'vitrine_review_proposals{attribute="color",value="red",verdict="corrected"} 6')
})
