import { readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { folder } from '../fixtures/catalogue-files.ts'
import { testApp } from '../fixtures/app.ts'
import { clipOf, demoPhoto, withoutFfmpeg } from '../fixtures/clips.ts'
import { image } from '../fixtures/images.ts'
import { pdfOf } from '../fixtures/pdf.ts'
import { wavOf } from '../fixtures/sounds.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'
import type { MediaReader } from '../../src/embedding/embedder.ts'

const noFfmpeg = await withoutFfmpeg()

/** Reads every file as the words of its first product. */
class OpenWordEmbedder extends WordEmbedder {
  readonly media: MediaReader = {
    plan: () => ({ calls: 1, usd: 0 }),
    whyNot: (kind) => (kind === 'audio' ? 'it has no ears' : undefined),
    read: async (_file, options) => [{ page: 1, embedding: await this.embed({ text: 'lamp' }, options) }]
  }
}

const QUERY = `query ($document: Upload, $video: Upload, $audio: Upload) {
  search(documentUpload: $document, videoUpload: $video, audioUpload: $audio) {
    items { match { kind mediaUrl startSeconds endSeconds page } } query { weights { part weight } }
  }
}`

const uri = (bytes: Uint8Array, type = 'application/pdf') =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
const page = { lines: ['A page'] }

t.test('what a document or a clip cannot be is told by a code, and what to do', async (t) => {
  const { ask } = await testApp(t, { model: new OpenWordEmbedder(), env: { MAX_UPLOAD_BYTES: '400000' } })
  const whole = pdfOf([page, page])
  const bad: ReadonlyArray<readonly [name: string, variables: Record<string, string>, code: string]> = [
    ['an empty document', { document: uri(Buffer.alloc(0)) }, 'MEDIA_UNREADABLE'],
    ['a document cut off', { document: uri(whole.subarray(0, whole.length / 2)) }, 'MEDIA_UNREADABLE'],
    ['a document behind a password', { document: uri(pdfOf([page], { isLocked: true })) }, 'MEDIA_UNREADABLE'],
    ['eleven pages', { document: uri(pdfOf(Array.from({ length: 11 }, () => page))) }, 'MEDIA_TOO_LARGE'],
    ['a photo called a document', { document: uri(await image('png')) }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a document called a clip', { video: uri(whole, 'video/mp4') }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a clip without its end', { video: uri(Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2'), 'video/mp4') }, 'MEDIA_UNREADABLE'],
    ['too many bytes', { document: uri(Buffer.concat([whole, Buffer.alloc(400_000)])) }, 'PAYLOAD_TOO_LARGE'],
    ['a sound, for a model without ears', { audio: uri(wavOf(3), 'audio/wav') }, 'MODALITY_UNSUPPORTED']
  ]
  for (const [name, variables, code] of bad) {
    t.match(await ask(QUERY, variables), { errors: [{ extensions: { code } }] }, name)
  }
  const { data } = await ask(QUERY, { document: uri(whole) })
  t.match(data, { search: { query: { weights: [{ part: 'DOCUMENT', weight: 1 }] } } })
})

t.test('a model of words and photos alone says so, and so does the catalogue', async (t) => {
  const { ask } = await testApp(t)
  t.match(await ask(QUERY, { document: uri(pdfOf([page])) }), { errors: [{ extensions: { code: 'MODALITY_UNSUPPORTED' } }] })
  t.match((await ask('{ catalogue { modalities } }')).data, { catalogue: { modalities: ['TEXT', 'IMAGE'] } })
})

t.test('a clip of half a minute is read, a longer one is not', { skip: noFfmpeg }, async (t) => {
  const { ask } = await testApp(t, { model: new OpenWordEmbedder() })
  const root = await folder(t)
  const clip = async (seconds: number) =>
    uri(await readFile(await clipOf([{ photo: demoPhoto('thomas-serer-420833'), seconds }], path.join(root, `${seconds}.mp4`))), 'video/mp4')
  t.match((await ask(QUERY, { video: await clip(2) })).data, { search: { query: { weights: [{ part: 'VIDEO' }] } } })
  t.match(await ask(QUERY, { video: await clip(33) }), { errors: [{ extensions: { code: 'MEDIA_TOO_LARGE' } }] })
})
