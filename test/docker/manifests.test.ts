import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv } from 'ajv'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { provision } from '../../src/commands/provision.ts'
import { loadConfig } from '../../src/config/config.ts'
import { packageRoot } from '../../src/shared/package-root.ts'
import { configSchema } from '../../src/config/setting-schema.ts'
import { createServices } from '../../src/services.ts'
import { awsEnvironment, FakeTerminal, ingest, PRODUCTS, type AwsEnvironment } from '../fixtures/aws-environment.ts'
import { BUCKET } from '../fixtures/aws-clients.ts'
import { OBJECT_BUCKET } from '../../local-aws/local-service.ts'
import { actionsOf, allows, callOf, fillIn } from '../fixtures/iam-policy.ts'
import { image } from '../fixtures/images.ts'
import { wavOf } from '../fixtures/sounds.ts'
import { kubernetesSchemas } from '../fixtures/kubernetes-schema.ts'

interface Setting {
  readonly name: string
  readonly value: string
}
interface Named {
  readonly name: string
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: { readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: Pod } }
}

interface Pod {
  readonly serviceAccountName: string
  readonly terminationGracePeriodSeconds: number
  readonly containers: ReadonlyArray<{
    readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } }
    readonly volumeMounts: readonly Named[]
  }>
  readonly volumes: readonly Named[]
}

interface TaskDefinition {
  readonly containerDefinitions: readonly [
    {
      readonly name: string
      readonly stopTimeout: number
      readonly environment: readonly Setting[]
      readonly secrets: readonly Named[]
      readonly portMappings: ReadonlyArray<{ readonly containerPort: number }>
    }
  ]
}

const docker = pathToFileURL(path.join(packageRoot, 'docker', '/'))
const read = (path: string) => readFileSync(new URL(path, docker), 'utf8')
const readJson = <T>(path: string) => JSON.parse(read(path)) as T

/** Documents of a file; what YAML warns of throws too, such as a key that comes twice. */
function manifestsOf (file: string): Manifest[] {
  return parseAllDocuments(read(`kubernetes/${file}`)).map((document) => {
    const [problem] = [...document.errors, ...document.warnings]
    if (problem) throw problem
    return document.toJS() as Manifest
  })
}

const manifests = readdirSync(new URL('kubernetes/', docker)).flatMap(manifestsOf)
const kubernetes = new Map(manifests.map((manifest) => [manifest.kind, manifest]))
const pod = kubernetes.get('Deployment')!.spec!.template!.spec
const configMap = kubernetes.get('ConfigMap')!.data!
const task = readJson<TaskDefinition>('ecs/task-definition.json').containerDefinitions[0]
const environment = Object.fromEntries(task.environment.map(({ name, value }) => [name, value]))
const WORDS = { BUCKET: 'shop', REVIEW_BUCKET: OBJECT_BUCKET, CATALOGUE: 'products', REGION: 'us-east-1', BEDROCK_REGION: 'us-east-1' }

t.test('every Kubernetes manifest has only fields that its kind has', async (t) => {
  const ajv = new Ajv({ allErrors: true })

  t.same([...kubernetes.keys()].sort(), Object.keys(kubernetesSchemas).sort())
  for (const manifest of manifests) {
    t.ok(ajv.validate(kubernetesSchemas[manifest.kind]!, manifest), `${manifest.kind}: ${ajv.errorsText()}`)
  }
})

t.test('the manifests refer to each other by names that exist', async (t) => {
  const selectors = [...read('kubernetes/service.yaml'), ...read('kubernetes/pod-disruption-budget.yaml')]
    .join('')
    .match(/app\.kubernetes\.io\/name: \w+/g)

  t.same(new Set(manifests.map(({ metadata }) => metadata.name)), new Set(['vitrine']))
  t.same(new Set(selectors), new Set(['app.kubernetes.io/name: vitrine']))
  t.same(kubernetes.get('Deployment')!.spec!.template!.metadata.labels, { 'app.kubernetes.io/name': 'vitrine' })
  t.equal(pod.serviceAccountName, kubernetes.get('ServiceAccount')!.metadata.name)
  t.same(
    pod.containers[0]!.volumeMounts.map(({ name }) => name),
    pod.volumes.map(({ name }) => name)
  )
})

