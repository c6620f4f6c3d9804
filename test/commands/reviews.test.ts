import path from 'node:path'
import t, { type Test } from 'tap'
import { ReviewLog } from '../../src/review/store/review-log.ts'
import type { ReviewDraft } from '../../src/review/store/review-entry.ts'
import { awsEnvironment, ingest } from '../fixtures/aws-environment.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

const DECISION = {
  who: 'ann',
  taxonomy: 'general',
  taxonomyVersion: '1',
  model: 'words-1',
  attribute: 'color',
  verdict: 'ACCEPT'
} as const

/** An embedded catalogue of three products, a log of these decisions, and `vitrine reviews` on them. */
async function reviewed (
  t: Test,
  ...drafts: ReadonlyArray<Partial<ReviewDraft> & { readonly productId: string; readonly value: string }>
) {
  const environment = await awsEnvironment(t, { env: { VECTOR_STORE: 'lancedb', DIMENSIONS: '256' } })
  await ingest(environment)
  const log = new ReviewLog(path.join(environment.folder, 'reviews', 'products.jsonl'))
  if (drafts.length > 0) await log.append(() => drafts.map((draft) => ({ ...DECISION, ...draft }) as ReviewDraft))
  return { log, reviews: async (...args: string[]) => await vitrine(['reviews', ...args], environment.env) }
}

const THREE = [
  { productId: 'boots', value: 'black' },
  { productId: 'dress', value: 'red', who: 'bob' },
  { productId: 'dress', value: 'blue', verdict: 'REJECT' }
] as const

t.test(
  'decisions are listed oldest first, as a table or as JSON lines, of one product where it is named',
  async (t) => {
    const { reviews } = await reviewed(t, ...THREE)

    const { code, stdout } = await reviews('list')
    t.equal(code, 0)
    t.match(stdout.split('\n'), [
      /^ {4}1 {2}\d{4}-\S+Z {2}ann {2}boots {2}color: ACCEPT black$/,
      /bob {2}dress {2}color: ACCEPT red$/,
      /dress {2}color: REJECT blue$/,
      /^$/
    ])
    const json = (await reviews('list', '--json', '--product', 'dress')).stdout.trim().split('\n')
    t.match(
      json.map((line) => JSON.parse(line) as object),
      [
        { seq: 2, who: 'bob', value: 'red', isReverted: false },
        { seq: 3, verdict: 'REJECT' }
      ]
    )
    t.same(await reviews('list', '--product', 'lamp'), { code: 0, stdout: '', stderr: '' })
  }
)

t.test('a log that is not there is empty', async (t) => {
  const { reviews } = await reviewed(t)

  t.same(await reviews('list'), { code: 0, stdout: '', stderr: '' })
})

t.test('decisions are taken back by number, once, and the log says by whom', async (t) => {
  const { reviews, log } = await reviewed(t, ...THREE)

  t.match(await reviews('revert', '2', '--who', 'eve'), {
    code: 0,
    stdout: /^1 decisions taken back; the log is at entry 4\. A server learns/
  })
  t.match((await reviews('list')).stdout, /color: ACCEPT red {2}\(taken back\)\n.*REJECT blue\n$/)
  t.match((await log.entries()).at(-1), { verdict: 'REVERT', reverts: 2, who: 'eve' })
  t.match(await reviews('revert', '2'), {
    code: 1,
    stdout: '',
    stderr: /BAD_USER_INPUT: The decision 2 was taken back before/
  })
})

t.test('all from a decision on are taken back, those that were before left out', async (t) => {
  const { reviews, log } = await reviewed(t, ...THREE)
  await reviews('revert', '3')

  t.match(await reviews('revert', '--since', '2'), { code: 0, stdout: /^1 decisions taken back/ })
  t.match((await log.entries()).at(-1), { verdict: 'REVERT', reverts: 2 })
  t.match(await reviews('revert', '--since', '2'), { code: 1, stderr: /Nothing to take back/ })
})

t.test('a time takes back what was decided since', async (t) => {
  const { reviews, log } = await reviewed(t, ...THREE)
  const [first] = await log.entries()

  t.match(await reviews('revert', '--since', '2999-01-01'), { code: 1, stderr: /Nothing to take back/ })
  t.match(await reviews('revert', '--since', first!.at), { code: 0, stdout: /^3 decisions taken back/ })
})

t.test('what cannot be taken back is refused, and nothing is written', async (t) => {
  const { reviews, log } = await reviewed(t, ...THREE)
  const cases: ReadonlyArray<readonly [args: readonly string[], message: RegExp]> = [
    [[], /Nothing to take back\. Give numbers/],
    [['7'], /no decision 7/],
    [['one'], /no decision/],
    [['1', '7'], /no decision 7/],
    [['--since', 'yesterday'], /--since yesterday is neither a number of the log nor a time/],
    [['1', '--since', '2'], /either numbers or --since/]
  ]
  for (const [args, stderr] of cases) {
    t.match(await reviews('revert', ...args), { code: 1, stdout: '', stderr }, args.join(' '))
  }
  t.equal((await log.entries()).length, 3)
})

t.test('what holds is put into the index again, once', async (t) => {
  const { reviews } = await reviewed(t, ...THREE)

  t.match(await reviews('apply'), { code: 0, stdout: '2 products changed in the index.\n' })
  t.match(await reviews('apply'), { code: 0, stdout: '0 products changed in the index.\n' })
})
