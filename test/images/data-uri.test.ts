import t from 'tap'
import { parseDataUri } from '../../src/images/data-uri.ts'
import { UploadedDataUri, UploadedFile } from '../../src/images/upload.ts'
import { image } from '../fixtures/images.ts'
import { seededRandom } from '../fixtures/random.ts'

t.test('the bytes of a data URI come back', async (t) => {
  const bytes = await image('png')

  t.same(parseDataUri(`data:image/png;base64,${bytes.toString('base64')}`, bytes.length), bytes)
  t.same(parseDataUri('DATA:IMAGE/SVG+XML;BASE64,AAA=', 2), Buffer.alloc(2))
  t.same(parseDataUri('data:image/png;base64,', 0), Buffer.alloc(0))
})

for (const text of [
  '',
  'abc',
  'https://example.com/a.png',
  'data:text/plain;base64,AAAA',
  'data:image/png,AAAA',
  'data:;base64,AAAA',
  'data:image/png;charset=utf-8;base64,AAAA',
  `data:image/${'a'.repeat(65)};base64,AAAA`
]) {
  t.test(`"${text.slice(0, 50)}" is no data URI of an image`, async (t) => {
    t.throws(() => parseDataUri(text, 100), { code: 'BAD_USER_INPUT', message: /data:image\/jpeg;base64/ })
  })
}

for (const data of ['AAA', 'A===', 'AA=A', 'AA A', 'AAAA\n', 'AA-_', 'AAAAA=', '%41AA']) {
  t.test(`"${data}" is no base64`, async (t) => {
    t.throws(() => parseDataUri(`data:image/png;base64,${data}`, 100), {
      code: 'BAD_USER_INPUT',
      message: /not valid base64/
    })
  })
}

t.test('a data URI above the limit is refused before it is looked at', async (t) => {
  t.throws(() => parseDataUri(`data:image/png;base64,${'A'.repeat(8)}`, 5), { code: 'PAYLOAD_TOO_LARGE' })
  t.throws(() => parseDataUri(`data:image/png;base64,${'!'.repeat(4000)}`, 5), { code: 'PAYLOAD_TOO_LARGE' })
  t.same(parseDataUri('data:image/png;base64,AAAAAAA=', 5), Buffer.alloc(5))
})

t.test('bytes of every length come back, at their own limit and not below it', async (t) => {
  const random = seededRandom(1)
  for (let length = 0; length < 200; length++) {
    const bytes = Buffer.from(Array.from({ length }, () => random() * 256))
    const text = `data:image/webp;base64,${bytes.toString('base64')}`
    t.same(parseDataUri(text, length), bytes)
    if (length > 0) t.throws(() => parseDataUri(text, length - 1), { code: 'PAYLOAD_TOO_LARGE' }, `${length} bytes`)
  }
})

t.test('a data URI that cannot be used is refused whenever it is read, and not before', async (t) => {
  for (const [text, code] of [
    ['data:image/png;base64,A', 'BAD_USER_INPUT'],
    ['photo.jpg', 'BAD_USER_INPUT'],
    [`data:image/png;base64,${'A'.repeat(20)}`, 'PAYLOAD_TOO_LARGE']
  ] as const) {
    const upload = new UploadedDataUri(text, 10)
    t.throws(() => upload.bytes, { code })
    t.throws(() => upload.bytes, { code })
    t.match(JSON.stringify(upload), String(text.length))
  }
})

t.test('an upload is decoded once, and quoted by its size only', async (t) => {
  const upload = new UploadedDataUri('data:image/png;base64,AAAA', 10)

  t.equal(upload.bytes, upload.bytes)
  t.equal(JSON.stringify(upload), '"[data URI of 26 characters]"')
  t.equal(JSON.stringify(new UploadedFile(Buffer.alloc(7))), '"[file of 7 bytes]"')
})
