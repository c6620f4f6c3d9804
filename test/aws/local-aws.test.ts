import {
  CreateIndexCommand,
  CreateVectorBucketCommand,
  DeleteIndexCommand,
  DeleteVectorBucketCommand,
  DeleteVectorBucketPolicyCommand,
  DeleteVectorsCommand,
  GetIndexCommand,
  GetVectorBucketCommand,
  GetVectorBucketPolicyCommand,
  GetVectorsCommand,
  ListIndexesCommand,
  ListTagsForResourceCommand,
  ListVectorBucketsCommand,
  ListVectorsCommand,
  PutVectorBucketPolicyCommand,
  PutVectorsCommand,
  QueryVectorsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateListVectors,
  paginateQueryVectors,
  type CreateIndexCommandInput,
  type PutInputVector,
  type S3VectorsClient
} from '@aws-sdk/client-s3vectors'
import t, { type Test } from 'tap'
import { localAws, vectorsClient } from '../../local-aws/clients.ts'
import type { LocalAws, LocalAwsOptions } from '../../local-aws/local-aws.ts'

const INDEX = { vectorBucketName: 'shop', indexName: 'products' }

async function shop (
  t: Test,
  options: LocalAwsOptions = {},
  index: Partial<CreateIndexCommandInput> = {}
): Promise<{ aws: LocalAws; client: S3VectorsClient }> {
  const aws = await localAws(t, options)
  const client = vectorsClient(t, aws)
  await client.send(new CreateVectorBucketCommand({ vectorBucketName: 'shop' }))
  await client.send(
    new CreateIndexCommand({ ...INDEX, dataType: 'float32', dimension: 2, distanceMetric: 'cosine', ...index })
  )
  return { aws, client }
}

const vector = (key: string, float32 = [1, 0], metadata: PutInputVector['metadata'] = {}): PutInputVector => ({
  key,
  data: { float32 },
  metadata
})
const put = (client: S3VectorsClient, ...vectors: PutInputVector[]) =>
  client.send(new PutVectorsCommand({ ...INDEX, vectors }))

async function list<T, R> (pages: AsyncIterable<T>, read: (page: T) => R[] | undefined): Promise<R[]> {
  const all: R[] = []
  for await (const page of pages) all.push(...(read(page) ?? []))
  return all
}

t.test('buckets, indexes, tags and policies are kept as they were made', async (t) => {
  const { client } = await shop(t, {}, { metadataConfiguration: { nonFilterableMetadataKeys: ['title'] } })
  const { vectorBucket } = await client.send(new GetVectorBucketCommand({ vectorBucketName: 'shop' }))
  t.match(vectorBucket, {
    vectorBucketArn: 'arn:aws:s3vectors:us-east-1:123456789012:bucket/shop',
    encryptionConfiguration: { sseType: 'AES256' }
  })
  const { index } = await client.send(new GetIndexCommand(INDEX))
  t.match(index, {
    dimension: 2,
    distanceMetric: 'cosine',
    metadataConfiguration: { nonFilterableMetadataKeys: ['title'] },
    creationTime: Date
  })
  const resourceArn = index?.indexArn ?? ''
  t.match((await client.send(new GetIndexCommand({ indexArn: resourceArn }))).index, { indexName: 'products' })
  await client.send(new TagResourceCommand({ resourceArn, tags: { team: 'search', 'cost centre': 'é1' } }))
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'absent'] }))
  t.same((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags, { 'cost centre': 'é1' })
  const policy = '{"Version":"2012-10-17"}'
  await client.send(new PutVectorBucketPolicyCommand({ vectorBucketName: 'shop', policy }))
  t.equal((await client.send(new GetVectorBucketPolicyCommand({ vectorBucketName: 'shop' }))).policy, policy)
  await client.send(new DeleteVectorBucketPolicyCommand({ vectorBucketName: 'shop' }))
  await t.rejects(client.send(new GetVectorBucketPolicyCommand({ vectorBucketName: 'shop' })), {
    name: 'NotFoundException'
  })
  t.match((await client.send(new ListVectorBucketsCommand({ prefix: 'sh' }))).vectorBuckets, [
    { vectorBucketName: 'shop' }
  ])
  await t.rejects(
    client.send(new DeleteVectorBucketCommand({ vectorBucketName: 'shop' })),
    { name: 'ConflictException' },
    'not while it holds an index'
  )
  await client.send(new DeleteIndexCommand(INDEX))
  await t.rejects(client.send(new DeleteIndexCommand(INDEX)), { name: 'NotFoundException' })
  await client.send(new DeleteVectorBucketCommand({ vectorBucketName: 'shop' }))
})

