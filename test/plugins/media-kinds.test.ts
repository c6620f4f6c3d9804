import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { MEDIA_EXTENSIONS } from '../../src/media/media-extensions.ts'
import { testApp } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'

t.test('whatever a catalogue may name as a clip, document or sound is served, with a type of its own', async (t) => {
  const folder = t.testdir()
  const { app } = await testApp(t, { products: [], store: new MemoryVectorStore(), env: { MEDIA_DIR: folder } })
  for (const name of Object.values(MEDIA_EXTENSIONS).flat()) {
    await writeFile(path.join(folder, `s.${name}`), 'x')
    const { statusCode, headers } = await app.inject({ url: `/media/s.${name}`, method: 'GET' })
    t.equal(statusCode, 200, name)
    t.match(headers['content-type'], /^(?:video|audio|application)\//, name)
  }
})
