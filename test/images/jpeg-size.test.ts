import sharp from 'sharp'
import t from 'tap'
import { decodePixels } from '../../src/images/pixels.ts'
import { jpegSize } from '../../src/images/jpeg-size.ts'
import { image } from '../fixtures/images.ts'
import { seededRandom } from '../fixtures/random.ts'

const kinds = {
  plain: {},
  progressive: { progressive: true },
  mozjpeg: { mozjpeg: true },
  'without subsampling': { chromaSubsampling: '4:4:4' }
}

for (const [name, options] of Object.entries(kinds)) {
  t.test(`a JPEG that is ${name} has the size that libvips finds, turned or not`, async (t) => {
    for (const orientation of [undefined, 1, 3, 5, 6, 8]) {
      const drawn = sharp({ create: { width: 321, height: 123, channels: 3, background: '#c01020' } }).withMetadata({
        orientation,
        density: 300
      })
      const bytes = await drawn.jpeg(options).toBuffer()
      const { width, height } = (await sharp(bytes).metadata()).autoOrient

      t.same(jpegSize(bytes), { width, height }, `orientation ${orientation}`)
    }
  })
}

t.test('a grey one, one with a long profile and one of a single pixel are read', async (t) => {
  const grey = await sharp({ create: { width: 7, height: 9, channels: 3, background: '#808080' } })
    .greyscale()
    .jpeg()
    .toBuffer()
  const long = Buffer.concat([
    grey.subarray(0, 2),
    Buffer.from('ffe2ffff', 'hex'),
    Buffer.alloc(65_533),
    grey.subarray(2)
  ])
  const single = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .jpeg()
    .toBuffer()

  t.same(jpegSize(grey), { width: 7, height: 9 })
  t.same(jpegSize(long), { width: 7, height: 9 })
  t.same(jpegSize(single), { width: 1, height: 1 })
})

t.test('what is not plain is left to libvips', async (t) => {
  const bytes = await image('jpeg')
  const random = seededRandom(4)
  const noise = Buffer.concat([
    bytes.subarray(0, 4),
    Buffer.from(Array.from({ length: 5_000_000 }, () => random() * 255))
  ])
  const sizeAt = bytes.indexOf(Buffer.from('ffc0', 'hex')) + 5
  const unsaid = Buffer.from(bytes)
  unsaid.writeUInt16BE(0, sizeAt)

  t.equal(jpegSize(bytes.subarray(0, 30)), undefined)
  t.equal(jpegSize(noise), undefined)
  t.equal(jpegSize(unsaid), undefined, 'the height may come after the picture, where nobody looks for it')
  t.equal(jpegSize(new Uint8Array(0)), undefined)
})

t.test('a picture that is larger than its header told is not decoded', async (t) => {
  const bytes = await image('jpeg')
  const lying = { bytes, format: 'jpeg', width: 5, height: 5, hash: '' } as const

  await t.rejects(decodePixels(lying, 10), { code: 'IMAGE_UNREADABLE', message: /pixel limit/ })
  await t.resolves(decodePixels({ ...lying, width: 20, height: 30 }, 10))
})
