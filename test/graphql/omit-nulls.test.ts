import t from 'tap'
import { omitNulls } from '../../src/graphql/omit-nulls.ts'
import { UploadedFile } from '../../src/images/upload.ts'

t.test('nulls are left out at every depth, also within lists of inputs', async (t) => {
  t.same(omitNulls({ a: null, b: { c: null, d: { e: null } }, f: [{ g: null, h: 1 }, {}] }), {
    b: { d: {} },
    f: [{ h: 1 }, {}]
  })
})

t.test('what is false, zero, empty or undefined stays', async (t) => {
  const value = { a: false, b: 0, c: '', d: [], e: {}, f: NaN }

  t.same(omitNulls(value), value)
  t.ok('g' in omitNulls({ g: undefined }))
})

t.test('uploads pass as they are, wherever they stand', async (t) => {
  const [upload, bytes] = [new UploadedFile(Buffer.from('x')), new Uint8Array(3)]
  const { image, list, inner } = omitNulls({ image: upload, list: [upload], inner: { bytes } })

  t.equal(image, upload)
  t.equal(list[0], upload)
  t.equal(inner.bytes, bytes)
})

t.test('inputs that GraphQL makes without a prototype are read, too, and nothing is changed in place', async (t) => {
  const input: Record<string, unknown> = Object.assign(Object.create(null) as object, { a: null, b: 1 })

  t.same(omitNulls({ input }), { input: { b: 1 } })
  t.ok('a' in input)
})