t.test('every setting in the manifests exists and has a value that is taken', async (t) => {
  const filled = (settings: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, WORDS[value as keyof typeof WORDS] ?? value])
    )

  for (const settings of [configMap, environment]) {
    t.same(
      [...Object.keys(settings), ...task.secrets.map(({ name }) => name)].filter(
        (name) => !(name in configSchema.properties)
      ),
      []
    )
    t.match(loadConfig(filled(settings)), { EMBEDDER: 'bedrock', VECTOR_STORE: 's3', HOST: '0.0.0.0', PORT: 4000 })
  }
  t.same(Object.keys(configMap).sort(), Object.keys(environment).sort())
})

t.test('a container has longer to end than open requests have, the pause before included', async (t) => {
  const [, pause] = pod.containers[0]!.lifecycle.preStop.exec.command

  t.ok(pod.terminationGracePeriodSeconds > Number(pause) + Number(configMap['CLOSE_GRACE_MS']) / 1000)
  t.ok(task.stopTimeout > Number(environment['CLOSE_GRACE_MS']) / 1000)
})

t.test('the ECS service balances over the port and the container of its task definition', async (t) => {
  const { loadBalancers } = readJson<{
    loadBalancers: ReadonlyArray<{ containerName: string; containerPort: number }>
  }>('ecs/service.json')

  t.match(loadBalancers, [{ containerName: task.name, containerPort: task.portMappings[0]?.containerPort }])
})

t.test('every word to fill in is explained', async (t) => {
  const json = [
    'ecs/task-definition.json',
    'ecs/service.json',
    'iam/search.json',
    'iam/ingest.json',
    'iam/review.json',
    'iam/provision.json',
    'iam/kms.json',
    'iam/media.json'
  ].map(read)
  const settings = new Set([
    ...Object.keys(configSchema.properties),
    'ALL',
    'CMD',
    'FARGATE',
    'LINUX',
    'LATEST',
    'SERVICE',
    'DISABLED',
    'X86_64'
  ])
  const words = new Set(json.join('\n').match(/(?<![\w])[A-Z][A-Z0-9_]+(?![\w])/g))

  t.ok(words.has('ACCOUNT_ID') && words.has('BUCKET'))
  t.same(
    [...words].filter((word) => !settings.has(word) && !read('README.md').includes(`\`${word}\``)),
    []
  )
})

const flows: Readonly<Record<string, (installation: AwsEnvironment) => Promise<void>>> = {
  provision: async ({ config }) => {
    await provision(config, { yes: true }, new FakeTerminal())
    await provision(config, { plan: true }, new FakeTerminal())
    await provision(config, { destroy: true, yes: true }, new FakeTerminal())
  },
  ingest: async (installation) => {
    await ingest(installation)
    await ingest(installation, PRODUCTS.slice(1), { deleteMissing: true, yes: true })
    await ingest(installation, PRODUCTS, { recreate: true })
  },
  search: async ({ config }) => {
    const services = await createServices(config)
    try {
      const photo = { bytes: await image('jpeg'), filename: 'photo.jpg' }
      await services.search.search({ text: 'red dress', filter: { brand: ['Aurora'] } })
      await services.search.search({ image: photo, like: 'boots', without: 'lamp', dimension: 256 })
      await services.catalogue.product('boots')
      // Hundreds of labels over the wire may take longer than an answer may.
      await services.taggers.tagger()
      await services.autoTag.tag(photo)
    } finally {
      await services.close()
    }
  }
}

const COLORS = ['red', 'blue', 'green', 'black', 'white', 'yellow', 'brown', 'purple'].values()

/** A replica that starts with decisions there, takes another and brings it into the index. */
async function review ({ config }: AwsEnvironment): Promise<void> {
  const services = await createServices(config)
  try {
    await services.taggers.tagger()
    const decisions = [{ attribute: 'color', verdict: 'REPLACE' as const, replacement: COLORS.next().value! }]
    await services.reviews.review({ productId: 'dress', decisions, who: 'anna' })
    await services.applier.applyNew()
    await services.reviewLog.noteAppliedUpTo(1)
  } finally {
    await services.close()
  }
}

t.test('the policies to search and to review allow a review, and the latter not one action more', async (t) => {
  const [search, own] = ['search', 'review'].map((name) => fillIn(read(`iam/${name}.json`), { ...WORDS, BUCKET }))
  const installation = await awsEnvironment(t, { env: { REVIEW_BUCKET: OBJECT_BUCKET } })
  const { aws, config } = installation
  await provision(config, { yes: true }, new FakeTerminal())
  await ingest(installation)
  await review(installation)
  await ingest(installation)
  const actions = [...actionsOf(search!), ...actionsOf(own!)]

  aws.allow(actions)
  const before = aws.requests.length
  await review(installation)
  const calls = aws.requests.slice(before).map(callOf)
  t.same(calls.filter((call) => !allows(search!, call) && !allows(own!, call)), [])
  for (const action of actionsOf(own!)) {
    aws.allow(actions.filter((other) => other !== action))
    await t.rejects(review(installation), { code: 'ACCESS_DENIED' }, `${action} is needed`)
  }
})

