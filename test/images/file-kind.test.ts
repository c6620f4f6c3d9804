import t from 'tap'
import { fileKind } from '../../src/images/file-kind.ts'
import { withoutCompressedTexts } from '../../src/images/png-chunks.ts'
import { blackPng, isoFile, pngChunk } from '../fixtures/images.ts'
import { pick, seededRandom } from '../fixtures/random.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const unsupported = (content: Uint8Array) => {
  const kind = fileKind(content)
  return 'unsupported' in kind ? kind.unsupported : kind.format
}

const KINDS: ReadonlyArray<readonly [content: string, kind: string]> = [
  ['\xff\xd8\xff\xe0', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['II*\0', 'a TIFF image'],
  ['MM\0*', 'a TIFF image'],
  ['II+\0', 'a TIFF image'],
  ['MM\0+', 'a TIFF image'],
  ['BM\x01\x02\x03\x04\0\0\0\0', 'a BMP image'],
  ['BM\x01\x02\x03\x04\x01\0\0\0', 'of an unknown type'],
  ['BMW 3 series', 'a text'],
  ['\xff\x0a', 'a JPEG XL image'],
  ['\0\0\0\x0cJXL \r\n', 'a JPEG XL image'],
  ['\0\0\0\x0cjP  \r\n', 'a JPEG 2000 image'],
  ['\0\0\x01\0', 'a Windows icon'],
  ['8BPS', 'a Photoshop document'],
  ['PK\x03\x04', 'a ZIP archive or an Office document'],
  ['\x1f\x8b\x08', 'a compressed file (gzip)'],
  ['RIFF\0\0\0\0AVI ', 'a video (AVI)'],
  ['RIFF\0\0\0\0WAVE', 'a sound file (WAV)'],
  ['\0\0\x01\xba', 'a video (MPEG)'],
  ['FLV\x01', 'a video (Flash)'],
  ['ID3', 'a sound file (MP3)'],
  ['OggS', 'a sound file (Ogg)'],
  ['\x1a\x45\xdf\xa3', 'a video (Matroska or WebM)'],
  ['<html lang="en">', 'a web page (HTML)'],
  ['\n <!DOCTYPE HTML>', 'a web page (HTML)'],
  ['\xef\xbb\xbf<svg viewBox="0 0 1 1">', 'an SVG drawing'],
  ['<svg>', 'an SVG drawing'],
  ['<svgx>', 'a text'],
  ['DATA:image/png;base64,AAAA', 'a data URI sent as a file; send it as a string, or send the bytes'],
  ['', 'a text'],
  ['caf\xe9\t1\r\n', 'a text'],
  ['a\0b', 'of an unknown type'],
  ['\x89PNG\r\n\x1a', 'of an unknown type'],
  ['\xff\xd8', 'a text'],
  ['RIFF\0\0\0\0WEB', 'of an unknown type']
]

for (const [content, kind] of KINDS) {
  t.test(`${JSON.stringify(content)} is ${kind}`, async (t) => {
    t.equal(unsupported(bytes(content)), kind)
  })
}

t.test('pictures and films in one container are told by their brands', async (t) => {
  t.equal(unsupported(isoFile('avif')), 'avif')
  t.equal(unsupported(isoFile('avis', 'msf1')), 'avif')
  t.equal(unsupported(isoFile('mif1', 'miaf', 'avif')), 'avif')
  t.match(unsupported(isoFile('mif1', 'avif', 'heic')), /HEIC/, 'where both stand, it is not ours')
  for (const brand of ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']) {
    t.match(unsupported(isoFile(brand)), /HEIC/, brand)
  }
  t.match(unsupported(isoFile('miaf')), /unknown codec/)
  for (const brand of ['qt  ', 'mp42', 'M4V ', '3gp5']) {
    t.match(unsupported(isoFile(brand, 'avif', 'heic')), /video/, brand)
  }
})

t.test('brands count within their box only', async (t) => {
  const short = isoFile('mif1', 'miaf')
  const after = Buffer.concat([short.subarray(0, 20), bytes('avifheic')])
  t.match(unsupported(after), /unknown codec/)
  const cut = isoFile('mif1', 'miaf', 'avif').subarray(0, 22)
  t.match(unsupported(cut), /unknown codec/)
})

t.test('a view into a larger buffer is judged by what it shows', async (t) => {
  const around = Buffer.concat([bytes('GIF89a'), blackPng(2, 2), bytes('junk')])
  const view = new Uint8Array(around.buffer, around.byteOffset + 6, around.length - 10)

  t.same(fileKind(view), { format: 'png' })
  t.same(Buffer.from(withoutCompressedTexts(view)), blackPng(2, 2))
})

t.test('of a PNG its compressed texts go and nothing else, wherever they stand', async (t) => {
  const random = seededRandom(1)
  const types = ['zTXt', 'iTXt', 'tEXt', 'IDAT', 'iCCP', 'eXIf', 'tIME', 'ztXt']
  const signature = blackPng(1, 1).subarray(0, 8)
  for (let round = 0; round < 100; round++) {
    const chunks = Array.from({ length: Math.floor(random() * 8) }, () => ({
      type: pick(types, random),
      data: Buffer.alloc(Math.floor(random() * 40), round)
    }))
    const file = (kept: typeof chunks) =>
      Buffer.concat([signature, ...kept.map(({ type, data }) => pngChunk(type, data))])
    const whole = file(chunks)
    const safe = withoutCompressedTexts(whole)
    t.same(Buffer.from(safe), file(chunks.filter(({ type }) => type !== 'zTXt' && type !== 'iTXt')))
    if (safe.length === whole.length) t.equal(safe, whole, 'the same bytes where there is nothing to cut')
  }
})

t.test('what is left of a chunk that was cut off stays, if it is no text', async (t) => {
  const png = blackPng(4, 4)
  for (const length of [0, 7, 8, 9, 19, 20, 30, png.length - 1]) {
    t.same(withoutCompressedTexts(png.subarray(0, length)), png.subarray(0, length), `${length} bytes`)
  }
  const text = pngChunk('zTXt', Buffer.alloc(100))
  t.same(
    Buffer.from(withoutCompressedTexts(Buffer.concat([png.subarray(0, 8), text.subarray(0, 50)]))),
    png.subarray(0, 8)
  )
})
