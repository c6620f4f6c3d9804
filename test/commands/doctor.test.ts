import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { doctor } from '../../src/commands/doctor.ts'
import { awsEnvironment, FakeTerminal } from '../fixtures/aws-environment.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'
import { examined, finding, troubles } from '../fixtures/examined.ts'

async function dataFolder (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-doctor-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  return folder
}

t.test('the embedded default is examined too', async (t) => {
  const result = await examined({ DATA_DIR: await dataFolder(t), DIMENSIONS: '256' })

  t.same(troubles(result), ['catalogue products-256'])
  t.equal(result.code, 2)
  t.match(finding(result, 'model', 'load')?.detail, /^builtin-.* in \d/)
  t.match(finding(result, 'store', 'open')?.detail, '0 indexes')
  t.match(finding(result, 'data folder', 'space')?.detail, /^\d+ MB free$/)
})

t.test('a data folder that cannot be written fails for the embedded store and is a warning on AWS', async (t) => {
  const file = join(await dataFolder(t), 'file')
  await writeFile(file, '')
  const { env } = await awsEnvironment(t, { env: { DATA_DIR: join(file, 'data') } })

  const embedded = await examined({ ...env, VECTOR_STORE: 'lancedb' })
  t.match(finding(embedded, 'data folder', 'writable'), { level: 'failed', advice: 'DATA_DIR' })
  t.match(finding(embedded, 'store', 'open'), { level: 'failed', detail: 'DATA_DIR_UNUSABLE' })

  t.match(finding(await examined(env), 'data folder', 'writable'), {
    level: 'warning',
    advice: 'Only ingest and reviews need it'
  })
})

t.test('an API key that is set to nothing is none', async (t) => {
  const { env } = await awsEnvironment(t, { env: { AWS_BEARER_TOKEN_BEDROCK: '', DATA_DIR: await dataFolder(t) } })
  const { stdout } = await vitrine(['doctor', '--json'], env)

  t.match(stdout, /"check": ?"Bedrock"[^}]*access key LOCA/)
  t.notMatch(stdout, /could not be signed/)
})

t.test('settings that cannot be used end the examination', async (t) => {
  const wrong = await examined({ VECTOR_STORE: 'pinecone' })
  t.match(wrong, { code: 1, findings: [{ group: 'configuration', level: 'failed', detail: 'VECTOR_STORE' }] })
  t.equal(wrong.findings.length, 1)
  t.same(troubles(await examined({ VECTOR_STORE: 's3', AWS_REQUEST_TIMEOUT_MS: '40000' })), [
    'configuration bucket name',
    'configuration time-outs'
  ])
})

t.test('people get an aligned table, with advice below and colors only where they are wanted', async (t) => {
  const plain = new FakeTerminal()
  const colored = Object.assign(new FakeTerminal(), { isColored: true })

  await doctor({ VECTOR_STORE: 's3' }, false, plain)
  await doctor({ VECTOR_STORE: 's3' }, false, colored)

  t.equal(plain.text.split('\n')[1]?.indexOf('VECTOR_STORE=s3'), plain.text.split('\n')[0]?.indexOf('EMBEDDER='))
  t.match(plain.text, /\nfailed {3}configuration {2}bucket name .*\n {46} > Set S3_VECTOR_BUCKET/)
  t.match(plain.text, /\nfailed: 1, warnings: 0, ok: 2\.\n$/)
  t.notMatch(plain.text, '\u001b[')
  t.match(colored.text, '\u001b[31mfailed')
})
