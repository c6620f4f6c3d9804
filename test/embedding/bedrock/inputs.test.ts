import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import t from 'tap'
import { imageInput } from '../../../src/embedding/bedrock/nova-input.ts'
import { dot } from '../../../src/embedding/embedder.ts'
import { inspectImage } from '../../../src/images/inspect-image.ts'
import { bedrockEmbedder, localAws } from '../../fixtures/aws-clients.ts'
import { image } from '../../fixtures/images.ts'
import { bodyOf } from '../../fixtures/nova-body.ts'

const SOFA = { text: 'blue linen sofa' }
const QUERY = { purpose: 'query' } as const
const LIMITS = { maxPixels: 100_000_000, maxBytes: 100_000_000 }

t.test('text and images become unit vectors at native size, with the purpose that fits', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws)
  const text = await embedder.embed(SOFA, { purpose: 'image-query' })
  const photo = await embedder.embed({ image: await inspectImage(await image('png'), LIMITS) }, { purpose: 'index' })

  for (const embedding of [text, photo]) {
    t.equal(embedding.length, 3072)
    t.ok(Math.abs(dot(embedding, embedding) - 1) < 1e-6)
  }
  t.match(
    aws.requests.map(({ input }) => bodyOf(input)),
    [
      {
        embeddingPurpose: 'IMAGE_RETRIEVAL',
        embeddingDimension: 3072,
        text: { truncationMode: 'END', value: 'blue linen sofa' }
      },
      {
        embeddingPurpose: 'GENERIC_INDEX',
        embeddingDimension: 3072,
        image: { format: 'png', detailLevel: 'STANDARD_IMAGE' }
      }
    ]
  )
})

t.test('queries are embedded for what is searched, unless a setting says otherwise', async (t) => {
  const aws = await localAws(t)
  const [embedder, fixed] = [bedrockEmbedder(t, aws), bedrockEmbedder(t, aws, {}, { queryPurpose: 'TEXT_RETRIEVAL' })]
  for (const purpose of ['query', 'text-query', 'image-query'] as const) await embedder.embed(SOFA, { purpose })
  for (const purpose of ['image-query', 'index'] as const) await fixed.embed(SOFA, { purpose })

  t.same(
    aws.requests.map(({ input }) => bodyOf(input).embeddingPurpose),
    ['GENERIC_RETRIEVAL', 'TEXT_RETRIEVAL', 'IMAGE_RETRIEVAL', 'TEXT_RETRIEVAL', 'GENERIC_INDEX']
  )
})

t.test('every format is taken; what the model does not read comes as an upright JPEG, told once', async (t) => {
  const aws = await localAws(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, aws, {}, { warn: (message) => warnings.push(message) })
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
    await embedder.embed({ image: await inspectImage(await image(format), LIMITS) }, QUERY)
  }
  await embedder.embed(
    { image: await inspectImage(await image('jpeg', { width: 20, height: 30, orientation: 6 }), LIMITS) },
    QUERY
  )

  const formats = aws.requests.map(({ input }) => bodyOf(input).image?.format)
  t.same(formats, ['jpeg', 'png', 'webp', 'gif', 'jpeg', 'jpeg'])
  t.match(await sharp(Buffer.from(bodyOf(aws.requests[5]!.input).image!.source.bytes, 'base64')).metadata(), {
    width: 30,
    height: 20,
    orientation: undefined
  })
  t.equal(warnings.length, 1)
  t.match(warnings[0], /AVIF, animated or not upright/)
})

t.test('an image over the limit of a request is scaled down, not refused', async (t) => {
  const aws = await localAws(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, aws, {}, { warn: (message) => warnings.push(message) })
  const [width, height] = [2600, 2500]
  const bytes = await sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const large = await inspectImage(bytes, LIMITS)
  t.ok(large.bytes.length > 18_800_000)

  t.equal((await embedder.embed({ image: large }, QUERY)).length, 3072)

  t.ok(aws.requests[0]!.bytes <= 25_000_000)
  t.match(warnings, [/scaled down/])
  const { input } = await imageInput(large, 200_000)
  t.ok('image' in input && Buffer.from(input.image.source.bytes, 'base64').length <= 200_000)
})

t.test('long text and broken characters are cut and mended, not refused', async (t) => {
  const aws = await localAws(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, aws, {}, { warn: (message) => warnings.push(message) })
  await embedder.embed({ text: `${'a'.repeat(8191)}😀 and more` }, QUERY)
  await embedder.embed({ text: 'half \ud83d of it' }, QUERY)

  t.same(
    aws.requests.map(({ input }) => bodyOf(input).text?.value),
    ['a'.repeat(8191), 'half \ufffd of it']
  )
  t.match(warnings, [/longer than 8192 characters/])
})
