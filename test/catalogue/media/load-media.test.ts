import type { RequestListener } from 'node:http'
import path from 'node:path'
import { readFile, writeFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import { MediaLoader } from '../../../src/catalogue/media/load-media.ts'
import type { MediaReader } from '../../../src/embedding/embedder.ts'
import { folder } from '../../fixtures/catalogue-files.ts'
import { IMAGES } from '../../fixtures/ingest.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { pdfOf } from '../../fixtures/pdf.ts'
import { WordEmbedder } from '../../fixtures/word-embedder.ts'
import { UPSERT, writeApp } from '../../fixtures/write-app.ts'
import { serve } from '../../fixtures/answering-server.ts'

const LIMITS = { maxBytes: 1e6, maxSeconds: 10, maxPages: 5 }
const never: RequestListener = () => {}

/** Reads every file as one page. */
class PageEmbedder extends WordEmbedder {
  readonly media: MediaReader = {
    plan: () => ({ calls: 1, usd: 0 }),
    whyNot: () => undefined,
    read: async (_file, options) => [{ page: 1, embedding: await this.embed({ text: 'lamp' }, options) }]
  }
}

function loader (t: Test, fetchTimeoutMs: number): MediaLoader {
  const made = new MediaLoader({ ...LIMITS, root: '/', mediaUrl: '/media/', allowPrivate: true, fetchTimeoutMs })
  t.teardown(async () => await made.close())
  return made
}

t.test('all tries of one address share one time, and no message shows a password', async (t) => {
  let asked = 0
  const url = await serve(t, (_request, response) => {
    asked++
    if (asked === 1) response.writeHead(503).end()
  })
  await t.rejects(loader(t, 1500).load(`${url}/a.pdf`, 'document'), {
    code: 'MEDIA_FETCH_FAILED',
    message: /did not arrive within 1\.5 s/
  })
  t.equal(asked, 2)
  const secret = url.replace('//', '//user:secret@')
  const error = await loader(t, 1500).load(`${secret}/a.pdf`, 'document').catch((error: unknown) => error)
  t.match(error, { code: 'MEDIA_FETCH_FAILED', message: /holds a user name or password/ })
  t.notMatch(String(error), 'secret')
})

t.test('a write goes on without files of a host that does not answer', async (t) => {
  const asked: string[] = []
  const url = await serve(t, ({ url }) => asked.push(url!))
  const env = { WRITE_TIMEOUT_MS: '3000', DIMENSIONS: '64', ALLOW_PRIVATE_IMAGE_URLS: 'true' }
  const { write } = await writeApp(t, { model: new PageEmbedder(), env })
  const documents = ['a', 'b', 'c'].map((name) => `${url}/${name}.pdf`)
  const products = [{ id: 'pot', title: 'copper pot', documents }, { id: 'cup', title: 'copper cup' }]
  t.match(await write(UPSERT, { products }), {
    created: 2,
    userErrors: [],
    notices: [/did not arrive within 1 s/, /did not answer for another file/, /did not answer for another file/]
      .map((message) => ({ id: 'pot', field: 'documents', code: 'MEDIA_FETCH_FAILED', message }))
  })
  t.same(asked, ['/a.pdf'])
})

t.test('a write ends in time though photos never arrive, and nothing is written of their product', async (t) => {
  const url = await serve(t, never)
  const env = { WRITE_TIMEOUT_MS: '600', DIMENSIONS: '64', ALLOW_PRIVATE_IMAGE_URLS: 'true' }
  const { write, ask } = await writeApp(t, { env })
  const products = [{ id: 'pot', title: 'copper pot' }, { id: 'cup', title: 'cup', images: [`${url}/cup.jpg`] }]
  t.match(await write(UPSERT, { products }), { created: 1, userErrors: [{ id: 'cup', code: 'TIMEOUT' }] })
  t.match((await ask('{ product(id: "cup") { id } }')).data, { product: null })
})

t.test('rejects name no passwords of addresses', async (t) => {
  const root = await folder(t)
  const file = path.join(root, 'products.jsonl')
  const address = (name: string) => `http://user:secret@shop.example/${name}`
  const product = { id: 'pot', title: 'Pot', images: [address('pot.jpg')], documents: [address('pot.pdf')] }
  await writeFile(path.join(root, 'good.pdf'), pdfOf([{ lines: ['A page'] }]))
  await writeFile(file, JSON.stringify(product))
  const { rejectsFile } = await new IngestService({
    embedder: new PageEmbedder(),
    store: new MemoryVectorStore(),
    catalogue: 'products',
    dimensions: [64],
    dataDir: path.join(root, 'data'),
    images: IMAGES
  }).run({ file })
  const rejects = await readFile(rejectsFile!, 'utf8')
  t.match(rejects, /"image":"http:\/\/shop\.example\/pot\.jpg"/)
  t.match(rejects, /"image":"http:\/\/shop\.example\/pot\.pdf"/)
  t.notMatch(rejects, 'secret')
})
