import {
  CreateIndexCommand,
  ListTagsForResourceCommand,
  type CreateIndexCommandInput
} from '@aws-sdk/client-s3vectors'
import t from 'tap'
import { NON_FILTERABLE_KEYS } from '../../src/catalogue/records.ts'
import { provision } from '../../src/commands/provision.ts'
import { loadConfig } from '../../src/config/config.ts'
import { vectorsClient } from '../../local-aws/clients.ts'
import { BUCKET, s3Store } from '../fixtures/aws-clients.ts'
import { awsEnvironment, FakeTerminal, type AwsEnvironment } from '../fixtures/aws-environment.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/0a1b'
const YES = { yes: true }

/** Calls that change something, by name. */
function changes ({ aws }: AwsEnvironment): Record<string, number> {
  return Object.fromEntries(
    Object.entries(aws.stats().byOperation).filter(([name]) => /^(Create|Delete|Put|Tag)/.test(name))
  )
}

t.test(
  'provision makes the bucket and an index for each dimension, as the settings say, and does nothing the second time',
  async (t) => {
    const environment = await awsEnvironment(t, { env: { S3_TAGS: 'team=search,stage=test', S3_KMS_KEY_ARN: KEY } })
    const { aws, config } = environment
    const first = new FakeTerminal()

    t.equal(await provision(config, YES, first), 0)

    const store = await s3Store(aws)
    t.teardown(async () => await store.close())
    t.same(await store.describeBucket(), { encryption: KEY })
    t.same(await store.describeIndex('products-384'), {
      name: 'products-384',
      dimension: 384,
      metric: 'cosine',
      nonFilterableKeys: NON_FILTERABLE_KEYS,
      encryption: KEY
    })
    t.same((await store.listIndexNames()).sort(), ['products-256', 'products-384'])
    const bucketArn = `arn:aws:s3vectors:us-east-1:123456789012:bucket/${BUCKET}`
    for (const resourceArn of [bucketArn, `${bucketArn}/index/products-256`]) {
      const { tags } = await vectorsClient(t, aws).send(new ListTagsForResourceCommand({ resourceArn }))
      t.same(tags, { team: 'search', stage: 'test' })
    }
    t.match(
      first.text,
      /^create {2}bucket {2}vitrine-test[^]*made bucket vitrine-test\nmade index products-384\nmade index products-256\n$/
    )
    const before = changes(environment)
    const second = new FakeTerminal()

    t.equal(await provision(config, {}, second), 0)
    t.same(changes(environment), before)
    t.match(second.text, /^exists {2}bucket[^]*Everything is there\.\n$/)
  }
)

t.test('provision --plan says what is missing by its exit code and changes nothing', async (t) => {
  const environment = await awsEnvironment(t)
  const terminal = new FakeTerminal()

  t.equal(await provision(environment.config, { plan: true }, terminal), 2)

  t.same(changes(environment), {})
  t.match(terminal.text, 'create  index   products-256  dimension 256, cosine distance, encryption AES256')
  await provision(environment.config, YES, new FakeTerminal())
  t.equal(await provision(environment.config, { plan: true }, new FakeTerminal()), 0)
})

t.test('provision --json prints a line for each resource, and asks nothing', async (t) => {
  const { config } = await awsEnvironment(t)
  const recordsOf = ({ text }: FakeTerminal) => text.trimEnd().split('\n').map((line) => JSON.parse(line) as object)
  const [planned, made, again] = [new FakeTerminal(), new FakeTerminal(), new FakeTerminal()]

  t.equal(await provision(config, { plan: true, json: true }, planned), 2)
  t.match(recordsOf(planned), [{ state: 'create', kind: 'bucket' }, { state: 'create', kind: 'index' }, {}])
  await t.rejects(provision(config, { json: true }, new FakeTerminal('yes')), { code: 'BAD_USER_INPUT' })
  t.equal(await provision(config, { ...YES, json: true }, made), 0)
  t.match(recordsOf(made).slice(3), [{ state: 'made', kind: 'bucket' }, { state: 'made', kind: 'index' }, {}])
  t.equal(await provision(config, { json: true }, again), 0)
  t.match(recordsOf(again), [{ state: 'exists' }, { state: 'exists' }, { state: 'exists' }])
})

t.test('provision asks first, and takes only yes for yes', async (t) => {
  const environment = await awsEnvironment(t)
  const terminal = new FakeTerminal('y')

  t.equal(await provision(environment.config, {}, terminal), 1)
  t.match(terminal.text, /Nothing was changed\.\n$/)
  t.same(terminal.questions, ['Make these 3? (yes/no) '])
  t.same(changes(environment), {})
  t.equal(await provision(environment.config, {}, new FakeTerminal('yes')), 0)
  t.same(changes(environment), { CreateVectorBucket: 1, CreateIndex: 2 })
})

