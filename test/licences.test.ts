import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { packageRoot } from '../src/shared/package-root.ts'
import { licencesPage } from './fixtures/licences.ts'

/** Licences that leave free what the service does, and those of shared libraries that may be replaced. */
const ACCEPTED = new Set([
  '(MIT OR CC0-1.0)', '0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Python-2.0',
  'LGPL-3.0-or-later', 'Apache-2.0 AND LGPL-3.0-or-later', 'Apache-2.0 AND LGPL-3.0-or-later AND MIT'
])
const page = readFileSync(path.join(packageRoot, 'docs', 'licences.md'), 'utf8')

t.test('the page of licences is that of the lock file; npm run licences writes it anew', async (t) => {
  t.equal(page, licencesPage())
})

t.test('every package states a licence that is accepted, and the LGPL is that of libvips alone', async (t) => {
  const sections = page.split('\n## ').slice(2).map((section) => section.split('\n'))

  t.ok(sections.length > 5)
  for (const [licence = '', ...lines] of sections) {
    const names = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2))
    t.ok(ACCEPTED.has(licence), `${licence}: ${names.slice(0, 5).join(', ')}`)
    if (licence.includes('LGPL')) t.same(names.filter((name) => !name.startsWith('@img/sharp-')), [])
  }
})
