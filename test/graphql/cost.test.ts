import { join } from 'node:path'
import { pino } from 'pino'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { ingestFile } from '../../src/commands/ingest.ts'
import { summaryOf } from '../../src/commands/summary.ts'
import type { MeteredEmbedder, ModelUsage } from '../../src/embedding/metered-embedder.ts'
import { createServices } from '../../src/services.ts'
import { testApp } from '../fixtures/app.ts'
import { installed } from '../fixtures/aws-environment.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { dataUri, WordEmbedder } from '../fixtures/word-embedder.ts'

class PaidEmbedder extends WordEmbedder implements MeteredEmbedder {
  readonly usage: ModelUsage = { calls: 0, images: 0, inputTokens: 0, estimatedUsd: 0 }

  estimateUsd (): number {
    return 0.001
  }
}

t.test(
  'an answer tells the model calls of its searches and their price, and nothing of a model that is free',
  async (t) => {
    const paid = await testApp(t, { model: new PaidEmbedder() })
    const free = await testApp(t)
    const query =
      '{ a: search(text: "red", without: "lamp") { query { id } } b: search(like: "lamp") { query { id } } }'

    t.match((await paid.ask(query)).extensions, { cost: { modelCalls: 2, estimatedUsd: 0.002 } })
    t.match((await paid.ask(query)).extensions, { cost: { modelCalls: 0, estimatedUsd: 0 } })
    t.notMatch((await free.ask(query)).extensions, { cost: {} })
  }
)

t.test('tags cost what embedding photo and title costs, and nothing once that is known', async (t) => {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  const { ask } = await testApp(t, { model: new PaidEmbedder(), env: { TAXONOMY: join(folder, 'shop.json') } })
  const image = await dataUri('red')
  const costOf = async (title?: string) =>
    (
      await ask('query ($image: Upload!, $title: String) { autoTag(image: $image, title: $title) { model } }', {
        image,
        title
      })
    ).extensions?.cost

  t.same(await costOf(), { modelCalls: 1, estimatedUsd: 0.001 })
  t.same(await costOf('red dress'), { modelCalls: 1, estimatedUsd: 0.001 }, 'the photo is known by now')
  t.same(await costOf('red dress'), { modelCalls: 0, estimatedUsd: 0 })
})

t.test('on AWS four dimensions of one question cost one model call', async (t) => {
  const { aws, config } = await installed(t, { env: { DIMENSIONS: '3072,1024,384,256' } })
  const app = await buildApp({ config, services: await createServices(config), logger: pino({ level: 'silent' }) })
  t.teardown(async () => await app.close())
  const modelCalls = () => aws.stats().byOperation['InvokeModel'] ?? 0
  const before = modelCalls()
  const costs: unknown[] = []
  for (const dimension of config.DIMENSIONS) {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: {
        query: `{ search(text: "red dress", dimension: ${dimension}, topK: 1) { items { product { id } } query { dimension } } }`
      }
    })
    const { data, extensions } = response.json<{ data: object; extensions: { cost: unknown } }>()
    t.match(data, { search: { items: [{ product: { id: 'dress' } }], query: { dimension } } })
    costs.push(extensions.cost)
  }

  t.equal(modelCalls() - before, 1)
  t.same(costs, [
    { modelCalls: 1, estimatedUsd: 0.00000041 },
    ...Array.from({ length: 3 }, () => ({ modelCalls: 0, estimatedUsd: 0 }))
  ])
})

t.test(
  'on AWS a catalogue without photos is asked as one of texts only, by its searches and in its calibration',
  async (t) => {
    const { aws, config } = await installed(t, { env: { DIMENSIONS: '256' } })
    const services = await createServices(config)
    t.teardown(async () => await services.close())
    await services.search.search({ text: 'a red dress' })
    const purposes = aws.requests.flatMap(({ operation, input }) =>
      operation === 'InvokeModel' ? [purposeOf(input!['body'] as Uint8Array)] : []
    )

    t.same(new Set(purposes), new Set(['GENERIC_INDEX', 'TEXT_RETRIEVAL']))
  }
)

t.test('an ingest tells what the model was asked and what that costs', async (t) => {
  const { config, folder } = await installed(t, {
    env: { DIMENSIONS: '256', NOVA_PRICE_TEXT_PER_MILLION_TOKENS: '1000' }
  })

  const report = await ingestFile(config, { file: `${folder}/products.jsonl`, recreate: true })

  t.match(report.usage, { calls: 6, images: 0, inputTokens: Number })
  t.match(
    summaryOf(report),
    new RegExp(
      `\\n6 model calls: ${report.usage!.inputTokens} tokens of text, 0 images, about USD ${(report.usage!.inputTokens / 1000).toFixed(4)} at the prices set\\n`
    )
  )
})

function purposeOf (body: Uint8Array): string {
  return (JSON.parse(Buffer.from(body).toString()) as { singleEmbeddingParams: { embeddingPurpose: string } })
    .singleEmbeddingParams.embeddingPurpose
}
