import { appendFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { provision } from '../../src/commands/provision.ts'
import { awsEnvironment, FakeTerminal, PRODUCTS } from '../fixtures/aws-environment.ts'
import { writeJsonLines } from '../fixtures/catalogue-files.ts'
import { bodyOf } from '../fixtures/nova-body.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

/** Bucket and index of an account, a file of three products, and `vitrine ingest` of it. */
async function shop (t: Test, products: readonly object[] = PRODUCTS) {
  const environment = await awsEnvironment(t, { env: { DIMENSIONS: '256' } })
  const { aws, config, env, folder } = environment
  await provision(config, { yes: true }, new FakeTerminal())
  const file = path.join(folder, 'shop.jsonl')
  await writeJsonLines(file, products)
  // The SDK takes an empty token for a token.
  const settings = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  // Titles are also embedded as queries, to measure what they are like.
  const embedded = () =>
    aws.requests.flatMap(({ operation, input }) =>
      operation === 'InvokeModel' && bodyOf(input).embeddingPurpose === 'GENERIC_INDEX'
        ? bodyOf(input).text?.value
        : []
    )
  return {
    file,
    folder,
    aws,
    embedded,
    ingest: async (...flags: string[]) => await vitrine(['ingest', file, ...flags], settings)
  }
}

t.test('an ingest tells on stdout what it did and what the model cost, and nothing else there', async (t) => {
  const { ingest } = await shop(t)

  const { code, stdout, stderr } = await ingest()

  t.equal(code, 0)
  t.match(
    stdout,
    /^Products: 3 new, 0 changed, 0 unchanged, 0 rejected, 0 deleted\n3 records in [\d.]+ s, [\d.]+ products\/s\n\d+ model calls: \d+ tokens of text, 0 images, about USD 0\.\d{4} at the prices set\n$/
  )
  t.match(stderr, /Z line \d of \d, \d products, 0 rejected/)
})

t.test('a second run embeds nothing again, a changed product costs itself', async (t) => {
  const { ingest, file, embedded } = await shop(t)
  await ingest()
  t.equal(embedded().length, 3)

  t.match(await ingest(), { code: 0, stdout: /^Products: 0 new, 0 changed, 3 unchanged/ })
  t.equal(embedded().length, 3)
  await writeJsonLines(file, [{ ...PRODUCTS[0], title: 'summer boots' }, ...PRODUCTS.slice(1)])
  t.match(await ingest(), { code: 0, stdout: /^Products: 0 new, 1 changed, 2 unchanged/ })
  t.match(embedded().slice(3), [/^summer boots/])
})

t.test('products that are gone are taken out only if that is asked for', async (t) => {
  const { ingest, file } = await shop(t)
  await ingest()
  await writeJsonLines(file, PRODUCTS.slice(1))

  t.match(await ingest(), { stdout: / 0 deleted/ })
  t.match(await ingest('--delete-missing', '--yes'), {
    code: 0,
    stdout: /^Products: 0 new, 0 changed, 2 unchanged, 0 rejected, 1 deleted/
  })
  t.match(await ingest('--delete-missing'), { stdout: / 0 deleted/ })
})

t.test('rows that cannot be used are listed, the others are brought in, and the exit code is 2', async (t) => {
  const { ingest, file, folder } = await shop(t)
  await appendFile(file, '{"id":"no title"}\nno JSON\n')
  const rejects = path.join(folder, 'rejects.jsonl')

  t.match(await ingest('--rejects', rejects), {
    code: 2,
    stdout: /^Products: 3 new, .* 2 rejected[^]*What could not be used, and why: .*rejects\.jsonl/
  })
  t.same(
    (await readFile(rejects, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { line: number }).line),
    [4, 5]
  )
})

t.test('--recreate brings everything in anew', async (t) => {
  const { ingest } = await shop(t)
  await ingest()

  t.match(await ingest('--recreate'), { code: 0, stdout: /^Products: 3 new, 0 changed, 0 unchanged/ })
})

t.test('a dry run calls no model and writes nothing', async (t) => {
  const { ingest, aws, embedded } = await shop(t)
  const before = aws.requests.length

  const { code, stdout } = await ingest('--dry-run')

  t.equal(code, 0)
  t.match(stdout, /^Compared, nothing written: 3 new/)
  t.match(stdout, /It would take \d+ model calls/)
  t.notMatch(stdout, /MEDIA_DIR/)
  t.same(embedded(), [])
  t.same(
    [...new Set(aws.requests.slice(before).map(({ operation }) => operation))].filter(
      (name) => !/^(Get|List)/.test(name)
    ),
    []
  )
})

t.test('a right that is missing ends the ingest with its name, and the next run completes it', async (t) => {
  const { ingest, aws } = await shop(t)
  aws.allow([
    'bedrock:InvokeModel',
    's3vectors:GetIndex',
    's3vectors:GetVectors',
    's3vectors:ListVectors',
    's3vectors:QueryVectors'
  ])
  t.match(await ingest(), { code: 1, stdout: '', stderr: /vitrine: ACCESS_DENIED: .*s3vectors:\w+\.\n/ })
  aws.allow(undefined)

  t.match(await ingest(), { code: 0, stdout: /3 new|3 unchanged/ })
})

t.test('a call of an ingest is tried twice as often as is set, since nobody waits for it', async (t) => {
  const { ingest, aws } = await shop(t, PRODUCTS.slice(0, 1))
  aws.faults.inject({ kind: 'reset', operation: 'InvokeModel', times: 3 })

  t.match(await ingest(), { code: 0, stdout: /^Products: 1 new/ })
  aws.faults.inject({ kind: 'reset', operation: 'InvokeModel', times: 4 })
  t.match(await ingest('--recreate'), { code: 1, stderr: /MODEL_UNAVAILABLE/ })
})

t.test('an empty file costs the catalogue nothing that is there', async (t) => {
  const { ingest, file } = await shop(t)
  await ingest()
  await writeFile(file, '')

  t.match(await ingest('--delete-missing'), { code: 1, stdout: '', stderr: /CATALOGUE_FILE_INVALID: .*it is empty/ })
  await writeJsonLines(file, PRODUCTS)
  t.match(await ingest(), { stdout: /3 unchanged/ })
})
