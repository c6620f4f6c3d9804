import { open, type FileHandle } from 'node:fs/promises'

/** What the head of a clip in the container of MPEG-4 says of it. */
export interface Mp4Head {
  /** Undefined of a stream in fragments, which does not say. */
  readonly seconds: number | undefined
  readonly hasPictures: boolean
}

/** A table of all pictures; of two hours it takes some megabytes. */
const MAX_HEAD_BYTES = 33_554_432
const BOX_HEADER = 16

/**
 * Walks the boxes of a file to the one that describes it. Undefined where there is none, or it is damaged: the file was
 * cut off, or is no clip. The reader of sounds tells the length of those that have sound only.
 */
export async function mp4Head (path: string): Promise<Mp4Head | undefined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    for (let at = 0; at + 8 <= size;) {
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
  const { buffer: moov } = await handle.read(Buffer.alloc(length), 0, length, at)
  const mvhd = moov.indexOf('mvhd')
  if (mvhd === -1 || mvhd + 32 > length) return undefined
  const isLong = moov[mvhd + 4] === 1
  const scale = moov.readUInt32BE(mvhd + (isLong ? 24 : 16))
  const duration = isLong ? Number(moov.readBigUInt64BE(mvhd + 28)) : moov.readUInt32BE(mvhd + 20)
  const seconds = scale > 0 && duration > 0 && duration < 0xFFFFFFFF ? duration / scale : undefined
  return { seconds, hasPictures: moov.includes('vide') }
}
