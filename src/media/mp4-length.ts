import { open, type FileHandle } from 'node:fs/promises'

/** What the head of a clip in the container of MPEG-4 says of it. */
export interface Mp4Head {
  /** Undefined of a stream in fragments, which does not say. */
  readonly seconds: number | undefined
  readonly hasPictures: boolean
}

/** A table of all pictures; of two hours it takes some megabytes. */
const MAX_HEAD_BYTES = 33_554_432
/** Of a file, and of each box in it: files have a dozen, each track a few. */
const MAX_BOXES = 1000
const BOX_HEADER = 16
const SHORT_HEADER = 8

interface Box {
  readonly type: string
  readonly content: Buffer
}

/**
 * Walks the boxes of a file to the one that describes it. Undefined where there is none, or it is damaged: the file was
 * cut off, or is no clip. The reader of sounds tells the length of those that have sound only.
 */
export async function mp4Head (path: string): Promise<Mp4Head | undefined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    for (let at = 0, boxes = 0; at + 8 <= size && boxes < MAX_BOXES; boxes++) {
      const box = await boxAt(handle, at, size)
      if (box === undefined || at + box.length > size) return undefined
      if (box.type === 'moov') return await describe(handle, at, box.length)
      at += box.length
    }
    return undefined
  } finally {
    await handle.close()
  }
}

async function boxAt (
  handle: FileHandle,
  at: number,
  size: number
): Promise<{ readonly type: string; readonly length: number } | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(BOX_HEADER), 0, BOX_HEADER, at)
  const short = buffer.readUInt32BE(0)
  // 0: to the end of the file; 1: the length has eight bytes and follows.
  const isLong = short === 1 && bytesRead === BOX_HEADER
  const length = short === 0 ? size - at : isLong ? Number(buffer.readBigUInt64BE(8)) : short
  return length < 8 ? undefined : { type: buffer.toString('latin1', 4, 8), length }
}

async function describe (handle: FileHandle, at: number, length: number): Promise<Mp4Head | undefined> {
  if (length > MAX_HEAD_BYTES) return undefined
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  const boxes = [...boxesIn(buffer.subarray(SHORT_HEADER, bytesRead))]
  const header = boxes.find(({ type }) => type === 'mvhd')
  if (!header) return undefined
  const hasPictures = boxes.some(({ type, content }) => type === 'trak' && handlerOf(content) === 'vide')
  return { seconds: secondsOf(header.content), hasPictures }
}

/** The boxes that are whole; what follows a damaged one is not read. */
function * boxesIn (bytes: Buffer): Generator<Box> {
  for (let at = 0, boxes = 0; at + SHORT_HEADER <= bytes.length && boxes < MAX_BOXES; boxes++) {
    const stated = bytes.readUInt32BE(at)
    const length = stated === 0 ? bytes.length - at : stated
    if (length < SHORT_HEADER || at + length > bytes.length) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + SHORT_HEADER, at + length) }
    at += length
  }
}

/** What a track holds: pictures, sound, texts. */
function handlerOf (track: Buffer): string | undefined {
  const media = find(track, 'mdia')
  return media && find(media, 'hdlr')?.toString('latin1', 8, 12)
}

function find (bytes: Buffer, wanted: string): Buffer | undefined {
  return [...boxesIn(bytes)].find(({ type }) => type === wanted)?.content
}

/** Undefined where the head does not say, or is too short to. */
function secondsOf (header: Buffer): number | undefined {
  const isLong = header[0] === 1
  if (header.length < (isLong ? 32 : 20)) return undefined
  const scale = header.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  const isSaid = duration > 0 && duration < (isLong ? Number.MAX_SAFE_INTEGER : 0xFFFFFFFF)
  return scale > 0 && isSaid ? duration / scale : undefined
}
