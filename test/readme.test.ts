import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { configSchema, packageRoot, SCOPES } from '../src/config.ts'
import * as errors from '../src/errors.ts'
import { POINTS } from '../src/plugins/rate-limit.ts'

const readme = readFileSync(path.join(packageRoot, 'README.md'), 'utf8')
const security = readFileSync(path.join(packageRoot, 'docs', 'security.md'), 'utf8')
const containerReadme = readFileSync(path.join(packageRoot, 'docker', 'README.md'), 'utf8')
const manifest = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** Rows of the table under a heading, as lists of cells without code marks. */
function table (heading: string, document = readme): string[][] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|')).slice(2)
  return rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')))
}

t.test('the READMEs list every setting with its default', async (t) => {
  const settings = Object.entries(configSchema.properties).map(([name, schema]) => [name, String((schema as { default?: unknown }).default ?? '')])

  const rows = [...table('Settings'), ...table('Settings', security), ...table('Settings for AWS', containerReadme)]
  t.same(rows.map(([name, value]) => [name, value]).sort(), settings.sort())
})

t.test('the page on security lists every scope and what each kind of work costs', async (t) => {
  t.same(table('Keys', security).map(([scope]) => scope!).sort(), [...SCOPES].sort())
  t.same(table('The rate limit', security).map(([, points]) => Number(points)).sort(), Object.values(POINTS).sort())
})

t.test('the README lists every error code under its HTTP status', async (t) => {
  const all = Object.values(errors)
    .filter((value) => typeof value === 'function' && value.name === 'FastifyError')
    .map((Coded) => new (Coded as typeof errors.BadUserInputError)('', '', ''))
    .map(({ code, statusCode }) => `${statusCode} ${code}`)
  const codes = [...new Set(all)]
  const listed = table('Errors').flatMap(([status, cells]) => cells!.split(', ').map((code) => `${status} ${code}`))

  t.ok(codes.length > 20)
  t.same(listed.sort(), codes.sort())
})

t.test('every npm script that the README names exists', async (t) => {
  const named = [...readme.matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, name]) => name!)

  t.ok(named.length > 0)
  t.same(named.filter((name) => !(name in manifest.scripts)), [])
})

t.test('the README fits a first read', async (t) => {
  t.ok(readme.split('\n').length <= 150)
})

t.test('no script waits for a hook: install scripts are off here, and npm then runs nothing before or after a script', async (t) => {
  t.same(Object.keys(manifest.scripts).filter((name) => /^(pre|post)/.test(name)), [])
})
