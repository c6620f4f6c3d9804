// npx tsx bench/judged-search.ts [tuning|test|all]: the judged queries through the search service, as typed and with
// one typo.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../src/config/config.ts'
import type { SearchResult } from '../src/search/search-result.ts'
import { createServices } from '../src/services.ts'
import { openShops } from '../training/judged-shops.ts'
import { withTypo } from '../src/evaluation/search/with-typo.ts'
import { readJudged, type JudgedQuery } from '../training/judged.ts'
import { machineLine, markdownTable } from './report.ts'

interface Answered {
  readonly query: JudgedQuery
  readonly result: SearchResult
}
type Way = 'clean' | 'one typo' | 'clean, vectors alone' | 'one typo, vectors alone'

const half = process.argv[2] === 'test' || process.argv[2] === 'all' ? process.argv[2] : 'tuning'
const given = process.env['JUDGED_DIR']
const folder = given ?? (await mkdtemp(join(tmpdir(), 'vitrine-judged-')))
const shops = await openShops(folder)
const judged = await readJudged(half)
const answers: Record<Way, Answered[]> = {
  clean: [],
  'one typo': [],
  'clean, vectors alone': [],
  'one typo, vectors alone': []
}
for (const [name, config] of shops) {
  await ask(
    config,
    judged.filter(({ catalogue }) => catalogue === name)
  )
}
console.log(`${machineLine()}; half: ${half}`)
for (const shop of [undefined, 'demo', 'shop'] as const) {
  console.log(`\n${shop ?? 'both catalogues'}\n`)
  console.log(
    markdownTable(
      (Object.keys(answers) as Way[]).map((way) => ({
        way,
        ...figures(answers[way].filter(({ query }) => !shop || query.catalogue === shop))
      }))
    )
  )
}
console.log(
  `\nRelevance of the first product, and how often it is right:\n\n${markdownTable(reliability([...answers.clean, ...answers['one typo']]))}`
)
if (process.env['SHOW']) {
  for (const way of ['clean', 'one typo'] as const) for (const answered of answers[way]) show(way, answered)
}
if (given === undefined) await rm(folder, { recursive: true })

async function ask (config: Config, queries: readonly JudgedQuery[]): Promise<void> {
  await askAll(config, queries, ['clean', 'one typo'])
  await askAll({ ...config, TEXT_INDEX_PRODUCTS: 0 }, queries, ['clean, vectors alone', 'one typo, vectors alone'])
}

async function askAll (
  config: Config,
  queries: readonly JudgedQuery[],
  [clean, typed]: readonly [Way, Way]
): Promise<void> {
  const services = await createServices(config)
  try {
    for (const query of queries) {
      answers[clean].push({ query, result: await services.search.search({ text: query.text }) })
      answers[typed].push({ query, result: await services.search.search({ text: withTypo(query.text) }) })
    }
  } finally {
    await services.close()
  }
}

function figures (all: readonly Answered[]): Record<string, string | number> {
  const asked = all.filter(({ query }) => query.right.length > 0)
  const absent = all.filter(({ query }) => query.right.length === 0)
  return {
    queries: asked.length,
    'right first': share(asked, isRightFirst),
    'right in 3': share(asked, ({ query, result }) =>
      result.items.slice(0, 3).some(({ product }) => query.right.includes(product.title ?? ''))
    ),
    'answered by nothing': share(asked, ({ result }) => result.items.length === 0),
    'said to be absent': share(asked, ({ result }) => result.items.length === 0 || result.nearest),
    absent: absent.length,
    honest: share(absent, ({ result }) => result.items.length === 0 || result.nearest)
  }
}

function reliability (all: readonly Answered[]): Array<Record<string, string | number>> {
  return [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const within = all.filter(
      ({
        result: {
          items: [first]
        }
      }) => first && first.relevance >= from && first.relevance < from + 0.2 + Number(from === 0.8)
    )
    return {
      relevance: `${from} to ${(from + 0.2).toFixed(1)}`,
      answers: within.length,
      right: within.length === 0 ? '-' : share(within, isRightFirst)
    }
  })
}

function isRightFirst ({
  query,
  result: {
    items: [first]
  }
}: Answered): boolean {
  return first !== undefined && query.right.includes(first.product.title ?? '')
}

function share (list: readonly Answered[], isSo: (answered: Answered) => boolean): string {
  return (list.filter(isSo).length / list.length).toFixed(3)
}

function show (way: Way, answered: Answered): void {
  const {
    query,
    result: {
      items: [first],
      nearest,
      correctedText = ''
    }
  } = answered
  const isFine = query.right.length > 0 ? isRightFirst(answered) && !nearest : !first || nearest
  if (isFine) return
  console.log(
    [
      way,
      query.catalogue,
      query.text,
      correctedText,
      nearest ? 'nearest' : '',
      `${first?.product.title} ${first?.relevance.toFixed(2)}`,
      query.right.join('; ')
    ].join(' | ')
  )
}