t.test('lists of indexes go over pages', async (t) => {
  const { client } = await shop(t)
  await client.send(
    new CreateIndexCommand({
      ...INDEX,
      indexName: 'other',
      dataType: 'float32',
      dimension: 2,
      distanceMetric: 'euclidean'
    })
  )
  const first = await client.send(new ListIndexesCommand({ vectorBucketName: 'shop', maxResults: 1 }))
  const second = await client.send(
    new ListIndexesCommand({ vectorBucketName: 'shop', maxResults: 1, nextToken: first.nextToken })
  )
  t.same(
    [...(first.indexes ?? []), ...(second.indexes ?? [])].map(({ indexName }) => indexName),
    ['other', 'products']
  )
  t.equal(second.nextToken, undefined)
})

t.test('names, conflicts and quotas are refused by name and status', async (t) => {
  const { client } = await shop(t, { limits: { indexesPerBucket: 1, vectorsPerIndex: 1 } })
  const index = (indexName: string) =>
    client.send(
      new CreateIndexCommand({ ...INDEX, indexName, dataType: 'float32', dimension: 2, distanceMetric: 'cosine' })
    )
  await t.rejects(index('products'), { name: 'ConflictException', $metadata: { httpStatusCode: 409 } })
  await t.rejects(index('second'), { name: 'ServiceQuotaExceededException', $metadata: { httpStatusCode: 402 } })
  await t.rejects(index('under_score'), { name: 'ValidationException', fieldList: [{ path: 'indexName' }] })
  await t.rejects(client.send(new CreateVectorBucketCommand({ vectorBucketName: 'with.dot' })), {
    name: 'ValidationException'
  })
  await t.rejects(client.send(new CreateVectorBucketCommand({ vectorBucketName: 'ab' })), {
    name: 'ValidationException',
    fieldList: [{ path: 'vectorBucketName' }]
  })
  await t.rejects(put(client, vector('a'), vector('b')), { name: 'ServiceQuotaExceededException' })
  await t.rejects(
    client.send(new GetIndexCommand({ indexName: 'products' })),
    { name: 'ValidationException' },
    'neither name nor ARN'
  )
  await t.rejects(client.send(new GetIndexCommand({ ...INDEX, indexName: 'absent' })), {
    name: 'NotFoundException',
    $metadata: { httpStatusCode: 404 }
  })
})

t.test('vectors are kept as float32, replaced whole, read out of order, and deleted', async (t) => {
  const { client } = await shop(t)
  await put(client, vector('a', [0.1, 0.2], { brand: 'x' }), vector('b', [1, 0]), vector('ä/ö', [1, 1]))
  await put(client, vector('a', [0.3, 0.4], { size: 3 }))
  const got = await client.send(
    new GetVectorsCommand({ ...INDEX, keys: ['a', 'absent', 'ä/ö', 'a'], returnData: true, returnMetadata: true })
  )
  t.same(
    got.vectors?.map(({ key }) => key),
    ['ä/ö', 'a'],
    'absent keys left out, another order'
  )
  t.same(got.vectors?.[1], {
    key: 'a',
    data: { float32: [Math.fround(0.3), Math.fround(0.4)] },
    metadata: { size: 3 }
  })
  await client.send(new DeleteVectorsCommand({ ...INDEX, keys: ['a', 'absent'] }))
  t.same((await client.send(new GetVectorsCommand({ ...INDEX, keys: ['a'] }))).vectors, [])
})

