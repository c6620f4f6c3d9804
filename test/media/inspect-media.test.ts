import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { isCodedError } from '../../src/errors.ts'
import { inspectMedia } from '../../src/media/inspect-media.ts'
import { demoPhoto, clipOf, withoutFfmpeg } from '../fixtures/clips.ts'
import { pdfOf } from '../fixtures/pdf.ts'
import { wavOf } from '../fixtures/sounds.ts'
import type { MediaKind } from '../../src/media/media-file.ts'

const noFfmpeg = await withoutFfmpeg()
const LIMITS = { maxBytes: 10_000_000, maxSeconds: 600, maxPages: 10 }

function box (type: string, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const head = Buffer.alloc(8, type, 'latin1')
  head.writeUInt32BE(8 + content.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, content])
}

const TYPE = box('ftyp', Buffer.from('isom\0\0\0\0isom'))
const hdlr = (handler: string) => box('hdlr', Buffer.alloc(8), Buffer.from(handler), Buffer.alloc(13))
const track = (handler: string) => box('trak', box('mdia', hdlr(handler)))

/** Version 0: 1,000 units a second. */
function header (seconds: number): Buffer {
  const content = Buffer.alloc(100)
  content.writeUInt32BE(1000, 12)
  content.writeUInt32BE(seconds * 1000, 16)
  return box('mvhd', content)
}

/** The numbers of a seed: the same in every run. */
function * numbers (seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 4_294_967_296
  }
}

t.test('a head that ends within its numbers is no clip, and no error of ours', async (t) => {
  const path = join(t.testdir(), 'clip.mp4')
  const bytes = Buffer.concat([TYPE, box('moov', box('mvhd', Buffer.from([1]), Buffer.alloc(27)))])
  await writeFile(path, bytes)
  await t.rejects(inspectMedia(path, 'video', LIMITS), { code: 'MEDIA_UNREADABLE' })
})

t.test('what a clip holds is told by its boxes, not by words that lie in it', async (t) => {
  const path = join(t.testdir(), 'clip.mp4')
  const title = box('udta', Buffer.from('mvhd of a fine vide'))
  const write = async (...parts: readonly Buffer[]) => await writeFile(path, Buffer.concat([TYPE, box('moov', ...parts)]))

  await write(title, header(12), track('soun'))
  await t.rejects(inspectMedia(path, 'video', LIMITS), { code: 'MEDIA_UNREADABLE', message: /no pictures.*as a sound/ })
  await write(title, header(12), track('soun'), track('vide'))
  t.match(await inspectMedia(path, 'video', LIMITS), { seconds: 12, format: 'mp4' })
  await write(title, header(601), track('vide'))
  await t.rejects(inspectMedia(path, 'video', LIMITS), { code: 'MEDIA_TOO_LARGE' })
})

t.test('files with other bytes or cut off are read, or refused by a code', { skip: noFfmpeg }, async (t) => {
  const folder = t.testdir()
  const clip = await clipOf([{ photo: demoPhoto('thomas-serer-420833'), seconds: 1 }], join(folder, 'clip.mp4'))
  const converted = async (name: string) => {
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', clip, join(folder, name)])
    return await readFile(join(folder, name))
  }
  const moov = Buffer.concat([TYPE, box('moov', header(12), track('soun'), track('vide'))])
  const files: ReadonlyArray<readonly [kind: MediaKind, bytes: Buffer, times: number]> = [
    ['video', moov, 800],
    ['video', await readFile(clip), 80],
    ['video', await converted('clip.webm'), 80],
    ['video', await converted('clip.flv'), 30],
    ['video', await converted('clip.wmv'), 30],
    ['audio', Buffer.from(wavOf(1)), 80],
    ['document', Buffer.from(pdfOf([{ lines: ['A page'] }])), 3]
  ]
  const random = numbers(24)
  const below = (count: number) => Math.floor(random.next().value as number * count)
  let refused = 0
  for (const [kind, whole, times] of files) {
    const path = join(folder, `mutant-${kind}`)
    for (let i = 0; i < times; i++) {
      const bytes = Buffer.from(whole)
      for (let changes = below(8); changes >= 0; changes--) bytes[below(Math.min(bytes.length, 2000))] = below(256)
      await writeFile(path, i % 2 === 0 ? bytes : bytes.subarray(0, below(bytes.length)))
      await inspectMedia(path, kind, LIMITS).catch((error: unknown) => {
        refused++
        if (!isCodedError(error)) throw new Error(`number ${i} of ${kind}`, { cause: error })
      })
    }
  }
  t.ok(refused > 300, `${refused} refused`)
})
