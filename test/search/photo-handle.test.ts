import t from 'tap'
import { dot, normalise } from '../../src/embedding/embedder.ts'
import { PhotoHandles, type PhotoHandlesOptions } from '../../src/search/photo-handle.ts'
import { gaussian, seededRandom } from '../fixtures/random.ts'

const HOUR = 3_600_000
const options: PhotoHandlesOptions = {
  secret: async () => 'secret',
  model: 'model-1',
  size: 1024,
  lifetimeMs: HOUR,
  now: () => 1e12
}
const random = seededRandom(1)
const embedding = normalise(Float32Array.from({ length: 1024 }, () => gaussian(random)))
const photo = { hash: '0123456789abcdef0123456789abcdef', embedding }

t.test('another replica with the same secret reads what it was, but for rounding', async (t) => {
  const handle = await new PhotoHandles(options).write(photo)
  const read = await new PhotoHandles(options).read(handle)
  t.equal(read.hash, photo.hash)
  t.ok(dot(read.embedding, embedding) > 0.9995, String(dot(read.embedding, embedding)))
  t.ok(Math.abs(dot(read.embedding, read.embedding) - 1) < 1e-5)
  t.ok(handle.length < 1500, `${handle.length} characters`)
})

t.test('3,072 values are 4.2 KB, which an address can hold', async (t) => {
  const long = normalise(Float32Array.from({ length: 3072 }, () => gaussian(random)))
  const handles = new PhotoHandles({ ...options, size: 3072 })
  const handle = await handles.write({ ...photo, embedding: long })
  t.ok(handle.length < 4300, `${handle.length} characters`)
  t.ok(dot((await handles.read(handle)).embedding, long) > 0.9995)
})

t.test('a handle ends with its time, its model and its secret', async (t) => {
  const handle = await new PhotoHandles(options).write(photo)
  const expired = (change: Partial<PhotoHandlesOptions>, message: RegExp) =>
    t.rejects(new PhotoHandles({ ...options, ...change }).read(handle), { code: 'PHOTO_EXPIRED', message })
  await expired({ now: () => 1e12 + HOUR + 1000 }, /too old/)
  await expired({ model: 'model-2' }, /another model/)
  await expired({ size: 384 }, /another model/)
  await expired({ secret: async () => 'other' }, /CURSOR_SECRET/)
})

t.test('no change of a handle, and nothing else, passes for one', async (t) => {
  const handles = new PhotoHandles(options)
  const handle = await handles.write(photo)
  for (let i = 0; i < handle.length; i += 37) {
    const other = handle.slice(0, i) + (handle[i] === 'A' ? 'B' : 'A') + handle.slice(i + 1)
    await t.rejects(handles.read(other), { code: 'PHOTO_EXPIRED' }, `character ${i}`)
  }
  for (const text of ['', 'A', 'photo', handle.slice(1), `${handle}AAAA`, `${handle}=`, '€', 'A'.repeat(1_000_000)]) {
    await t.rejects(handles.read(text), { code: 'PHOTO_EXPIRED' }, text.slice(0, 20))
  }
})
