import t, { type Test } from 'tap'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import { prepare } from '../../src/provision/prepare.ts'
import type { S3VectorStore } from '../../src/vectors/s3/s3-vector-store.ts'
import { localAws, s3StoreWithoutBucket } from '../fixtures/aws-clients.ts'

const SPECS = [384, 256].map((dimension) => indexSpec('products', dimension))

async function unprovisioned (
  t: Test
): Promise<{ store: S3VectorStore; made: string[]; onCreated: (resource: { kind: string; name: string }) => void }> {
  const store = s3StoreWithoutBucket(await localAws(t))
  t.teardown(async () => await store.close())
  const made: string[] = []
  return { store, made, onCreated: ({ kind, name }) => made.push(`${kind} ${name}`) }
}

/** As if the store were that of an account. */
function onAws (store: S3VectorStore): S3VectorStore {
  return Object.assign(store, { endpoint: async () => new URL('https://s3vectors.us-east-1.api.aws') })
}

t.test('a stand-in on this machine gets bucket and indexes unasked, once', async (t) => {
  const { store, made, onCreated } = await unprovisioned(t)

  await prepare(store, SPECS, { isAgreed: false, onCreated })
  await prepare(store, SPECS, { isAgreed: false, onCreated })

  t.same(made, ['bucket vitrine-test', 'index products-384', 'index products-256'])
  t.same((await store.listIndexNames()).sort(), ['products-256', 'products-384'])
})

t.test(
  'in an account nothing is made unless that is agreed; what is missing is named with the commands that make it',
  async (t) => {
    const { store, made, onCreated } = await unprovisioned(t)
    const account = onAws(store)

    await t.rejects(prepare(account, SPECS, { isAgreed: false, onCreated }), {
      code: 'STORE_UNAVAILABLE',
      message:
        /https:\/\/s3vectors\.us-east-1\.api\.aws has no bucket vitrine-test, index products-384, .*run vitrine provision, or vitrine demo --provision/
    })
    t.same(made, [])
    t.equal(await store.describeBucket(), undefined)

    await prepare(account, SPECS, { isAgreed: true, onCreated })
    t.equal(made.length, 3)
    await prepare(account, SPECS, { isAgreed: false, onCreated })
    t.equal(made.length, 3, 'nothing is missing, hence nothing to agree to')
  }
)

t.test('an index with other settings is not touched', async (t) => {
  const { store, onCreated } = await unprovisioned(t)
  await store.createBucket()
  await store.createIndex({ ...SPECS[0]!, nonFilterableKeys: ['title'] })

  await t.rejects(prepare(store, SPECS, { isAgreed: true, onCreated }), {
    code: 'INDEX_CONFLICT',
    message: /products-384/
  })
})