for (const [name, flow] of Object.entries(flows)) {
  t.test(`the policy to ${name} allows every call and not one action more`, async (t) => {
    const policy = fillIn(read(`iam/${name}.json`), { ...WORDS, BUCKET })
    const actions = actionsOf(policy)
    const installation = await awsEnvironment(t, { env: { S3_TAGS: 'team=search' } })
    const { aws, config } = installation
    const prepare = async () => {
      aws.allow(undefined)
      await provision(config, { destroy: true, yes: true }, new FakeTerminal())
      if (name !== 'provision') await provision(config, { yes: true }, new FakeTerminal())
      if (name === 'search') await ingest(installation)
    }

    await prepare()
    aws.allow(actions)
    const before = aws.requests.length
    await flow(installation)
    const calls = aws.requests.slice(before).map(callOf)
    t.ok(calls.length > 5)
    t.same(
      calls.filter((call) => !allows(policy, call)),
      [],
      'every call is allowed on its resource'
    )
    for (const action of actions) {
      await prepare()
      aws.allow(actions.filter((other) => other !== action))
      // Without it texts are searched for by their vectors alone, which a warning says.
      const isForWords = name === 'search' && action === 's3vectors:ListVectors'
      if (isForWords) await t.resolves(flow(installation), `${action} is needed for words alone`)
      else await t.rejects(flow(installation), { code: 'ACCESS_DENIED' }, `${action} is needed`)
    }
  })
}

t.test('clips take the policy of media beside that of ingest, whole', async (t) => {
  const media = fillIn(read('iam/media.json'), { ...WORDS, MEDIA_BUCKET: 'vitrine-media' })
  const ingestActions = actionsOf(fillIn(read('iam/ingest.json'), { ...WORDS, BUCKET }))
  const place = await awsEnvironment(t, { env: { MEDIA_BUCKET: 'vitrine-media', MEDIA_JOB_POLL_MS: '10' } })
  await provision(place.config, { yes: true }, new FakeTerminal())
  const flow = async (name: string) => {
    await writeFile(path.join(place.folder, name), wavOf(40, name.length))
    await ingest(place, [{ id: name, title: name, audio: [name] }])
  }

  place.aws.allow([...ingestActions, ...actionsOf(media)])
  await flow('a.wav')
  t.equal(place.aws.jobs.length, 1)
  for (const [i, action] of actionsOf(media).entries()) {
    place.aws.allow([...ingestActions, ...actionsOf(media)].filter((other) => other !== action))
    await t.rejects(flow(`${'b'.repeat(i + 2)}.wav`), { code: 'ACCESS_DENIED' }, `${action} is needed`)
  }
  t.ok(allows(media, { action: 's3:PutObject', resource: 'arn:aws:s3:::vitrine-media/vitrine/in/x.mp4' }))
  t.notOk(allows(media, { action: 's3:PutObject', resource: 'arn:aws:s3:::vitrine-media/other/x.mp4' }))
})

t.test('a policy reaches no other bucket, catalogue or model', async (t) => {
  const index = 'arn:aws:s3vectors:us-east-1:123456789012:bucket/shop/index/'

  for (const name of ['search', 'ingest', 'review']) {
    const policy = fillIn(read(`iam/${name}.json`), WORDS)
    for (const own of ['products-1024', 'products-g2-256', 'products-live']) {
      t.ok(allows(policy, { action: 's3vectors:GetVectors', resource: `${index}${own}` }), own)
    }
    for (const resource of [
      `${index}other-1024`,
      `${index}products-sale-1024`,
      `${index}products-sale-g2-1024`,
      `${index}products-sale-live`,
      index.replace('/shop/', '/another/') + 'products-1024',
      index.replace('123456789012', '210987654321') + 'products-1024'
    ]) {
      for (const action of actionsOf(policy)) t.notOk(allows(policy, { action, resource }))
    }
    t.notOk(
      allows(policy, {
        action: 'bedrock:InvokeModel',
        resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0'
      })
    )
  }
})
