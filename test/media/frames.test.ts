import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { inspectMedia } from '../../src/media/inspect-media.ts'
import { ffmpegVersion, framesOf } from '../../src/media/frames.ts'
import type { MediaFile, MediaFormat } from '../../src/media/media-file.ts'

const skip = (await ffmpegVersion()) === undefined ? 'no ffmpeg' : false
const LIMITS = { maxBytes: 100_000_000, maxSeconds: 10, maxPages: 1 }
const OPTIONS = { framesPerSecond: 1 }
const fileOf = (path: string, format: MediaFormat): MediaFile =>
  ({ kind: 'video', format, path, bytes: 1, hash: 'h', seconds: undefined, maxSeconds: 10 })

t.test('a clip of pictures that would fill the memory is refused unread', { skip }, async (t) => {
  const path = join(t.testdir(), 'big.mkv')
  const picture = ['-f', 'lavfi', '-i', 'color=size=7200x7200:rate=1', '-frames:v', '1', '-c:v', 'png']
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...picture, path])
  await t.rejects(framesOf(fileOf(path, 'mkv'), OPTIONS), { code: 'MEDIA_UNREADABLE' })
})

t.test('a file is read as what it was taken for, never as a playlist or a description of streams', { skip }, async (t) => {
  const path = join(t.testdir(), 'clip.flv')
  for (const rest of ['\nv=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n', '<?xml version="1.0"?><MPD></MPD>', '#EXTM3U\n']) {
    await writeFile(path, `FLV\x01${rest}`)
    const error = (await t.rejects(framesOf(fileOf(path, 'flv'), OPTIONS), { code: 'MEDIA_UNREADABLE' })) as Error
    t.notMatch(error?.message ?? '', /rtp|parser error|whitelist/i)
  }
})

const made = async (path: string, ...options: readonly string[]) => {
  const pictures = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=25', ...options]
  await promisify(execFile)('ffmpeg', [...pictures, '-c:v', 'mpeg4', path])
  return path
}

t.test('a clip of one picture, or of less time than a frame stands for, has a frame', { skip }, async (t) => {
  const folder = t.testdir()
  for (const count of [1, 3, 17]) {
    const path = await made(join(folder, `${count}.mp4`), '-frames:v', String(count))
    for (const framesPerSecond of [0.8, 4 / 30]) {
      const frames = await framesOf({ ...fileOf(path, 'mp4'), seconds: count / 25 }, { framesPerSecond })
      t.equal(frames.length, 1, `${count} at ${framesPerSecond}`)
    }
  }
})

t.test('a clip that does not say its length is read to the limit, and refused beyond it', { skip }, async (t) => {
  const folder = t.testdir()
  const stream = ['-movflags', 'frag_keyframe+empty_moov']
  const clip = async (seconds: number) =>
    await inspectMedia(await made(join(folder, `${seconds}.mp4`), '-t', String(seconds), ...stream), 'video', LIMITS)
  const [short, long] = [await clip(10), await clip(60)]
  t.match([short.seconds, long.seconds], [undefined, undefined])
  t.equal((await framesOf(short, OPTIONS)).length, 10)
  await t.rejects(framesOf(long, OPTIONS), { code: 'MEDIA_TOO_LARGE', message: /more than 10 seconds/ })
  await t.rejects(framesOf({ ...long, seconds: 8 }, OPTIONS), { code: 'MEDIA_TOO_LARGE' }, 'whatever it says')
})

t.test('a stream of WebM, which says no length either, is refused beyond the limit', { skip }, async (t) => {
  const folder = t.testdir()
  const whole = await made(join(folder, 'whole.mkv'), '-t', '60')
  const { stdout } = await promisify(execFile)('ffmpeg',
    ['-v', 'error', '-i', whole, '-c', 'copy', '-f', 'matroska', '-live', '1', 'pipe:1'], { encoding: 'buffer' })
  const path = join(folder, 'stream.mkv')
  await writeFile(path, stdout)
  const file = await inspectMedia(path, 'video', LIMITS)
  t.equal(file.seconds, undefined)
  await t.rejects(framesOf(file, OPTIONS), { code: 'MEDIA_TOO_LARGE' })
})
