import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { packageRoot } from '../../src/shared/package-root.ts'
import { configSchema } from '../../src/config/setting-schema.ts'

interface Rules {
  readonly groups: ReadonlyArray<{
    readonly rules: ReadonlyArray<{
      readonly alert: string
      readonly expr: string
      readonly annotations: { readonly summary: string }
    }>
  }>
}
interface Dashboard {
  readonly panels: ReadonlyArray<{
    readonly id: number
    readonly title: string
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
    readonly targets?: ReadonlyArray<{ readonly expr: string }>
  }>
}

const folder = (...parts: string[]) => path.join(packageRoot, ...parts)
const read = (...parts: string[]) => readFileSync(folder(...parts), 'utf8')

const operations = read('docs', 'operations.md')
const rules = (parse(read('docker', 'prometheus', 'alerts.yml')) as Rules).groups.flatMap((group) => group.rules)
const { panels } = JSON.parse(read('docker', 'grafana', 'vitrine.json')) as Dashboard

/** Names of metrics that an expression asks for, without what a histogram adds to them. */
function metricsOf (text: string): string[] {
  return [...text.matchAll(/\b(?:vitrine|nodejs|process)_\w+/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, '')
  )
}

t.test('dashboard, alerts and the examples ask for metrics that there are', async (t) => {
  const documented = new Set([...operations.matchAll(/^\| `([a-z][a-z_0-9]+)` \|/gm)].map(([, name]) => name!))
  const expressions = [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...rules.map(({ expr }) => expr),
    ...operations.split('| Question | PromQL |')[1]!.split('\n## ')[0]!.split('\n')
  ]

  const asked = expressions.flatMap(metricsOf)
  t.ok(asked.length > 40)
  t.same(
    asked.filter((name) => !documented.has(name)),
    []
  )
})

t.test('what an alert tells to look at exists', async (t) => {
  const summaries = rules.map(({ annotations }) => annotations.summary).join('\n')
  const known = new Set(Object.keys(configSchema.properties))

  t.same(
    [...summaries.matchAll(/\b[A-Z]+_[A-Z_]+\b/g)].map(([name]) => name).filter((name) => !known.has(name)),
    []
  )
  t.same(
    metricsOf(summaries).filter((name) => !operations.includes(`\`${name}\``)),
    []
  )
})

t.test('panels have ids of their own and do not lie on each other', async (t) => {
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`)
  )

  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
  t.equal(new Set(cells).size, cells.length)
  t.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24))
})

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

t.test(
  'Prometheus takes the rules, and they alert when they should',
  { skip: hasPromtool ? false : 'promtool is not installed' },
  async (t) => {
    for (const args of [
      ['check', 'config', '--syntax-only', 'prometheus.yml'],
      ['check', 'rules', 'alerts.yml'],
      ['test', 'rules', 'alerts.test.yml']
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', args, {
        cwd: folder('docker', 'prometheus'),
        encoding: 'utf8'
      })
      t.equal(status, 0, `${args.join(' ')}: ${stdout}${stderr}`)
    }
  }
)
