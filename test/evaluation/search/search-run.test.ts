import t from 'tap'
import { parseJudgedQueries } from '../../../src/evaluation/search/judged-query.ts'
import type { AnsweredQuery } from '../../../src/evaluation/search/measure.ts'
import { formatSearchReport } from '../../../src/evaluation/search/search-report.ts'
import { compareRuns, toSection, worstOf, type SearchRun } from '../../../src/evaluation/search/search-run.ts'
import { withTypo } from '../../../src/evaluation/search/with-typo.ts'

const QUERIES = parseJudgedQueries(
  'q',
  ['{"id":"a","text":"x","right":{"1":2,"2":1}}', '{"id":"b","text":"y","right":["3"]}', '{"id":"c","text":"z","right":[]}'].join('\n')
)

type Answer = readonly [found: readonly string[], nearest?: boolean]

function answers (...found: readonly Answer[]): AnsweredQuery[] {
  return QUERIES.map((query, i) => ({ query, found: found[i]![0], nearest: found[i]![1] ?? false }))
}

function run (...found: readonly Answer[]): SearchRun {
  const sections = [toSection(64, false, answers(...found))]
  return { file: 'q', catalogue: 'shop', products: 9, model: 'm', date: '2026-01-02T00:00:00Z', machine: 'here', sections }
}

t.test('measures are those of the books, by kind, and absent things have honesty alone', async (t) => {
  const { figures } = toSection(64, false, answers([['2', '1']], [[]], [['9'], true]))
  const { all, words, absent } = figures
  t.equal(all?.rightFirst?.mean, 0.5)
  t.equal(all?.recall1?.mean, 0.25)
  t.equal(all?.recall3?.mean, 0.5)
  t.equal(all?.mrr?.mean, 0.5)
  t.equal(all?.nothing?.mean, 0.5)
  const dcg = (1 + 2 / Math.log2(3)) / (2 + 1 / Math.log2(3))
  t.ok(Math.abs((all?.ndcg10?.mean ?? 0) - dcg / 2) < 1e-9)
  t.equal(all?.honest?.mean, 1)
  t.equal(words?.honest, undefined)
  t.equal(absent?.rightFirst, undefined)
  t.equal(toSection(64, false, answers([[]], [[]], [['9']])).figures['absent']?.honest?.mean, 0)
})

t.test('two runs are compared query by query, where both asked the same way', async (t) => {
  const [before, after] = [run([['1']], [['3']], [['9']]), run([['1']], [['9', '3']], [[]])]
  const [change] = compareRuns(before, after)
  t.equal(change?.differences.rightFirst?.mean, -0.5)
  t.equal(change?.differences.honest?.mean, 1)
  t.same(compareRuns({ ...before, sections: [] }, after), [])
  const report = formatSearchReport(after, [change!])
  t.match(report, /\| all +\| 3 +\| 0\.500 \[0\.000, 1\.000\]/)
  t.match(report, /Change at 64 values, as typed/)
  t.match(report, /\| right first \| 2 +\| −0\.500/)
})

t.test('the worst come first: nothing right, then right too low, then dishonest', async (t) => {
  const section = toSection(64, false, answers([['2', '1']], [['9']], [['9']]))
  t.same(worstOf(section, 9).map(({ id }) => id), ['b', 'c', 'a'])
  t.equal(worstOf(section, 1).length, 1)
})

t.test('a slip is one letter of the longest word, the same every time', async (t) => {
  for (const text of ['red dress', 'Größe 42 Wanderschuhe', 'a b', 'laptop']) {
    const slipped = withTypo(text)
    t.equal(withTypo(text), slipped)
    t.ok(Math.abs(slipped.length - text.length) <= 1)
    t.equal(slipped === text, text === 'a b', text)
  }
})
