/** Bytes that other kinds of files begin with, and what to do with such a file. */
const SIGNATURES: ReadonlyArray<readonly [bytes: readonly number[], what: string]> = [
  [[0xd0, 0xcf, 0x11, 0xe0], 'it is an old Excel file (.xls); open it and save it as CSV UTF-8'],
  [[0x25, 0x50, 0x44, 0x46], 'it is a PDF; export the catalogue as CSV, JSON lines or XML feed'],
  [[0xff, 0xd8, 0xff], 'it is a photo; name the catalogue, and the folder of photos with --images-dir'],
  [[0x89, 0x50, 0x4e, 0x47], 'it is a photo; name the catalogue, and the folder of photos with --images-dir'],
  [[0x52, 0x61, 0x72, 0x21], 'it is a RAR archive; unpack it and name the file within'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'it is a 7z archive; unpack it and name the file within'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'it is packed with zstd; unpack it, or pack it with gzip'],
  [[0x42, 0x5a, 0x68], 'it is packed with bzip2; unpack it, or pack it with gzip'],
  [[0x53, 0x51, 0x4c, 0x69], 'it is an SQLite database; export the products as CSV']
]

const ZIP = [0x50, 0x4b]
const HEAD = 2048

/** What a file is that is no catalogue, by its first bytes, with what to do; undefined where it may be one. */
export function foreignKind (head: Uint8Array): string | undefined {
  if (begins(head, ZIP)) return zipKind(Buffer.from(head.subarray(0, HEAD)).toString('latin1'))
  const signature = SIGNATURES.find(([bytes]) => begins(head, bytes))
  const text = Buffer.from(head.subarray(0, HEAD))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  return signature?.[1] ?? textKind(text, Buffer.from(head).includes('application/ld+json'))
}

function zipKind (text: string): string {
  if (/\[Content_Types\]\.xml|xl\/|docProps\//.test(text)) {
    return 'it is an Excel file (.xlsx); open it and save it as CSV UTF-8'
  }
  if (text.includes('opendocument')) return 'it is an OpenDocument file (.ods); open it and save it as CSV UTF-8'
  return 'it is a ZIP archive; unpack it and name the file within'
}

function textKind (text: string, holdsLinkedData: boolean): string | undefined {
  if (/^<!doctype html|^<html/i.test(text)) {
    if (holdsLinkedData) {
      return 'it is an HTML page that holds JSON-LD; save what stands in its <script type="application/ld+json"> as a file, and name that'
    }
    return 'it is an HTML page, perhaps a login or an error page in place of the export; open the address in a browser and see'
  }
  if (
    /^(?:<br \/>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Fatal error|Deprecated|Parse error)(?:<\/b>)?:/i.test(text)
  ) {
    return `it begins with a message of PHP, so the shop's export failed: "${text
      .replace(/<[^>]*>/g, '')
      .trim()
      .split('\n')[0]!
      .slice(0, 120)}"; mend the export and fetch it again`
  }
  return undefined
}

/** UTF-16, by its byte order mark or by the zeros between Latin letters. */
export function wideEncoding (head: Uint8Array): string | undefined {
  if (begins(head, [0xff, 0xfe])) return 'utf-16le'
  if (begins(head, [0xfe, 0xff])) return 'utf-16be'
  const [a, b, c, d] = head
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return 'utf-16le'
  return a === 0 && b !== 0 && c === 0 && d !== 0 ? 'utf-16be' : undefined
}

function begins (head: Uint8Array, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte)
}
