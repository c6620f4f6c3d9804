import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { checkConfiguration } from '../../src/doctor/configuration.ts'
import { checkDataFolder } from '../../src/doctor/data-folder.ts'
import { axis, probeImage } from '../../src/doctor/probe.ts'
import { inMs, timed } from '../../src/doctor/timed.ts'
import { folder } from '../fixtures/catalogue-files.ts'

async function troubles (env: Readonly<Record<string, string>>): Promise<string[]> {
  const { findings } = await checkConfiguration(env)
  return findings.filter(({ level }) => level !== 'ok').map(({ check, level }) => `${check} ${level}`)
}

t.test('settings that can be used are told in short', async (t) => {
  const { config, findings } = await checkConfiguration({ DIMENSIONS: '256' })

  t.equal(config?.DIMENSIONS[0], 256)
  t.same(findings, [
    {
      group: 'configuration',
      check: 'settings',
      level: 'ok',
      detail: 'EMBEDDER=builtin VECTOR_STORE=lancedb CATALOGUE=products DIMENSIONS=256'
    }
  ])
})

t.test('settings that cannot be used give no configuration, and say where choices are listed', async (t) => {
  const { config, findings } = await checkConfiguration({ EMBEDDER: 'clip' })

  t.equal(config, undefined)
  t.match(findings, [{ level: 'failed', detail: /EMBEDDER must be one of/, advice: /settings.md lists every setting/ }])
})

t.test('a name that is nearly that of a setting is a warning', async (t) => {
  const { findings } = await checkConfiguration({ EMBEDER: 'bedrock', HOME: '/root' })

  t.match(findings[0], {
    check: 'EMBEDER',
    level: 'warning',
    detail: /EMBEDDER is one/,
    advice: 'Set EMBEDDER, or remove EMBEDER.'
  })
  t.equal(findings.length, 2)
})

t.test('a try must be shorter than its call, where AWS is called at all', async (t) => {
  const times = (request: string, call: string) => ({ AWS_REQUEST_TIMEOUT_MS: request, AWS_CALL_TIMEOUT_MS: call })

  t.same(await troubles({ EMBEDDER: 'bedrock', ...times('999', '1000') }), [])
  t.same(await troubles({ EMBEDDER: 'bedrock', ...times('1000', '1000') }), ['time-outs warning'])
  t.same(await troubles({ VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'shop', ...times('1001', '1000') }), [
    'time-outs warning'
  ])
  t.same(await troubles(times('1001', '1000')), [])
})

t.test('a store on AWS without a bucket fails', async (t) => {
  t.same(await troubles({ VECTOR_STORE: 's3' }), ['bucket name failed'])
  t.same(await troubles({ VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'shop' }), [])
})

t.test('a data folder that is still to be made is looked for where it would be', async (t) => {
  const root = await folder(t)
  const there = async (...steps: string[]) =>
    (await checkDataFolder(loadConfig({ DATA_DIR: path.join(root, ...steps) })))[0]

  t.match(await there(), { level: 'ok', detail: root })
  t.match(await there('shop', 'data'), {
    level: 'ok',
    detail: `${path.join(root, 'shop', 'data')}, to be made in ${root}`
  })
})

t.test('a data folder below a file fails', async (t) => {
  const file = path.join(await folder(t), 'file')
  await writeFile(file, '')

  t.match(await checkDataFolder(loadConfig({ DATA_DIR: path.join(file, 'data') })), [
    { check: 'writable', level: 'failed', advice: /set DATA_DIR\.$/ },
    { check: 'space' }
  ])
})

t.test('the picture that is embedded is what its text says, as small as can be', async (t) => {
  t.match(await probeImage(), { format: 'png', width: 64, height: 64 })
  t.same([...axis(3)], [1, 0, 0])
})

t.test('times are told in milliseconds, short ones with a tenth', async (t) => {
  t.same([0, 1.26, 9.94, 10, 1234.5].map(inMs), ['0.0 ms', '1.3 ms', '9.9 ms', '10 ms', '1235 ms'])
  t.match(await timed(async () => 7), { value: 7, ms: Number })
  await t.rejects(
    timed(async () => {
      throw new Error('failed')
    }),
    { message: 'failed' }
  )
})
