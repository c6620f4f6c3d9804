import sharp, { type JpegOptions } from 'sharp'
import t from 'tap'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { jpegStream } from '../../src/images/jpeg-stream.ts'
import { decodePixels } from '../../src/images/pixels.ts'
import { isPlain, toJpeg } from '../../src/images/to-jpeg.ts'
import { gaussian, seededRandom } from '../fixtures/random.ts'

const LIMITS = { maxPixels: 1_000_000, maxBytes: 12_000_000 }
const KINDS: Readonly<Record<string, JpegOptions>> = {
  'in one scan': {},
  progressive: { progressive: true },
  grey: {},
  'with restarts': { mozjpeg: true, progressive: false }
}

async function noisy (name: string, options: JpegOptions): Promise<Buffer> {
  const random = seededRandom(7)
  const raw = Uint8Array.from({ length: 96 * 64 * 3 }, (_, i) => 128 + (i % 90) + gaussian(random) * 15)
  const picture = sharp(raw, { raw: { width: 96, height: 64, channels: 3 } })
  return await (name === 'grey' ? picture.greyscale() : picture).jpeg(options).toBuffer()
}

const decode = async (bytes: Uint8Array) => await decodePixels(await inspectImage(bytes, LIMITS), 32)

for (const [name, options] of Object.entries(KINDS)) {
  t.test(`a JPEG ${name} without its end marker shows what it shows with it`, async (t) => {
    const whole = await noisy(name, options)
    const endless = whole.subarray(0, -2)

    t.same(jpegStream(whole), { hasEnd: true, isCovered: true })
    t.same(jpegStream(endless), { hasEnd: false, isCovered: true })
    const image = await inspectImage(endless, LIMITS)
    t.match(image, { format: 'jpeg', width: 96, height: 64, isMended: true, bytes: whole })
    t.same(await decode(endless), await decode(whole))
    t.same(await decode(whole.subarray(0, -1)), await decode(whole), 'half the marker')
    t.equal(await isPlain(image), true)
    t.match(await toJpeg(image, { maxBytes: 1e6 }), { width: 96, height: 64 })
  })

  t.test(`a JPEG ${name} that lacks pixels, or their last detail, is still refused`, async (t) => {
    const whole = await noisy(name, options)
    const lastScan = whole.lastIndexOf(Buffer.from('ffda', 'hex'))
    const cuts = [lastScan, lastScan + 20, Math.floor((lastScan + whole.length) / 2), whole.length - 6]

    for (const cut of cuts) {
      await t.rejects(
        decode(whole.subarray(0, cut)),
        { code: 'IMAGE_UNREADABLE', message: /Save it again/ },
        `${cut} of ${whole.length} bytes`
      )
    }
  })
}

t.test('of a JPEG that is cut between two scans the detail is missing, although no decoder says so', async (t) => {
  const whole = await noisy('progressive', { progressive: true })
  const scans = scanStarts(whole)
  t.ok(scans.length > 5)

  for (const start of scans.slice(1)) {
    const cut = whole.subarray(0, start)
    t.same(jpegStream(cut), { hasEnd: false, isCovered: false })
    await t.rejects(decode(cut), { code: 'IMAGE_UNREADABLE' })
  }
})

t.test('what follows the end marker, as telephones write it, changes nothing', async (t) => {
  const whole = await noisy('', {})
  const bytes = Buffer.concat([whole, Buffer.alloc(500, 'trailer'), Buffer.from('ffda0000', 'hex')])
  const image = await inspectImage(bytes, LIMITS)

  t.equal(image.isMended, undefined)
  t.equal(image.bytes, bytes)
  t.same(await decode(bytes), await decode(whole))
})

t.test('a preview inside the Exif data is not taken for the picture', async (t) => {
  const whole = await noisy('', {})
  const preview = Buffer.concat([
    Buffer.from('ffe1', 'hex'),
    Buffer.from([(whole.length + 2) >> 8, (whole.length + 2) & 255]),
    whole
  ])
  const endless = Buffer.concat([whole.subarray(0, 2), preview, whole.subarray(2, -2)])

  t.same(jpegStream(endless), { hasEnd: false, isCovered: true })
  t.same(await decode(endless), await decode(whole))
})

t.test(
  'thousands of scans or segments, each a pass over all pixels or a step of ours, are refused at once',
  async (t) => {
    const whole = await noisy('progressive', { progressive: true })
    const [first, second] = scanStarts(whole)
    const passes = (count: number) =>
      Buffer.concat([
        whole.subarray(0, second),
        ...Array<Buffer>(count).fill(whole.subarray(first, second)),
        whole.subarray(second)
      ])
    const tables = Buffer.concat([
      whole.subarray(0, 2),
      Buffer.alloc(4 * 20_000, Buffer.from('fffe0002', 'hex')),
      whole.subarray(2)
    ])

    t.doesNotThrow(() => jpegStream(passes(80)))
    await t.rejects(inspectImage(passes(1000), LIMITS), { code: 'IMAGE_UNREADABLE', message: /more than 100 scans/ })
    await t.rejects(inspectImage(tables, LIMITS), { code: 'IMAGE_UNREADABLE', message: /more than 10000 segments/ })
  }
)

t.test('nine megabytes of profiles and previews are passed over', async (t) => {
  const whole = await noisy('', {})
  const segment = Buffer.concat([Buffer.from('ffe5ffff', 'hex'), Buffer.alloc(65_533, 0xff)])
  const bytes = Buffer.concat([whole.subarray(0, 2), ...Array<Buffer>(140).fill(segment), whole.subarray(2)])

  t.same(jpegStream(bytes), { hasEnd: true, isCovered: true })
  t.same(await decode(bytes), await decode(whole))
})

t.test('padding, stuffed bytes and lengths that lead out of the file end the walk', async (t) => {
  for (const tail of [
    '',
    'ff',
    'ffff',
    'ffda',
    'ffdaffff',
    'ffc0',
    'ffc00004ffda',
    'ffda000801',
    'ff00ff00',
    'ffd0ffd7'
  ]) {
    t.same(jpegStream(Buffer.from(`ffd8${tail}`, 'hex')), { hasEnd: false, isCovered: false }, tail)
  }
})

function scanStarts (jpeg: Buffer): number[] {
  const starts: number[] = []
  for (let at = jpeg.indexOf('ffda', 0, 'hex'); at !== -1; at = jpeg.indexOf('ffda', at + 2, 'hex')) starts.push(at)
  return starts
}
