import type { ImageFormat } from './image.ts'

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'])
const AVIF_BRANDS = new Set(['avif', 'avis'])
/** Brands that several codecs share: the compatible brands after it decide. */
const HEIF_BRANDS = new Set(['mif1', 'mif2', 'msf1', 'miaf'])

export type FileKind = { readonly format: ImageFormat } | { readonly unsupported: string }

const IPHONE_PHOTO =
  'an iPhone HEIC photo (HEIF), which cannot be read; share it as JPEG, or set the camera to "Most Compatible"'

type Signature = readonly [offset: number, text: string]

const IMAGES: ReadonlyArray<readonly [ImageFormat, ...Signature[]]> = [
  ['jpeg', [0, '\xff\xd8\xff']],
  ['png', [0, '\x89PNG\r\n\x1a\n']],
  ['webp', [0, 'RIFF'], [8, 'WEBP']],
  ['gif', [0, 'GIF87a']],
  ['gif', [0, 'GIF89a']]
]

const OTHERS: ReadonlyArray<readonly [string, ...Signature[]]> = [
  ['a PDF document', [0, '%PDF-']],
  ['a TIFF image', [0, 'II*\0']],
  ['a TIFF image', [0, 'MM\0*']],
  ['a TIFF image', [0, 'II+\0']],
  ['a TIFF image', [0, 'MM\0+']],
  ['a BMP image', [0, 'BM'], [6, '\0\0\0\0']],
  ['a JPEG XL image', [0, '\xff\x0a']],
  ['a JPEG XL image', [4, 'JXL ']],
  ['a JPEG 2000 image', [4, 'jP  ']],
  ['a Windows icon', [0, '\0\0\x01\0']],
  ['a Photoshop document', [0, '8BPS']],
  ['a ZIP archive or an Office document', [0, 'PK\x03\x04']],
  ['a compressed file (gzip)', [0, '\x1f\x8b']],
  ['a video (Matroska or WebM)', [0, '\x1a\x45\xdf\xa3']],
  ['a video (AVI)', [0, 'RIFF'], [8, 'AVI ']],
  ['a sound file (WAV)', [0, 'RIFF'], [8, 'WAVE']],
  ['a video (MPEG)', [0, '\0\0\x01\xba']],
  ['a video (Flash)', [0, 'FLV\x01']],
  ['a sound file (MP3)', [0, 'ID3']],
  ['a sound file (Ogg)', [0, 'OggS']]
]

/** What a file is by its first bytes; its name and declared type are not asked. */
export function fileKind (bytes: Uint8Array): FileKind {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1')
  const matches = ([, ...signatures]: readonly [string, ...Signature[]]) =>
    signatures.every(([offset, text]) => head.startsWith(text, offset))
  const image = IMAGES.find(matches)
  if (image) return { format: image[0] }
  const other = OTHERS.find(matches)
  if (other) return { unsupported: other[0] }
  return head.startsWith('ftyp', 4) ? isoMediaKind(head) : { unsupported: textKind(head) }
}

/** AVIF, HEIC and MP4 share a container and differ by its brands: the major one, a version, then compatible ones. */
function isoMediaKind (head: string): FileKind {
  const end = Math.min(head.length, head.charCodeAt(2) * 256 + head.charCodeAt(3))
  const major = head.slice(8, 12)
  const brands = [major]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.slice(at, at + 4))
  const isHeif = HEIF_BRANDS.has(major)
  if (AVIF_BRANDS.has(major)) return { format: 'avif' }
  if (HEIC_BRANDS.has(major) || (isHeif && brands.some((brand) => HEIC_BRANDS.has(brand)))) {
    return { unsupported: IPHONE_PHOTO }
  }
  if (isHeif && brands.some((brand) => AVIF_BRANDS.has(brand))) return { format: 'avif' }
  return { unsupported: isHeif ? 'an HEIF image of an unknown codec' : 'a video (MP4 or QuickTime)' }
}

function textKind (head: string): string {
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (/<svg[\s>]/i.test(text)) return 'an SVG drawing'
  if (/^(<!doctype html|<html)/i.test(text)) return 'a web page (HTML)'
  if (/^data:[a-z]/i.test(text)) return 'a data URI sent as a file; send it as a string, or send the bytes'
  // Control characters other than tab and line ends do not occur in texts.
  return /[^\t\n\r\x20-\x7e\x80-\xff]/.test(text) ? 'of an unknown type' : 'a text'
}
