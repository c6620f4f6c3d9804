const SIGNATURE_BYTES = 8
/** Length, type and checksum around the data of a chunk. */
const FRAME_BYTES = 12
/** Compressed texts. libvips inflates them all on opening: 7 MB of them take a minute and more than a gigabyte. */
const COMPRESSED_TEXTS = new Set(['zTXt', 'iTXt'])

/**
 * A PNG without its compressed texts; the same bytes where it has none. The picture, its profile and orientation stay.
 */
export function withoutCompressedTexts (png: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = []
  let from = 0
  for (const { type, start, end } of chunks(png)) {
    if (!COMPRESSED_TEXTS.has(type)) continue
    kept.push(png.subarray(from, start))
    from = end
  }
  return from === 0 ? png : Buffer.concat([...kept, png.subarray(from)])
}

function * chunks (png: Uint8Array): Generator<{ type: string, start: number, end: number }> {
  const buffer = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  let start = SIGNATURE_BYTES
  while (start + FRAME_BYTES <= buffer.length) {
    const end = Math.min(start + FRAME_BYTES + buffer.readUInt32BE(start), buffer.length)
    yield { type: buffer.toString('latin1', start + 4, start + 8), start, end }
    start = end
  }
}
