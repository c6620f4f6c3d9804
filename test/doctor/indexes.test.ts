import { CreateIndexCommand } from '@aws-sdk/client-s3vectors'
import t from 'tap'
import { provision } from '../../src/commands/provision.ts'
import { vectorsClient } from '../../local-aws/clients.ts'
import { BUCKET, s3Store } from '../fixtures/aws-clients.ts'
import { awsEnvironment, FakeTerminal, installed } from '../fixtures/aws-environment.ts'
import { examined, finding, troubles } from '../fixtures/examined.ts'

t.test('what is not there is named, with the command that makes it', async (t) => {
  const { env, aws, config } = await awsEnvironment(t)

  const bare = await examined(env)

  t.equal(bare.code, 1)
  t.match(finding(bare, 'indexes', 'bucket'), {
    level: 'failed',
    detail: BUCKET,
    advice: /S3_VECTORS_REGION.*vitrine provision/
  })

  aws.allow(['bedrock:InvokeModel', 's3vectors:GetIndex'])
  t.match(finding(await examined(env), 'indexes', 'products-384'), {
    detail: 'does not exist, or its bucket does not'
  })

  aws.allow(undefined)
  await provision({ ...config, DIMENSIONS: [384] }, { yes: true }, new FakeTerminal())
  const partial = await examined(env)
  t.match(finding(partial, 'indexes', 'products-256'), {
    level: 'failed',
    detail: 'does not exist',
    advice: 'vitrine provision'
  })
  t.match(finding(partial, 'catalogue', 'products-384'), { level: 'warning', advice: 'vitrine ingest' })
})

t.test('an index with other settings fails and shows both sides', async (t) => {
  const { env, aws } = await awsEnvironment(t, { env: { DIMENSIONS: '256' } })
  const store = await s3Store(aws)
  t.teardown(async () => await store.close())
  await vectorsClient(t, aws).send(
    new CreateIndexCommand({
      vectorBucketName: BUCKET,
      indexName: 'products-256',
      dataType: 'float32',
      dimension: 255,
      distanceMetric: 'euclidean',
      metadataConfiguration: { nonFilterableMetadataKeys: ['title'] }
    })
  )

  const result = await examined(env)

  t.equal(result.code, 1)
  t.match(finding(result, 'indexes', 'products-256'), {
    level: 'failed',
    detail: /dimension 255, euclidean.*keys title; wanted is dimension 256, cosine/,
    advice: 'CATALOGUE'
  })
})

t.test('an index that filters during the search is a warning with the command that switches it', async (t) => {
  const { env } = await installed(t, { indexMode: 'CLASSIC', env: { DIMENSIONS: '256' } })

  const result = await examined(env)

  t.same(troubles(result), ['indexes products-256 mode'])
  t.match(
    finding(result, 'indexes', 'products-256 mode')?.advice,
    'aws s3vectors update-index-mode --vector-bucket-name vitrine-test --index-name products-256 --index-mode ENHANCED'
  )
})

t.test('an index under another key is a warning, since it can be searched', async (t) => {
  const { env } = await installed(t, { env: { DIMENSIONS: '256' } })

  const result = await examined({ ...env, S3_KMS_KEY_ARN: 'arn:aws:kms:us-east-1:123456789012:key/0a1b' })

  t.same(troubles(result), ['indexes products-256'])
})
