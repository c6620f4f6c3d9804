import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { ffmpegVersion, framesOf } from '../../src/media/frames.ts'
import type { MediaFile, MediaFormat } from '../../src/media/media-file.ts'

const skip = (await ffmpegVersion()) === undefined ? 'no ffmpeg' : false
const OPTIONS = { framesPerSecond: 1, maxSeconds: 10 }
const fileOf = (path: string, format: MediaFormat): MediaFile =>
  ({ kind: 'video', format, path, bytes: 1, hash: 'h', seconds: undefined })

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