t.test('segments together list every vector once, in pages of 1 MB at most', async (t) => {
  const { client } = await shop(t, { limits: { listPageBytes: 300 } })
  const keys = Array.from({ length: 100 }, (_, i) => `key-${i}`)
  await put(client, ...keys.map((key) => vector(key)))
  const { vectors = [], nextToken } = await client.send(new ListVectorsCommand(INDEX))
  t.ok(vectors.length < 100 && nextToken)
  const segments = await Promise.all(
    [0, 1, 2].map((segmentIndex) =>
      list(paginateListVectors({ client }, { ...INDEX, segmentCount: 3, segmentIndex }), (page) => page.vectors)
    )
  )
  t.same(
    segments
      .flat()
      .map(({ key }) => key)
      .sort(),
    keys.toSorted()
  )
  await t.rejects(client.send(new ListVectorsCommand({ ...INDEX, segmentCount: 2 })), { name: 'ValidationException' })
  await t.rejects(client.send(new ListVectorsCommand({ ...INDEX, segmentCount: 2, segmentIndex: 0, nextToken })), {
    name: 'ValidationException'
  })
})

t.test('a query gives the nearest first: 1 - cosine, or the squared euclidean distance', async (t) => {
  const { client } = await shop(t)
  await put(client, vector('same', [3, 0]), vector('right', [0, 1]), vector('opposite', [-1, 0]))
  const query = { ...INDEX, queryVector: { float32: [2, 0] }, topK: 3 }
  const { vectors, distanceMetric } = await client.send(new QueryVectorsCommand({ ...query, returnDistance: true }))
  t.same(vectors, [
    { key: 'same', distance: 0 },
    { key: 'right', distance: 1 },
    { key: 'opposite', distance: 2 }
  ])
  t.equal(distanceMetric, 'cosine')
  t.same(
    (await client.send(new QueryVectorsCommand({ ...query, topK: 1 }))).vectors,
    [{ key: 'same' }],
    'no distance unless asked for'
  )
  await client.send(new DeleteIndexCommand(INDEX))
  await client.send(
    new CreateIndexCommand({ ...INDEX, dataType: 'float32', dimension: 2, distanceMetric: 'euclidean' })
  )
  await put(client, vector('far', [5, 4]), vector('zero', [0, 0]))
  t.same((await client.send(new QueryVectorsCommand({ ...query, returnDistance: true }))).vectors, [
    { key: 'zero', distance: 4 },
    { key: 'far', distance: 25 }
  ])
})

t.test('a query of more than a page follows tokens, ragged pages included, until they expire', async (t) => {
  let now = Date.now()
  const { client } = await shop(t, { now: () => now, limits: { raggedPages: true } })
  await put(client, ...Array.from({ length: 450 }, (_, i) => vector(`key-${i}`, [1, i])))
  const query = { ...INDEX, queryVector: { float32: [1, 0] }, topK: 400 }
  const found = await list(paginateQueryVectors({ client }, { ...query }), (page) => page.vectors)
  t.same(
    found.map(({ key }) => key),
    Array.from({ length: 400 }, (_, i) => `key-${i}`)
  )
  const { nextToken } = await client.send(new QueryVectorsCommand(query))
  t.type(nextToken, 'string')
  await t.rejects(
    client.send(new QueryVectorsCommand({ ...query, topK: 399, nextToken })),
    { name: 'ValidationException' },
    'another query'
  )
  now += 600_000
  await t.rejects(client.send(new QueryVectorsCommand({ ...query, nextToken })), { name: 'ValidationException' })
  await t.rejects(client.send(new QueryVectorsCommand({ ...query, topK: 10_001 })), { name: 'ValidationException' })
})

