import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { OBJECT_BUCKET } from '../../local-aws/local-service.ts'
import { ingestFile } from '../../src/commands/ingest.ts'
import { provision } from '../../src/commands/provision.ts'
import { awsEnvironment, FakeTerminal, type AwsEnvironment } from '../fixtures/aws-environment.ts'
import { folder } from '../fixtures/catalogue-files.ts'
import { plainPng } from '../fixtures/plain-png.ts'
import { startVitrine, type Running } from '../fixtures/run-vitrine.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const COUNT = 50
const IDS = Array.from({ length: COUNT }, (_, i) => `p${String(i).padStart(2, '0')}`)
/** Of the decisions, where the other things happen. */
const [KILLED_AT, INGESTED_AT] = [12, 20]
const REVIEW = 'mutation ($input: ReviewTagsInput!) { reviewTags(input: $input) { isIndexed entries { id } } }'
const FIELDS = 'id title category taxonomyCategory color attributes { name values }'
const PRODUCTS = `query ($filter: ProductFilter) {
  search(text: "thing", topK: 50, cutoff: false, filter: $filter) {
    items { product { ${FIELDS} } }
    facets { colors { value count } categories { value count } attributes { name values { value count } } }
  }
}`
const PRODUCT = `query ($id: ID!) { product(id: $id) { ${FIELDS} } }`

/** What a reviewer says of every third product, and what is then its color, which the catalogue states as red. */
const KINDS = [
  { color: { value: 'red', verdict: 'ACCEPT' }, isNow: 'red' },
  { color: { value: 'red', verdict: 'REJECT' }, isNow: null },
  { color: { value: 'red', verdict: 'REPLACE', replacement: 'green' }, isNow: 'green' }
] as const

interface Found {
  readonly items: ReadonlyArray<{ readonly product: { readonly id: string } }>
  readonly facets: {
    readonly colors: ReadonlyArray<{ readonly value: string, readonly count: number }>
    readonly categories: ReadonlyArray<{ readonly value: string, readonly count: number }>
    readonly attributes: readonly object[]
  }
}

/** Half of the products state a category of the shop's own tree, the others none. */
function rows (title: string): string {
  return IDS.map((id, i) => `${JSON.stringify({
    id,
    title: `${title} ${i}`,
    colors: ['red'],
    images: [`photo-${i}.png`],
    ...(i % 2 === 0 && { category: 'Apparel/Dresses' })
  })}\n`).join('')
}

async function shop (t: Test): Promise<AwsEnvironment> {
  const taxonomy = join(await folder(t), 'shop.json')
  await writeFile(taxonomy, JSON.stringify(smallTaxonomy()))
  const installation = await awsEnvironment(t, {
    env: {
      REVIEW_BUCKET: OBJECT_BUCKET,
      REVIEW: 'local',
      RATE_LIMIT: '0',
      TAXONOMY: taxonomy,
      DIMENSIONS: '256',
      CURSOR_SECRET: 'x'.repeat(32)
    }
  })
  await provision(installation.config, { yes: true }, new FakeTerminal())
  for (let i = 0; i < COUNT; i++) await writeFile(join(installation.folder, `photo-${i}.png`), plainPng(16 + i, 16))
  await writeFile(join(installation.folder, 'products.jsonl'), rows('thing'))
  await ingestFile(installation.config, { file: join(installation.folder, 'products.jsonl') })
  return installation
}

interface Replica {
  readonly running: Running
  ask(query: string, variables?: object): Promise<Record<string, unknown>>
}

/** A process with a folder of its own, so that nothing is shared but what is in AWS. */
async function replica (t: Test, { env }: AwsEnvironment): Promise<Replica> {
  const running = startVitrine(['serve'], { ...env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: await folder(t) })
  t.teardown(async () => {
    running.child.kill('SIGKILL')
    await running.end()
  })
  const url = /http:\/\/[\w.[\]:]+/.exec(await running.line(/Server listening at/))![0]
  const ask = async (query: string, variables: object = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables })
    })
    const { data, errors } = (await response.json()) as { data?: Record<string, unknown>, errors?: unknown }
    if (!data || errors) throw new Error(JSON.stringify(errors))
    return data
  }
  return { running, ask }
}

async function review ({ ask }: Replica, i: number): Promise<void> {
  await ask(REVIEW, {
    input: {
      productId: IDS[i],
      decisions: [
        { attribute: 'color', ...KINDS[i % 3]!.color },
        { attribute: 'category', value: 'Fashion/Dress', verdict: 'ACCEPT' },
        { attribute: 'size', verdict: 'REPLACE', replacement: 'long' }
      ]
    }
  })
}

