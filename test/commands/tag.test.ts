import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { localAws } from '../fixtures/aws-clients.ts'
import { startVitrine, vitrine, type Running } from '../fixtures/run-vitrine.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const PHOTOS = 40

/** Each answer of the model takes so long that a run, five rounds of eight photos, can be met in the middle. */
const ANSWER_MS = 200

/** A folder of plain photos, and a way to tag it. */
async function shop (t: Test) {
  const aws = await localAws(t)
  aws.faults.inject({ kind: 'slow', operation: 'InvokeModel', delayMs: ANSWER_MS, rate: 1 })
  const root = t.testdir({ photos: {}, 'small.json': JSON.stringify(smallTaxonomy()) })
  const names = Array.from({ length: PHOTOS }, (_, i) => `${String(i).padStart(2, '0')}.png`)
  for (const [i, name] of names.entries()) {
    await sharp({ create: { width: 30, height: 30, channels: 3, background: { r: i * 6, g: 255 - i * 6, b: 80 } } })
      .png()
      .toFile(join(root, 'photos', name))
  }
  const env = {
    ...aws.env,
    EMBEDDER: 'bedrock',
    BEDROCK_MAX_CONCURRENCY: '8',
    DATA_DIR: join(root, 'data'),
    TAXONOMY: join(root, 'small.json')
  }
  const command = (args: readonly string[]) => ['tag', join(root, 'photos'), ...args]
  return {
    root,
    names,
    tag: async (...args: readonly string[]) => await vitrine(command(args), env),
    start: (...args: readonly string[]) => startVitrine(command(args), env)
  }
}

async function linesOf (file: string): Promise<string[]> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\n')
}

/** Resolves once the file has so many lines; rejects where the process ends before. */
async function grown (file: string, count: number, { child }: Running): Promise<void> {
  while ((await linesOf(file)).length <= count) {
    if (child.exitCode !== null) throw new Error('it ended before it was killed')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

t.test('killed at any moment, the same command goes on, and the output is that of one run', async (t) => {
  const { root, names, tag, start } = await shop(t)
  const [once, often] = [join(root, 'once.jsonl'), join(root, 'often.jsonl')]
  t.match(await tag('--output', once), { code: 0, stdout: /^40 tagged, 0 skipped, 0 failed/ })
  const again = await tag('--output', once, '--json')
  t.match(JSON.parse(again.stdout), { counts: { tagged: 0, skipped: 40, failed: 0 }, output: once })

  for (const count of [9]) {
    const running = start('--output', often)
    await grown(often, count, running)
    running.child.kill('SIGKILL')
    await running.end()
  }
  const kept = (await linesOf(often)).length - 1
  t.ok(kept >= 9 && kept < PHOTOS, `${kept} lines after a kill`)
  await writeFile(often, `${await readFile(often, 'utf8')}{"id":"5`)

  const { code, stdout, stderr } = await tag('--output', often, '--csv', join(root, 'tags.csv'))

  t.equal(code, 0)
  t.match(stdout, new RegExp(`^${PHOTOS - kept} tagged, ${kept} skipped, 0 failed`))
  t.match(stderr, /line \d+ of 40, \d+ products, 0 rejected/)
  t.same(
    (await linesOf(often)).slice(0, -1).map((line) => (JSON.parse(line) as { id: string }).id),
    names
  )
  t.equal(await readFile(often, 'utf8'), await readFile(once, 'utf8'))
  t.equal((await linesOf(join(root, 'tags.csv'))).length, PHOTOS + 2)
})

t.test('interrupted, it ends after what is written, says so, and goes on', async (t) => {
  const { root, tag, start } = await shop(t)
  const output = join(root, 'tags.jsonl')
  const running = start('--output', output)
  await grown(output, 5, running)
  running.child.kill('SIGINT')

  const { code, stdout } = await running.end()

  t.equal(code, 130)
  t.match(stdout, /tagged, 0 skipped, 0 failed.* Interrupted; the same command goes on from here\.\n$/)
  t.match(await tag('--output', output), { code: 0 })
  t.equal((await linesOf(output)).length, PHOTOS + 1)
})

t.test('what cannot be tagged is told, with what to do', async (t) => {
  const { root, tag } = await shop(t)
  await writeFile(join(root, 'notes.txt'), 'to do\n')

  t.match(await tag('--output', join(root, 'notes.txt')), {
    code: 1,
    stderr: /BAD_USER_INPUT: .*notes\.txt line 1 is not written by vitrine tag/
  })
  t.match(await tag('--write-back'), { code: 1, stderr: /CATALOGUE_EMPTY: .*vitrine ingest <file>/ })
  t.same(await linesOf(join(root, 'photos.tags.jsonl')), [''])
})
