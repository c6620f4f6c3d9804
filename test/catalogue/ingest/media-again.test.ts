import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { createEmbedder } from '../../../src/embedding/create-embedder.ts'
import type { Embedder } from '../../../src/embedding/embedder.ts'
import { folder } from '../../fixtures/catalogue-files.ts'
import { clipOf, demoPhoto, withoutFfmpeg } from '../../fixtures/clips.ts'
import { IMAGES, keys } from '../../fixtures/ingest.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'

const noFfmpeg = await withoutFfmpeg()
const embedder = await createEmbedder(loadConfig({}))
t.teardown(async () => await embedder.close())

const never = () => {
  throw new Error('no file is to be read')
}
/** The model, without what reads files. */
const bare = (): Embedder => {
  const { model, dimensions, capabilities, maxTextLength } = embedder
  const embed: Embedder['embed'] = async (input, asked) => await embedder.embed(input, asked)
  return { model, dimensions, capabilities, maxTextLength, embed, close: async () => {} }
}

t.test('where clips cannot be read, those that were stay, and new ones are left out', { skip: noFfmpeg }, async (t) => {
  const root = await folder(t)
  const clip = await clipOf([{ photo: demoPhoto('silvia-agrasar-227575'), seconds: 2 }], path.join(root, 'clip.mp4'))
  await writeFile(path.join(root, 'new.mp4'), await readFile(clip))
  const file = path.join(root, 'products.jsonl')
  const write = async (product: object) => await writeFile(file, JSON.stringify(product))
  const store = new MemoryVectorStore()
  const options = { store, catalogue: 'products', dimensions: [256], dataDir: path.join(root, 'data'), images: IMAGES }
  const deaf = { ...bare(), media: { ...embedder.media!, whyNot: () => 'there is no ffmpeg', read: never, plan: never } }

  await write({ id: 'shoe', title: 'Shoe', videos: ['clip.mp4'] })
  await new IngestService({ ...options, embedder }).run({ file })
  const before = keys(store, 'products-256')
  t.ok(before.includes('shoe#video-0-0'))
  const again = new IngestService({ ...options, embedder: deaf })
  t.match(await again.run({ file }), { unchanged: 1, imagesRejected: 0 })
  await write({ id: 'shoe', title: 'Running shoe', videos: ['clip.mp4', 'new.mp4'] })
  t.match(await again.run({ file }), { changed: 1, imagesRejected: 1 })
  t.same(keys(store, 'products-256'), before)
})
