import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'
import { folder } from '../fixtures/catalogue-files.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

const readme = readFileSync(path.join(packageRoot, 'README.md'), 'utf8')
const { version } = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string }

t.test('it tells its version, and its help names every command of the README', async (t) => {
  t.same(await vitrine(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' })

  const { code, stdout } = await vitrine(['--help'])
  const named = new Set([...readme.matchAll(/`vitrine ([a-z]+)/g)].map(([, name]) => name!))
  t.equal(code, 0)
  t.ok(named.size > 8)
  for (const name of named) t.match(stdout, new RegExp(`^ {2}${name}\\b`, 'm'), name)
})

/** Options of a command and of those below it, as its help lists them. */
async function optionsOf (...command: readonly string[]): Promise<string[]> {
  const { stdout } = await vitrine([...command, '--help'])
  const [, below = ''] = stdout.split('\nCommands:\n')
  const names = [...below.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help')
  const options = stdout.match(/--[a-z-]+/g) ?? []
  return [...options, ...(await Promise.all(names.map(async (name) => await optionsOf(...command, name)))).flat()]
}

t.test('every option that the README names for a command is one of it', async (t) => {
  const rows = [...readme.matchAll(/^\| `vitrine ([a-z]+)(.*)$/gm)]
  t.ok(rows.length >= 5)
  for (const [, name, row] of rows) {
    const others = [...row!.matchAll(/`vitrine ([a-z]+)/g)].map(([, other]) => other!)
    const known = new Set(
      (await Promise.all([name!, ...others].map(async (command) => await optionsOf(command)))).flat()
    )
    t.same(
      (row!.match(/--[a-z-]+/g) ?? []).filter((option) => !known.has(option)),
      [],
      name!
    )
  }
})

t.test('what is no command, no option or an argument too many is refused with 1', async (t) => {
  t.match(await vitrine(['ingets']), {
    code: 1,
    stdout: '',
    stderr: /unknown command 'ingets'[^]*Did you mean ingest\?/
  })
  t.match(await vitrine(['ingest']), { code: 1, stderr: /missing required argument 'file'/ })
  t.match(await vitrine(['ingest', 'a.csv', '--recrate']), { code: 1, stderr: /unknown option '--recrate'/ })
  t.match(await vitrine(['ingest', 'a.csv', 'b.csv']), { code: 1, stderr: /too many arguments/ })
  t.match(await vitrine([]), { code: 1, stderr: /^Usage: vitrine/ })
})

t.test('a choice that is none is refused with those there are', async (t) => {
  t.match(await vitrine(['ingest', 'a.csv', '--format', 'xml']), { code: 1, stderr: /Allowed choices are abo/ })
  t.match(await vitrine(['ingest', 'a', '--language', 'german']), { code: 1, stderr: /It must be like de or de_DE/ })
  t.match(await vitrine(['tag', '--fit', 'a.csv', '--precision', '1.5']), {
    code: 1,
    stderr: /above 0 and at most 1/
  })
  t.match(await vitrine(['tag', '--fit', 'a.csv', '--precision', '0']), { code: 1, stderr: /above 0 and at most 1/ })
  for (const count of ['0', '1.5', 'few', '-1']) {
    t.match(
      await vitrine(['evaluate', 'tagging', 'a.csv', '--shots', count]),
      { code: 1, stderr: /a whole number from 1/ },
      count
    )
  }
})

t.test('settings that cannot be used end every command before it does anything', async (t) => {
  for (const args of [
    ['serve'],
    ['provision'],
    ['ingest', 'a.csv'],
    ['demo'],
    ['tag', 'a.csv'],
    ['taxonomy'],
    ['reviews', 'list'],
    ['key', 'a', '--scope', 'review']
  ]) {
    t.match(
      await vitrine(args, { PORT: 'http' }),
      {
        code: 1,
        stdout: '',
        stderr: /^vitrine: CONFIG_INVALID: The environment cannot be used: PORT must be a number in digits, got "http"\.\n$/
      },
      args.join(' ')
    )
  }
})

t.test('labelled photos that are none of those asked for are told without opening a model', async (t) => {
  const labels = path.join(await folder(t), 'labels.jsonl')
  await writeFile(labels, '{"image":"a.jpg","label":"Dress","split":"train"}\n')

  t.match(await vitrine(['evaluate', 'builtin', labels]), {
    code: 1,
    stdout: '',
    stderr: /BAD_USER_INPUT: .*labels\.jsonl has no photos of the split "test"/
  })
  t.match(await vitrine(['evaluate', 'builtin', `${labels}.gone`]), {
    code: 1,
    stderr: /^vitrine: [A-Z_]+: .*labels\.jsonl\.gone/
  })
})

t.test('a model is not fitted without colors of its photos', async (t) => {
  const root = await folder(t)
  const [labels, colors] = [path.join(root, 'labels.jsonl'), path.join(root, 'colors.jsonl')]
  await writeFile(labels, '{"id":"a","image":"a.jpg","label":"Dress"}\n')
  await writeFile(colors, '{"id":"b","color":"red"}\n')

  t.match(await vitrine(['fit', labels]), { code: 1, stderr: /required option '--colors <file>'/ })
  t.match(await vitrine(['fit', labels, '--colors', colors, '--models', root]), {
    code: 1,
    stderr: /BAD_USER_INPUT: .*colors\.jsonl has the colors of none of these photos/
  })
  const own = path.join(root, 'own.jsonl')
  await writeFile(own, '{"id":"a","color":"red"}\n')
  t.match(await vitrine(['fit', labels, '--colors', own, '--more-colors', colors, '--models', root]), {
    code: 1,
    stderr: /CATALOGUE_FILE_INVALID: .*colors\.jsonl.*b lacks "image"/
  })
})
