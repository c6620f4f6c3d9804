import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { awsEnvironment } from '../fixtures/aws-environment.ts'
import { damageStore } from '../fixtures/damage-store.ts'
import { examined, finding } from '../fixtures/examined.ts'

t.test('an embedded store that is damaged is a finding, and does not end the examination', async (t) => {
  const { env, folder } = await awsEnvironment(t, { env: { VECTOR_STORE: 'lancedb', DIMENSIONS: '256' } })
  const store = await LanceDbVectorStore.open({ dataDir: folder })
  await store.createIndex({ name: 'products-256', dimension: 256, metric: 'cosine', nonFilterableKeys: [] })
  await store.close()
  await damageStore(folder)

  const result = await examined(env)

  t.equal(result.code, 1)
  t.match(finding(result, 'store', 'open'), {
    level: 'failed',
    detail: /STORE_DAMAGED/,
    advice: /Move the folder away and ingest again/
  })
  t.ok(finding(result, 'network', 'clock'), 'what comes after is looked at')
})

t.test('a file of the store that cannot be read is a finding as well', async (t) => {
  const { env, folder } = await awsEnvironment(t, { env: { VECTOR_STORE: 'lancedb', DIMENSIONS: '256' } })
  await mkdir(path.join(folder, 'lancedb'))
  await writeFile(path.join(folder, 'lancedb', 'products-256.json'), '{"name":')

  t.match(finding(await examined(env), 'store', 'open'), { level: 'failed', detail: /STORE_DAMAGED/ })
})

t.test('a data file of the store that is cut short is damage, with the place and what to do', async (t) => {
  const { env, folder } = await awsEnvironment(t, { env: { VECTOR_STORE: 'lancedb', DIMENSIONS: '256' } })
  const store = await LanceDbVectorStore.open({ dataDir: folder })
  const index = await store.createIndex({
    name: 'products-256',
    dimension: 256,
    metric: 'cosine',
    nonFilterableKeys: []
  })
  const embedding = new Float32Array(256).fill(1)
  await index.upsert(
    Array.from({ length: 300 }, (_, i) => ({ key: `p${i}#text`, embedding, metadata: { title: 'x'.repeat(100) } }))
  )
  await store.close()
  const root = path.join(folder, 'lancedb')
  const files = (await readdir(root, { recursive: true })).filter((name) =>
    name.includes(`${path.sep}data${path.sep}`)
  )
  t.ok(files.length > 0)

  for (const share of [0.9, 0.4, 0]) {
    for (const file of files) {
      await truncate(path.join(root, file), Math.floor((await stat(path.join(root, file))).size * share))
    }
    const found = finding(await examined(env), 'store', 'open')
    t.match(
      found,
      {
        level: 'failed',
        detail: /STORE_DAMAGED: The data in .*products-256\.[0-9a-f]+\.lance cannot be read/,
        advice: /Move the folder away and ingest again/
      },
      `${share}`
    )
  }
})
