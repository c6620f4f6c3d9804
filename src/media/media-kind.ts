import { fileKind } from '../images/file-kind.ts'
import type { MediaFormat, MediaKind } from './media-file.ts'

interface KnownMedia { readonly kind: MediaKind, readonly format: MediaFormat }
export type FoundMedia = KnownMedia | { readonly unsupported: string }

type Signature = readonly [offset: number, text: string]

const SIGNATURES: ReadonlyArray<readonly [MediaKind, MediaFormat, ...Signature[]]> = [
  ['document', 'pdf', [0, '%PDF-']],
  ['video', 'flv', [0, 'FLV\x01']],
  ['video', 'wmv', [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']],
  ['video', 'mpeg', [0, '\0\0\x01\xba']],
  ['audio', 'wav', [0, 'RIFF'], [8, 'WAVE']],
  ['audio', 'ogg', [0, 'OggS']],
  ['audio', 'mp3', [0, 'ID3']]
]

/** Some programs write a byte order mark or blanks before a PDF's header; readers take it within the first kilobyte. */
const PDF_WITHIN = 1024

/** What a file is by its first bytes. */
export function mediaKind (head: Uint8Array): FoundMedia {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, PDF_WITHIN)).toString('latin1')
  const found = SIGNATURES.find(([, , ...parts]) => parts.every(([at, signature]) => text.startsWith(signature, at)))
  if (found) return { kind: found[0], format: found[1] }
  if (text.startsWith('\x1a\x45\xdf\xa3')) return { kind: 'video', format: text.includes('webm') ? 'webm' : 'mkv' }
  // Two bytes that begin a frame of MPEG sound, layer 3.
  if (/^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/.test(text)) return { kind: 'audio', format: 'mp3' }
  if (text.includes('%PDF-')) return { kind: 'document', format: 'pdf' }
  const image = fileKind(head)
  if ('format' in image) return { unsupported: `an image (${image.format})` }
  return text.startsWith('ftyp', 4) && image.unsupported.startsWith('a video') ? isoKind(text) : image
}

/** A container of MPEG-4 by its major brand; `M4A ` is sound in one, which models take for a clip without pictures. */
function isoKind (head: string): FoundMedia {
  const brand = head.slice(8, 12)
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) {
    return { unsupported: 'a sound file (M4A); save it as MP3 or WAV' }
  }
  return { kind: 'video', format: brand === 'qt  ' ? 'mov' : brand.startsWith('3g') ? '3gp' : 'mp4' }
}
