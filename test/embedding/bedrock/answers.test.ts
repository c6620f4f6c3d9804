import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import t from 'tap'
import { MODEL_ID } from '../../../src/embedding/bedrock/nova.ts'
import { CachedEmbedder } from '../../../src/embedding/cached-embedder.ts'
import { dot, truncate } from '../../../src/embedding/embedder.ts'
import { answeringServer } from '../../fixtures/answering-server.ts'
import type { LocalAws } from '../../../local-aws/local-aws.ts'
import { bedrockEmbedder, localAws } from '../../fixtures/aws-clients.ts'

const SOFA = { text: 'blue linen sofa' }
const QUERY = { purpose: 'query' } as const

t.test('answers that are no embedding are refused, one that is not normalised is mended and told', async (t) => {
  const long = Array.from({ length: 3072 }, () => 1)
  const bad = [
    'no JSON',
    {},
    { embeddings: [] },
    { embeddings: [{ embeddingType: 'IMAGE', embedding: long }] },
    { embeddings: [{ embeddingType: 'TEXT', embedding: long.slice(1) }] },
    { embeddings: [{ embeddingType: 'TEXT', embedding: ['NaN', ...long.slice(1)] }] },
    { embeddings: [{ embeddingType: 'TEXT', embedding: long.map(() => 0) }] }
  ]
  const server = await answeringServer(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(
    t,
    await localAws(t),
    { endpoint: server.url },
    { warn: (message) => warnings.push(message) }
  )
  for (const answer of bad) {
    server.answer = answer
    await t.rejects(
      embedder.embed(SOFA, QUERY),
      { code: 'MODEL_ANSWER_INVALID' },
      JSON.stringify(answer).slice(0, 60)
    )
  }
  server.answer = { embeddings: [{ embeddingType: 'TEXT', embedding: long }] }
  const embedding = await embedder.embed(SOFA, QUERY)
  t.ok(Math.abs(dot(embedding, embedding) - 1) < 1e-6)
  t.match(warnings, [/not of unit length/])
  t.equal(embedder.usage.inputTokens, 8 * 4, 'a quarter of the characters where the header is missing')
})

t.test('four dimensions cost one model call, and a cut vector is what the model gives for less', async (t) => {
  const aws = await localAws(t)
  const embedder = new CachedEmbedder(bedrockEmbedder(t, aws), { maxEntries: 10, maxBytes: 1e6 })
  const cuts = []
  for (const dimension of embedder.dimensions) cuts.push(truncate(await embedder.embed(SOFA, QUERY), dimension))

  t.equal(aws.stats().requests, 1)
  t.same(
    cuts.map(({ length }) => length),
    [3072, 1024, 384, 256]
  )
  for (const cut of cuts) {
    t.ok(Math.abs(dot(cut, cut) - 1) < 1e-6)
    t.ok(dot(cut, await embedAt(aws, cut.length)) > 0.9999)
  }
})

/** What the model itself gives when asked for fewer values. */
async function embedAt ({ url, credentials }: LocalAws, embeddingDimension: number): Promise<number[]> {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: url,
    credentials,
    requestHandler: new NodeHttpHandler()
  })
  const request = {
    embeddingPurpose: 'GENERIC_RETRIEVAL',
    embeddingDimension,
    text: { truncationMode: 'END', value: SOFA.text }
  }
  const response = await client.send(
    new InvokeModelCommand({
      modelId: MODEL_ID,
      contentType: 'application/json',
      body: JSON.stringify({ taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: request })
    })
  )
  client.destroy()
  return JSON.parse(response.body.transformToString()).embeddings[0].embedding
}
