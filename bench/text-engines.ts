// npx tsx bench/text-engines.ts: words alone, by MiniSearch and by LanceDB's full-text search, on the judged shop.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, Index, MatchQuery } from '@lancedb/lancedb'
import MiniSearch from 'minisearch'
import { stem, wordsOf } from '../src/shared/words.ts'
import { machineLine, markdownTable, percentile, timeOne } from './report.ts'
import { withTypo } from '../src/evaluation/search/with-typo.ts'
import { readJudged } from '../training/judged.ts'

interface Row {
  readonly id: string
  readonly title: string
  readonly words: string
}
type Engine = (text: string) => Promise<string | undefined>

const lines = (await readFile(new URL('../training/queries/shop.jsonl', import.meta.url), 'utf8')).trim().split('\n')
const rows = lines.map((line): Row => {
  const { id, title, brand, category, color = '', description } = JSON.parse(line) as Record<string, string>
  return { id: id!, title: title!, words: [title, title, brand, category, color, description].join(' ') }
})
const queries = (await readJudged('tuning')).filter(
  ({ catalogue, right }) => catalogue === 'shop' && right.length > 0
)
const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
const table = await (
  await connect(folder)
).createTable(
  'words',
  rows.map((row) => ({ ...row }))
)
await table.createIndex('words', { config: Index.fts({ stem: true, removeStopWords: true }) })
const mini = new MiniSearch<Row>({
  fields: ['title', 'words'],
  storeFields: ['title'],
  tokenize: wordsOf,
  processTerm: stem
})
mini.addAll(rows)

const engines: Record<string, Engine> = {
  'MiniSearch, whole words': async (text) => mini.search(text)[0]?.['title'] as string | undefined,
  'MiniSearch, fuzzy 0.2 and prefix': async (text) =>
    mini.search(text, { fuzzy: 0.2, prefix: true })[0]?.['title'] as string | undefined,
  'LanceDB, whole words': async (text) => await lance(text, 0),
  'LanceDB, fuzzy 1': async (text) => await lance(text, 1)
}

const report = []
for (const [engine, ask] of Object.entries(engines)) {
  report.push({
    engine,
    'first, clean': await rightFirst(ask, (text) => text),
    'first, one typo': await rightFirst(ask, withTypo),
    'p50, ms': await median(ask)
  })
}
console.log(`${machineLine()}; ${rows.length} products, ${queries.length} queries`)
console.log(markdownTable(report))
await rm(folder, { recursive: true })

async function lance (text: string, fuzziness: number): Promise<string | undefined> {
  const [first] = (await table
    .search(new MatchQuery(text, 'words', { fuzziness }), 'fts')
    .limit(1)
    .toArray()) as Row[]
  return first?.title
}

async function rightFirst (ask: Engine, change: (text: string) => string): Promise<string> {
  let right = 0
  for (const query of queries) right += Number(query.right.includes((await ask(change(query.text))) ?? ''))
  return (right / queries.length).toFixed(3)
}

async function median (ask: Engine): Promise<string> {
  const times = []
  for (const { text } of queries) times.push(await timeOne(async () => await ask(text)))
  return percentile(times, 0.5).toFixed(2)
}
