import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import t from 'tap'
import { createProgram } from '../src/commands/program.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import { referenceFiles } from './fixtures/reference.ts'

const documents = ['.', 'docs', 'docker', 'models', 'local-aws', 'bench', 'training', 'src/storefront']
  .filter((folder) => existsSync(path.join(packageRoot, folder)))
  .flatMap((folder) =>
    readdirSync(path.join(packageRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.posix.join(folder, name))
  )

function read (file: string): string {
  return readFileSync(path.join(packageRoot, file), 'utf8')
}

/** The anchor that a heading gets, as Git hosts make it. */
function anchorOf (heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-')
}

function anchorsOf (file: string): string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))
}

/** What a link to a file of the repository points to, or undefined where all is well. */
function brokenLink (file: string, link: string): string | undefined {
  const [target = '', anchor] = link.split('#')
  const found = target === '' ? file : path.posix.join(path.posix.dirname(file), target)
  if (!existsSync(path.join(packageRoot, found))) return `${file}: ${link}`
  return anchor === undefined || anchorsOf(found).includes(anchor)
    ? undefined
    : `${file}: ${link} has no such heading`
}

/** What a command and those below it say of themselves. */
function helpOf (command: Command): string {
  return [command, ...command.commands].map((one) => one.helpInformation()).join('\n')
}

t.test('every link between documents leads somewhere', async (t) => {
  const links = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => [file, link!] as const)
  )

  t.ok(links.length > 20)
  t.same(
    links.flatMap(([file, link]) => brokenLink(file, link) ?? []),
    []
  )
})

t.test('every npm script, bench and test that a document names exists', async (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const text = documents.map(read).join('\n')
  const named = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name!)
  const files = [...text.matchAll(/\b(?:bench|training|local-aws|test)\/[\w./-]+\.(?:ts|jsonl)/g)].map(
    ([file]) => file
  )

  t.same(
    [...new Set(named)].filter((name) => !(name in scripts)),
    []
  )
  t.same(
    [...new Set(files)].filter((file) => !existsSync(path.join(packageRoot, file))),
    []
  )
})

t.test('every path of the source that a document names exists', async (t) => {
  const named = documents.flatMap((file) =>
    [...read(file).matchAll(/`((?:src|schema|models)\/[\w./-]*)`/g)].map(([, named]) => ({ file, named: named! }))
  )

  t.ok(named.length > 10)
  t.same(
    named.filter(({ named }) => !existsSync(path.join(packageRoot, named))),
    []
  )
})

t.test('every file that CONTRIBUTING names without its folder is in the folder named before', async (t) => {
  const missing: string[] = []
  let count = 0
  for (const row of read('CONTRIBUTING.md').split('\n').filter((line) => line.startsWith('| '))) {
    let folder = ''
    for (const [, name] of row.matchAll(/`([\w./-]*(?:\/|\.(?:ts|js|json|html|md)))`/g)) {
      const file = name!.includes('/') || !folder ? name! : path.posix.join(folder, name!)
      if (!existsSync(path.join(packageRoot, file))) missing.push(file)
      folder = file.endsWith('/') ? file : `${path.posix.dirname(file)}/`
      count++
    }
  }

  t.ok(count > 80)
  t.same(missing, [])
})

t.test('every command and option of vitrine that a document shows is one', async (t) => {
  const commands = new Map((await createProgram()).commands.map((command) => [command.name(), command]))
  const shown = [
    ...documents
      .map(read)
      .join('\n')
      .matchAll(/(?:^|`)(?:npm run vitrine -- |vitrine )([a-z]+)([^`\n]*)/gm)
  ]
  const byCommand = new Map<string, Set<string>>()
  for (const [, name, rest] of shown) {
    const options = byCommand.get(name!) ?? new Set()
    byCommand.set(name!, options)
    for (const [option] of rest!.matchAll(/--[a-z][a-z-]*/g)) options.add(option)
  }

  t.ok(byCommand.size > 8)
  t.same(
    [...byCommand.keys()].filter((name) => !commands.has(name)),
    []
  )
  for (const [name, options] of byCommand) {
    const text = helpOf(commands.get(name)!)
    t.same(
      [...options].filter((option) => !text.includes(option)),
      [],
      name
    )
  }
})

t.test('what is listed from the code is as the code has it', async (t) => {
  for (const [file, text] of referenceFiles()) t.equal(read(file), text, `${file} is made by: npm run reference`)
})

t.test('the README fits a first read', async (t) => {
  t.ok(read('README.md').split('\n').length <= 150)
})

t.test(
  'no script waits for a hook: install scripts are off here, and npm then runs nothing before or after a script',
  async (t) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    t.same(
      Object.keys(scripts).filter((name) => /^(pre|post)/.test(name)),
      []
    )
  }
)