/** Begins to ingest new titles, slowly enough that people decide meanwhile; resolves once it has begun to read them. */
async function ingestAgain ({ aws, env, folder: at }: AwsEnvironment): Promise<Running> {
  const file = join(at, 'renamed.jsonl')
  await writeFile(file, rows('new name of thing'))
  const calls = () => aws.requests.filter(({ operation }) => operation === 'InvokeModel').length
  const before = calls()
  aws.faults.inject({ kind: 'slow', operation: 'InvokeModel', delayMs: 300, times: COUNT })
  const running = startVitrine(['ingest', file], env)
  while (calls() === before) await sleep(5)
  return running
}

/** A decision is kept, the index does not answer, and then the process is gone. */
async function dieAt (t: Test, { running, ...at }: Replica, i: number, { aws }: AwsEnvironment): Promise<void> {
  const writes = () => aws.requests.filter(({ operation }) => operation === 'PutVectors').length
  const before = writes()
  aws.faults.inject({ kind: 'stall', operation: 'PutVectors' })
  const asked = t.rejects(review({ running, ...at }, i), 'the reviewer gets no answer')
  while (writes() === before) await sleep(5)
  running.child.kill('SIGKILL')
  await asked
}

function expectedOf (i: number): object {
  return {
    id: IDS[i],
    title: `new name of thing ${i}`,
    category: 'Apparel/Dresses',
    taxonomyCategory: 'Fashion/Dress',
    color: KINDS[i % 3]!.isNow,
    attributes: [{ name: 'size', values: ['long'] }]
  }
}

const EXPECTED = IDS.map((_, i) => expectedOf(i))
/** The shop's own, and nothing of the taxonomy. */
const TREE = ['Apparel', 'Apparel/Dresses'].map((value) => ({ value, count: COUNT }))
/** How often a replica is asked again: what another wrote is brought in and believed within seconds. */
const TRIES = 150

async function found ({ ask }: Replica, filter?: object): Promise<Found> {
  return (await ask(PRODUCTS, { filter }))['search'] as Found
}

function productsOf ({ items }: Found): ReadonlyArray<{ readonly id: string }> {
  return items.map(({ product }) => product).sort((a, b) => a.id.localeCompare(b.id))
}

/** As soon as a replica shows everything, or what it shows in the end. */
async function settled (replica: Replica): Promise<Found> {
  for (let tries = 0; ; tries++) {
    const shown = await found(replica)
    const isAll = isDeepStrictEqual([productsOf(shown), shown.facets.categories], [EXPECTED, TREE])
    if (isAll || tries === TRIES) return shown
    await sleep(100)
  }
}

t.test('fifty products are reviewed at two processes, one killed, while the catalogue is ingested again', async (t) => {
  t.setTimeout(150_000)
  const installation = await shop(t)
  const replicas = await Promise.all([replica(t, installation), replica(t, installation)])
  for (let i = 0; i < KILLED_AT; i++) await review(replicas[i % 2]!, i)
  await dieAt(t, replicas[KILLED_AT % 2]!, KILLED_AT, installation)
  replicas[KILLED_AT % 2] = await replica(t, installation)
  for (let i = KILLED_AT + 1; i < INGESTED_AT; i++) await review(replicas[i % 2]!, i)
  const ingest = await ingestAgain(installation)
  let meanwhile = 0
  for (let i = INGESTED_AT; i < COUNT; i++) {
    await review(replicas[i % 2]!, i)
    if (ingest.child.exitCode === null) meanwhile++
  }
  const { code, stderr } = await ingest.end()
  t.equal(code, 0, 'ingested again')
  if (code !== 0) t.comment(stderr)
  t.ok(meanwhile > 0, 'decided while products were read')

  for (const replica of replicas) {
    const all = await settled(replica)
    t.strictSame(productsOf(all), EXPECTED)
    const counts = { red: 17, green: 16 }
    t.same(new Map(all.facets.colors.map(({ value, count }) => [value, count])), new Map(Object.entries(counts)))
    t.strictSame(all.facets.categories, TREE)
    t.strictSame(all.facets.attributes, [{ name: 'size', values: [{ value: 'long', count: COUNT }] }])
    for (const [color, count] of Object.entries(counts)) {
      const { items } = await found(replica, { color: [color], category: ['Apparel/Dresses'] })
      t.equal(items.length, count, color)
    }
    const attributes = [{ name: 'size', values: ['long'] }]
    t.equal((await found(replica, { attributes })).items.length, COUNT)
    for (const i of [0, KILLED_AT, COUNT - 1]) {
      t.strictSame((await replica.ask(PRODUCT, { id: IDS[i] }))['product'], EXPECTED[i])
    }
    const { reviews } = await replica.ask('{ reviews(first: 500) { productId } }') as { reviews: unknown[] }
    t.equal(reviews.length, 3 * COUNT, 'each decision once')
  }
})
