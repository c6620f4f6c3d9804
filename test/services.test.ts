import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { loadConfig } from '../src/config/config.ts'
import { composeServices, createServices } from '../src/services.ts'
import { openReviewLog } from '../src/review/store/open-review-store.ts'
import { folder } from './fixtures/catalogue-files.ts'
import { FakeEmbedder } from './fixtures/fake-embedder.ts'
import { MemoryVectorStore } from './fixtures/memory-vector-store.ts'

/** Services over a model and a store that say when they are closed. */
async function services (t: { teardown(end: () => unknown): void }, env: Record<string, string> = {}) {
  const closed: string[] = []
  const model = Object.assign(new FakeEmbedder(), {
    close: async () => {
      closed.push('model')
    }
  })
  const store = Object.assign(new MemoryVectorStore(), {
    close: async () => {
      closed.push('store')
    }
  })
  const config = loadConfig({ DATA_DIR: await folder(t), DIMENSIONS: '32', ...env })
  return { closed, model, store, built: composeServices(config, { embedder: model, store }) }
}

t.test('what is given is closed with the services, the model last', async (t) => {
  const { built, closed } = await services(t)
  await built.close()

  t.same(closed, ['store', 'model'])
})

t.test('one part that cannot be closed keeps no other open', async (t) => {
  const { built, closed, store } = await services(t)
  store.close = async () => {
    throw new Error('the disk is gone')
  }

  await t.rejects(built.close(), /the disk is gone/)
  t.same(closed, ['model'])
})

t.test('questions go through one cache within its settings', async (t) => {
  const { built, model } = await services(t, { CACHE_MAX_ENTRIES: '1' })
  for (const text of ['sofa', 'sofa', 'lamp', 'sofa']) await built.embedder.embed({ text }, { purpose: 'query' })

  t.same(model.texts, ['sofa', 'lamp', 'sofa'])
})

t.test('a text may be as long as the setting allows, and no longer than the model reads', async (t) => {
  const lengthError = async (env: Record<string, string>, length: number) => {
    const { built } = await services(t, env)
    return await built.search.search({ text: 'x'.repeat(length), topK: 1 }).catch((error: unknown) => error)
  }

  t.match(await lengthError({ MAX_TEXT_LENGTH: '50' }, 51), {
    code: 'TEXT_TOO_LONG',
    message: /51 characters; at most 50/
  })
  t.match(await lengthError({ MAX_TEXT_LENGTH: '1000' }, 201), { code: 'TEXT_TOO_LONG', message: /at most 200/ })
  t.match(await lengthError({ MAX_TEXT_LENGTH: '1000' }, 200), { code: 'CATALOGUE_EMPTY' })
})

t.test('a store that cannot be opened ends the start with its code', async (t) => {
  const file = path.join(await folder(t), 'file')
  await writeFile(file, '')

  await t.rejects(createServices(loadConfig({ EMBEDDER: 'bedrock', BEDROCK_REGION: 'us-east-1', DATA_DIR: file })), {
    code: 'DATA_DIR_UNUSABLE'
  })
})

t.test('each catalogue has a review log of its own, which looking at does not make', async (t) => {
  const DATA_DIR = await folder(t)
  const [shop, other] = ['shop', 'other'].map((CATALOGUE) => openReviewLog({ DATA_DIR, CATALOGUE }))

  t.equal(shop!.file, path.join(DATA_DIR, 'reviews', 'shop.jsonl'))
  t.not(other!.file, shop!.file)
  t.same(await shop!.entries(), [])
})