t.test('provision without a terminal needs --yes', async (t) => {
  const environment = await awsEnvironment(t)

  const { code, stderr } = await vitrine(['provision'], environment.env)

  t.equal(code, 1)
  t.match(stderr, /vitrine: BAD_USER_INPUT: .*--yes/)
  t.same(changes(environment), {})
})

t.test('an index that clashes stops everything and is shown beside what was asked for', async (t) => {
  const keys = { metadataConfiguration: { nonFilterableMetadataKeys: [...NON_FILTERABLE_KEYS] } }
  const asked = { dimension: 256, distanceMetric: 'cosine' as const, ...keys }
  const clashes: ReadonlyArray<{
    readonly name: string
    readonly settings: Omit<CreateIndexCommandInput, 'vectorBucketName' | 'indexName' | 'dataType'>
    readonly there: string
  }> = [
    { name: 'dimension', settings: { ...asked, dimension: 255 }, there: 'dimension 255' },
    { name: 'metric', settings: { ...asked, distanceMetric: 'euclidean' }, there: 'euclidean distance' },
    {
      name: 'non-filterable keys',
      settings: { ...asked, metadataConfiguration: { nonFilterableMetadataKeys: ['title'] } },
      there: 'keys title'
    },
    {
      name: 'encryption',
      settings: { ...asked, encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn: KEY } },
      there: `encryption ${KEY}`
    }
  ]
  for (const { name, settings, there } of clashes) {
    await t.test(name, async (t) => {
      const environment = await awsEnvironment(t)
      const store = await s3Store(environment.aws)
      t.teardown(async () => await store.close())
      await vectorsClient(t, environment.aws).send(
        new CreateIndexCommand({
          vectorBucketName: BUCKET,
          indexName: 'products-256',
          dataType: 'float32',
          ...settings
        })
      )
      const before = changes(environment)
      const terminal = new FakeTerminal()

      await t.rejects(provision(environment.config, YES, terminal), { code: 'INDEX_CONFLICT' })

      t.match(
        terminal.text,
        new RegExp(
          `clash {3}index {3}products-256\\n +there: .*${there}.*\\n +asked: dimension 256, cosine distance, encryption AES256`
        )
      )
      t.same(changes(environment), before)
    })
  }
})

t.test('a bucket with another encryption is refused with the setting to change', async (t) => {
  const environment = await awsEnvironment(t, { env: { S3_KMS_KEY_ARN: KEY } })
  const store = await s3Store(environment.aws)
  t.teardown(async () => await store.close())

  const refused: unknown = await provision(environment.config, YES, new FakeTerminal()).catch(
    (error: unknown) => error
  )

  t.match(refused, { code: 'CONFIG_INVALID', message: /AES256.*S3_KMS_KEY_ARN/ })
  t.same(await store.listIndexNames(), [])
})

t.test('a run that broke off is completed by the next', async (t) => {
  const environment = await awsEnvironment(t)
  environment.aws.allow(['s3vectors:GetVectorBucket', 's3vectors:CreateVectorBucket', 's3vectors:GetIndex'])

  await t.rejects(provision(environment.config, YES, new FakeTerminal()), { code: 'ACCESS_DENIED' })
  environment.aws.allow(undefined)
  const terminal = new FakeTerminal()

  t.equal(await provision(environment.config, YES, terminal), 0)
  t.match(terminal.text, /^exists {2}bucket[^]*made index products-384\nmade index products-256\n$/)
})

t.test('provision --destroy wants the name of the bucket, then deletes indexes and bucket', async (t) => {
  const environment = await awsEnvironment(t)
  const { config, aws } = environment
  await provision(config, YES, new FakeTerminal())

  t.equal(await provision(config, { destroy: true }, new FakeTerminal('yes')), 1)
  t.equal(await provision(config, { destroy: true, plan: true }, new FakeTerminal()), 2)
  await t.rejects(provision(config, { destroy: true }, new FakeTerminal()), { code: 'BAD_USER_INPUT' })
  t.notMatch(aws.stats().byOperation, { DeleteIndex: Number })
  const terminal = new FakeTerminal(BUCKET)

  t.equal(await provision(config, { destroy: true }, terminal), 0)
  t.match(terminal.text, /deleted index products-256\ndeleted index products-384\ndeleted bucket vitrine-test\n$/)
  const again = new FakeTerminal()
  t.equal(await provision(config, { destroy: true }, again), 0)
  t.equal(again.text, 'There is no bucket vitrine-test.\n')
})

t.test('the embedded store has nothing to provision', async (t) => {
  const terminal = new FakeTerminal()

  t.equal(await provision(loadConfig({}), {}, terminal), 0)
  t.match(terminal.text, /^VECTOR_STORE=lancedb has nothing to provision.*\n$/)
})