t.test('filters select as documented', async (t) => {
  const { client } = await shop(t, {}, { metadataConfiguration: { nonFilterableMetadataKeys: ['title'] } })
  await put(
    client,
    vector('sofa', [1, 0], { color: ['blue', 'grey'], price: 900, sale: true, title: 'Sofa' }),
    vector('lamp', [1, 0], { color: 'blue', price: 40, title: 'Lamp' }),
    vector('rug', [1, 0], { price: '40' })
  )
  const find = async (filter: Record<string, unknown>) => {
    const command = new QueryVectorsCommand({
      ...INDEX,
      queryVector: { float32: [1, 0] },
      topK: 10,
      filter: filter as never
    })
    return (await client.send(command)).vectors?.map(({ key }) => key).join(' ')
  }
  const selecting: [string, Record<string, unknown>][] = [
    ['lamp sofa', { color: 'blue' }],
    ['sofa', { color: { $eq: 'grey' } }],
    ['lamp rug', { color: { $ne: 'grey' } }],
    ['lamp', { price: { $eq: 40 } }],
    ['rug', { price: '40' }],
    ['sofa', { price: { $gt: 40 } }],
    ['lamp sofa', { price: { $gte: 40, $lt: 1000 } }],
    ['lamp', { price: { $lte: 40 } }],
    ['lamp sofa', { color: { $in: ['red', 'blue'] } }],
    ['rug', { color: { $nin: ['blue'] } }],
    ['sofa', { sale: true }],
    ['lamp rug', { sale: { $exists: false } }],
    ['lamp', { color: { $startsWith: 'bl' } }],
    ['lamp', { $and: [{ color: 'blue' }, { price: 40 }] }],
    ['rug sofa', { $or: [{ sale: true }, { $and: [{ price: '40' }] }] }],
    ['', { color: 7 }]
  ]
  for (const [keys, filter] of selecting) t.equal(await find(filter), keys, JSON.stringify(filter))
  const refused = [
    {},
    { color: {} },
    { color: { $in: [] } },
    { $and: [] },
    { color: 'blue', price: 40 },
    { color: null },
    { color: { $regex: 'b' } },
    { $not: { color: 'blue' } },
    { price: { $gt: '4' } },
    { sale: { $exists: 'yes' } },
    { color: ['blue'] },
    { title: 'Sofa' },
    { color: { $in: Array.from({ length: 101 }, String) } }
  ]
  for (const filter of refused) {
    await t.rejects(
      find(filter),
      { name: 'ValidationException', fieldList: [{ path: 'filter' }] },
      JSON.stringify(filter).slice(0, 60)
    )
  }
})

t.test('records that the service would not keep refuse the whole call', async (t) => {
  const { client } = await shop(t, {}, { metadataConfiguration: { nonFilterableMetadataKeys: ['title'] } })
  const refused: [string, PutInputVector[]][] = [
    ['zero norm', [vector('a', [0, 0])]],
    ['zero in float32', [vector('a', [1e-46, 0])]],
    ['too large for float32', [vector('a', [1e39, 0])]],
    ['NaN', [vector('a', [NaN, 0])]],
    ['dimension', [vector('a', [1])]],
    ['a key twice', [vector('a'), vector('a')]],
    ['key of 1,025 bytes', [vector('é'.repeat(512) + 'x')]],
    ['empty list', [vector('a', [1, 0], { tags: [] })]],
    ['mixed list', [vector('a', [1, 0], { tags: ['x', 1] })]],
    ['null', [vector('a', [1, 0], { tags: null })]],
    ['object', [vector('a', [1, 0], { size: { width: 1 } })]],
    ['51 keys', [vector('a', [1, 0], Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, true])))]],
    ['2,049 filterable bytes', [vector('a', [1, 0], { text: 'x'.repeat(2_049 - 16) })]],
    ['40,961 bytes', [vector('a', [1, 0], { title: 'x'.repeat(40_961 - 17) })]],
    ['501 vectors', Array.from({ length: 501 }, (_, i) => vector(`k${i}`))]
  ]
  for (const [reason, vectors] of refused) {
    await t.rejects(put(client, vector('good', [0, 1]), ...vectors), { name: 'ValidationException' }, reason)
  }
  t.same((await client.send(new ListVectorsCommand(INDEX))).vectors, [])
  await put(client, vector('é'.repeat(512), [1, 0], { text: 'x'.repeat(2_048 - 16), title: 'x'.repeat(38_000) }))
  await t.rejects(put(client, vector('a', [1, 0], { name: '\ud800' })), {
    name: 'SerializationException',
    $metadata: { httpStatusCode: 400 }
  })
  await t.rejects(put(client, { key: 'a', data: { float32: new Float32Array(2) as never } }), {
    name: 'SerializationException'
  })
  await t.rejects(put(client, vector('a'), { key: 'b'.repeat(21_000_000), data: { float32: [1, 0] } }), {
    message: 'Request body exceeds max allowed size'
  })
})
