// Kills an ingest, a reviewer and a tagging with write-back at named points of their writes, or fills their disk there;
// after each, what was confirmed must be there, once. In the end all must be as an undisturbed run leaves it. npm run
// build:test && node .build/bench/kill-points.js [--kills 1000] [--seed 1] [--full 0] [--disk <small file system>]
// [--minutes 600]
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/shared/package-root.ts'
import { seededRandom } from '../test/fixtures/random.ts'
import { contentsOf } from './kill-points-contents.ts'
import { IngestTrial, targetOf } from './kill-points-ingest.ts'
import { ReviewTrial, TagTrial } from './kill-points-others.ts'
import { runChild, type Outcome, type Problems, type Trial } from './kill-points-trial.ts'
import { writeCatalogues } from './kill-points-files.ts'
import { machineLine, markdownTable } from './report.ts'

/** A write of an index takes a few milliseconds. */
const MAX_DELAY_MS = 12
/** Runs of which the next one misses its point are over sooner; so many without a hit are too many. */
const MAX_MISSES = 12

type Action = 'kill' | 'fill'
interface Row {
  kills: number
  full: number
  told: number
  runs: number
  ended: number
  problems: string[]
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    full: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    disk: { type: 'string' }
  }
})
const rows = new Map<string, Row>()
const folder = await mkdtemp(path.join(tmpdir(), 'kill-points-'))
const begun = performance.now()
try {
  await mkdir(path.join(folder, 'catalogues'))
  const { first, second, photos } = await writeCatalogues(path.join(folder, 'catalogues'))
  const targets = [
    await targetOf(first, path.join(folder, 'first')),
    await targetOf(second, path.join(folder, 'second'))
  ]
  const tagging = await prepareTagging(photos)
  for (const [action, count] of [
    ['kill', Number(values.kills)],
    ['fill', Number(values.full)]
  ] as const) {
    if (count === 0) continue
    const place = path.join(action === 'fill' && values.disk ? values.disk : folder, `trial-${action}`)
    const tag = new TagTrial(path.join(place, 'tag'), tagging)
    await tag.begin()
    const trials: Trial[] = [
      new IngestTrial(path.join(place, 'ingest'), targets),
      new ReviewTrial(path.join(place, 'review')),
      tag
    ]
    const share = [0.4, 0.3, 0.3]
    const runs = trials.map(
      (trial, i) => async () =>
        await disturb(trial, { action, count: Math.round(count * share[i]!), place, seed: Number(values.seed) + i })
    )
    // A full disk would be full for all of them.
    if (action === 'kill') await Promise.all(runs.map(async (run) => await run()))
    else for (const run of runs) await run()
    await rm(place, { recursive: true })
  }
  report()
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** A catalogue before tagging, and what an undisturbed tagging makes of a copy of it. */
async function prepareTagging (file: string): Promise<ConstructorParameters<typeof TagTrial>[1]> {
  const template = path.join(folder, 'photos')
  await succeed(await runChild('ingest', template, { file, recreate: false }))
  const args = { file, taxonomy: path.join(packageRoot, 'models', 'taxonomy.json') }
  const undisturbed = path.join(folder, 'tagged')
  await new TagTrial(undisturbed, { args, template, expected: [] }).begin()
  await succeed(await runChild('tag', undisturbed, args))
  return { args, template, expected: await contentsOf(undisturbed) }
}

function succeed ({ failure }: Outcome): void {
  if (failure !== undefined) throw new Error(failure)
}

/** Until so many runs were hit, point after point in turn, at one of the times that an undisturbed run passes it. */
async function disturb (
  trial: Trial,
  {
    action,
    count,
    place,
    seed
  }: { readonly action: Action; readonly count: number; readonly place: string; readonly seed: number }
): Promise<void> {
  const random = seededRandom(seed)
  const dataDir = path.join(place, trial.program)
  const ballast = path.join(place, `ballast-${trial.program}`)
  const points = new Map<string, number>()
  let [hits, misses, turn] = [0, 0, 0]
  const end = begun + Number(values.minutes) * 60_000
  for (let run = 0; hits < count && misses < MAX_MISSES + points.size && performance.now() < end; run++) {
    const names = [...points.keys()]
    const point = names[turn++ % Math.max(1, names.length)] ?? ''
    const nth = 1 + Math.floor(random() * (points.get(point) ?? 1))
    // The first two runs pass all points undisturbed, to learn them.
    const order = run < 2 ? undefined : { point, nth, action, delayMs: random() * MAX_DELAY_MS, ballast }
    const outcome = await runChild(trial.program, dataDir, await trial.next(run === 1 ? 'index swap' : point), order)
    await rm(ballast, { force: true })
    const problems = await judge(trial, outcome, action)
    for (const [name, times] of Object.entries(outcome.passed)) {
      points.set(name, Math.max(times, points.get(name) ?? 0))
    }
    if (order) note(point, action, outcome, problems)
    else if (problems.length > 0) throw new Error(`an undisturbed run: ${problems.join('; ')}`)
    misses = outcome.isHit ? 0 : misses + 1
    if (outcome.isHit && ++hits % 50 === 0) {
      console.error(`${trial.program}: ${hits} × ${action} after ${Math.round((performance.now() - begun) / 1000)} s`)
    }
  }
}

async function judge (trial: Trial, outcome: Outcome, action: Action): Promise<Problems> {
  const { isDone, failure } = outcome
  const isUntold =
    failure !== undefined &&
    (action === 'kill' || failure.startsWith('UNCODED') || !/no space|ENOSPC|os error 28/i.test(failure))
  const untold = isUntold ? [`failed: ${failure}`] : []
  try {
    return [...untold, ...(isDone ? await trial.finished(outcome) : await trial.check(outcome))]
  } catch (error) {
    return [...untold, `unreadable: ${String(error)}`]
  }
}

function note (point: string, action: Action, { isHit, failure, isDone }: Outcome, problems: Problems): void {
  const row = rows.get(point) ?? { kills: 0, full: 0, told: 0, runs: 0, ended: 0, problems: [] }
  rows.set(point, row)
  row.runs++
  if (isHit) row[action === 'kill' ? 'kills' : 'full']++
  if (isHit && failure !== undefined) row.told++
  if (isDone) row.ended++
  row.problems.push(...problems)
  if (problems.length > 0) {
    console.error(`${action} at ${point}: ${problems.length} problems, ${problems.slice(0, 3).join('; ')}`)
  }
}

function report (): void {
  const sum = (key: 'kills' | 'full' | 'told' | 'runs' | 'ended') =>
    [...rows.values()].reduce((total, row) => total + row[key], 0)
  const count = (all: readonly string[], kind: string) => all.filter((problem) => problem.startsWith(kind)).length
  const line = (
    point: string,
    { kills, full, told, ended }: Omit<Row, 'problems' | 'runs'>,
    problems: readonly string[]
  ) => ({
    point,
    'kill -9': kills,
    'disk full': full,
    'said so': told,
    'finished and compared': ended,
    lost: count(problems, 'lost'),
    doubled: count(problems, 'doubled'),
    'other problems': problems.filter((problem) => !/^(lost|doubled)/.test(problem)).length
  })
  const all = [...rows.values()].flatMap(({ problems }) => problems)
  const table = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([point, row]) => line(point, row, row.problems))
  console.log(
    `${machineLine()}, seed ${values.seed}, ${sum('runs')} runs in ${Math.round((performance.now() - begun) / 1000)} s\n`
  )
  console.log(
    markdownTable([
      ...table,
      line('all', { kills: sum('kills'), full: sum('full'), told: sum('told'), ended: sum('ended') }, all)
    ])
  )
  process.exitCode = all.length === 0 ? 0 : 1
}
