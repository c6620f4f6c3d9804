import { ImageUnreadableError } from '../errors.ts'

const [SOS, EOI, TEM] = [0xda, 0xd9, 0x01]
const END = Buffer.from([0xff, EOI])
const COEFFICIENTS = 64
/** Ten megabytes of profiles, previews and tables make some hundred. */
const MAX_SEGMENTS = 10_000
/** Each is a pass over all pixels, costs 25 bytes of file, and cannot be stopped by libvips' time limit. */
const MAX_SCANS = 100

export interface JpegStream {
  readonly hasEnd: boolean
  /** Whether the scans together hold every coefficient in full; the last of them may still be cut off. */
  readonly isCovered: boolean
}

/** Bits that are still missing of each coefficient, by component; a coefficient that no scan named is absent. */
type Precision = Map<number, Int8Array>

/**
 * How the file is built, from its markers alone: well under a millisecond for an ordinary photo.
 * Throws IMAGE_UNREADABLE for more scans or segments than cameras and tools ever write, which take long to read.
 */
export function jpegStream (bytes: Uint8Array): JpegStream {
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const missing: Precision = new Map()
  let scans = 0
  for (const { marker, data } of segments(jpeg)) {
    if (marker === EOI) return { hasEnd: true, isCovered: isCovered(missing) }
    if (isFrame(marker)) declare(missing, data)
    if (marker !== SOS) continue
    if (++scans > MAX_SCANS) throw new ImageUnreadableError(`it is a JPEG of more than ${MAX_SCANS} scans`)
    cover(missing, data)
  }
  return { hasEnd: false, isCovered: isCovered(missing) }
}

/** The file with the end marker that it lacks. */
export function withEndMarker (bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, END])
}

function * segments (jpeg: Buffer): Generator<{ marker: number, data: Buffer }> {
  let at = nextMarker(jpeg, 2)
  for (let count = 0; at !== -1; count++) {
    if (count === MAX_SEGMENTS) throw new ImageUnreadableError(`it is a JPEG of more than ${MAX_SEGMENTS} segments`)
    const marker = jpeg[at + 1]!
    const length = marker === EOI || at + 4 > jpeg.length ? 0 : jpeg.readUInt16BE(at + 2)
    yield { marker, data: jpeg.subarray(at + 4, at + 2 + Math.max(2, length)) }
    at = nextMarker(jpeg, at + 2 + length)
  }
}

/** What is neither a stuffed byte, nor padding, nor a restart, all of which occur within the data of a scan. */
function nextMarker (jpeg: Buffer, from: number): number {
  let at = from
  while (at !== -1 && at + 1 < jpeg.length) {
    const code = jpeg[at + 1]!
    if (jpeg[at] !== 0xff) at = jpeg.indexOf(0xff, at + 1)
    else if (code > TEM && code !== 0xff && (code < 0xd0 || code > 0xd7)) return at
    else at += code === 0xff ? 1 : 2
  }
  return -1
}

/** SOF0 to SOF15; three codes in between are tables. */
function isFrame (marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function declare (missing: Precision, frame: Buffer): void {
  for (let at = 6; at + 3 <= frame.length; at += 3) missing.set(frame[at]!, new Int8Array(COEFFICIENTS).fill(-1))
}

function cover (missing: Precision, scan: Buffer): void {
  const components = scan[0] ?? 0
  const [first = 0, last = 0, approximation = 0] = scan.subarray(1 + 2 * components)
  for (let i = 0; i < components; i++) {
    missing.get(scan[1 + 2 * i] ?? -1)?.fill(approximation & 15, first, last + 1)
  }
}

function isCovered (missing: Precision): boolean {
  return missing.size > 0 && [...missing.values()].every((bits) => bits.every((count) => count === 0))
}
