import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import pg from 'pg'
import t from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { isCodedError } from '../../src/errors.ts'
import { messageForCallers } from '../../src/told-to-callers.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import { isPassing, toDatabaseError } from '../../src/postgres/database-error.ts'
import { problemOfState, SCHEMA_VERSION } from '../../src/postgres/migrations.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { bareStore, freshSchema, postgresStore } from '../fixtures/postgres-stores.ts'
import { freePort } from '../fixtures/redis-server.ts'
import { record, SPEC, unit } from '../fixtures/vector-records.ts'

const url = await pgliteServer(t)
const NOTHING_THERE = { patienceMs: 200 }

t.test('a server that is not there is told with what to check, and without the password', async (t) => {
  const store = bareStore(`postgres://shop:secret@127.0.0.1:${await freePort()}/shop`, NOTHING_THERE)

  const error = await store.openIndex('products-4').catch((error: unknown) => error)
  await store.close()

  t.match(error, { code: 'STORE_UNAVAILABLE', message: /check that the server runs and DATABASE_URL names it/ })
  t.notMatch(String(error), 'secret')
})

t.test('a server that takes connections and never answers is given up in time', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const store = bareStore(`postgres://shop@${place}/shop`, { timeoutMs: 300, patienceMs: 0 })

  await t.rejects(store.listIndexes(), { code: 'STORE_TIMEOUT' })
})

t.test('settings that cannot be used are named, the address and its password are not repeated', async (t) => {
  const without = loadConfig({ VECTOR_STORE: 'postgres' })
  await t.rejects(createVectorStore(without), { code: 'CONFIG_INVALID', message: /DATABASE_URL/ })
  try {
    loadConfig({ DATABASE_URL: 'mysql://shop:secret@localhost' })
    t.fail('taken')
  } catch (error) {
    t.match(error, { code: 'CONFIG_INVALID', message: /DATABASE_URL/ })
    t.notMatch(String(error), 'secret')
  }
  for (const schema of ['Shop', 'pg_shop', 'a"b', 'a-b']) t.throws(() => loadConfig({ DATABASE_SCHEMA: schema }))
})

t.test('before provision every call says what to run', async (t) => {
  const store = bareStore(url)
  const unprepared = { code: 'DATABASE_UNPREPARED', message: /Run: vitrine provision/ }

  await t.rejects(store.openIndex(SPEC.name), unprepared)
  await t.rejects(store.createIndex(SPEC), unprepared)
  await t.rejects(store.listIndexes(), unprepared)
  t.equal(await store.describeBucket(), undefined)
  await store.close()
})

t.test('provision by many at once, and again, makes one schema and keeps what is there', async (t) => {
  const schema = freshSchema()
  const stores = Array.from({ length: 4 }, () => bareStore(url, { schema }))
  await Promise.all(stores.map(async (store) => await store.createBucket()))
  const index = await stores[0]!.createIndex(SPEC)
  await index.upsert([record('a')])

  await stores[1]!.createBucket()

  t.same(await stores[2]!.describeBucket(), { version: SCHEMA_VERSION })
  t.equal((await (await stores[3]!.openIndex(SPEC.name))!.get(['a'])).size, 1)
  for (const store of stores) await store.close()
})

t.test('a schema is deleted with its indexes, and made again', async (t) => {
  const store = await postgresStore(url)
  await store.createIndex(SPEC)
  for (const name of await store.listIndexNames()) await store.deleteIndex(name)
  await store.deleteBucket()
  await store.deleteBucket()

  t.equal(await store.describeBucket(), undefined)
  await store.createBucket()
  t.same(await store.listIndexes(), [])
  await store.close()
})

t.test('tables that go missing behind its back are told as gone', async (t) => {
  const store = await postgresStore(url)
  const index = await store.createIndex(SPEC)
  await sql(`DROP SCHEMA ${store.bucket} CASCADE`)

  await t.rejects(index.query(unit(1, 0, 0, 0), { topK: 1 }), { code: 'INDEX_GONE' })
  await t.rejects(store.listIndexes(), { code: 'DATABASE_UNPREPARED' })
  await store.close()
})

t.test('servers and extensions that will not do are named with what to install', (t) => {
  const extension = { schema: 'public', version: '0.8.0' }
  const good = { version: SCHEMA_VERSION, serverVersion: 160_004, extension, trigrams: extension }
  const problems = [
    [{ ...good, serverVersion: 130_012 }, /PostgreSQL 13.*Upgrade it to 14/],
    [{ ...good, extension: undefined }, /lacks the extension vector/],
    [{ ...good, extension: { schema: 'public', version: '0.5.1' } }, /vector is 0\.5\.1.*pgvector 0\.8\.0 or newer/],
    [{ ...good, trigrams: undefined }, /lacks the extension pg_trgm.*CREATE EXTENSION pg_trgm/],
    [{ ...good, version: 0 }, /tables are missing.*vitrine provision/],
    [{ ...good, version: 99 }, /version 99.*newer Vitrine/]
  ] as const

  t.equal(problemOfState(good), undefined)
  t.equal(problemOfState({ ...good, extension: { schema: 'x', version: '0.10.0' } }), undefined)
  for (const [state, message] of problems) {
    t.match(problemOfState(state), { code: 'DATABASE_UNPREPARED', message })
  }
  t.end()
})

t.test('what the server says has a code and an advice each, and nobody outside is told names', (t) => {
  const said: ReadonlyArray<readonly [code: string, expected: string, advice: RegExp]> = [
    ['28P01', 'DATABASE_REFUSED', /user and password in DATABASE_URL/],
    ['3D000', 'DATABASE_REFUSED', /createdb/],
    ['42501', 'DATABASE_REFUSED', /Grant it/],
    ['25006', 'DATABASE_REFUSED', /primary server/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'DATABASE_REFUSED', /sslrootcert/],
    ['42P01', 'DATABASE_UNPREPARED', /vitrine provision/],
    ['58P01', 'DATABASE_UNPREPARED', /Install pgvector/],
    ['53100', 'STORE_FULL', /Free space/],
    ['53300', 'STORE_UNAVAILABLE', /max_connections/],
    ['57014', 'STORE_TIMEOUT', /Retry/],
    ['57P01', 'STORE_UNAVAILABLE', /check that the server runs/],
    ['XX002', 'STORE_UNAVAILABLE', /--recreate/]
  ]
  for (const [code, expected, message] of said) {
    const error = toDatabaseError(Object.assign(new Error('it says "shop_owner"'), { code }))
    t.match(error, { code: expected, message }, code)
    if (isCodedError(error) && error.code.startsWith('DATABASE')) t.notMatch(messageForCallers(error), 'shop_owner')
  }
  t.match(toDatabaseError(Object.assign(new Error(), { code: '42P01' }), { indexName: 'a' }), { code: 'INDEX_GONE' })
  for (const code of ['57P01', '08006', '40P01', '40001', '53300', 'ECONNRESET']) {
    t.ok(isPassing(Object.assign(new Error(), { code })), code)
  }
  for (const code of ['28P01', '53100', '42501', '25006']) t.notOk(isPassing(Object.assign(new Error(), { code })))
  t.end()
})

t.test('what the server does not understand is not sent again, but a pooler without a free connection is', (t) => {
  const said = (message: string) => Object.assign(new Error(message), { code: '08P01' })
  const broken = said('bind message supplies 3 parameters, but prepared statement "" requires 2')

  t.notOk(isPassing(broken))
  t.match(toDatabaseError(broken), { code: 'STORE_UNAVAILABLE', message: /does not understand.*bind message/ })
  for (const message of ['query_wait_timeout', 'server_login_retry', 'no more connections allowed (max_client_conn)']) {
    t.ok(isPassing(said(message)), message)
  }
  t.end()
})

t.test('a server without the extension is told as that', async (t) => {
  const bare = await pgliteServer(t, { hasVector: false })
  const store = bareStore(bare)

  await t.rejects(store.createBucket(), { code: 'DATABASE_UNPREPARED', message: /pgvector 0\.8 or newer/ })
  await t.rejects(store.listIndexes(), { code: 'DATABASE_UNPREPARED', message: /lacks the extension vector/ })
  await store.close()
})

t.test('a server without pg_trgm is told as that', async (t) => {
  const store = bareStore(await pgliteServer(t, { hasTrigrams: false }))

  await t.rejects(store.createBucket(), { code: 'DATABASE_UNPREPARED', message: /Install pg_trgm.*postgresql-contrib/ })
  t.equal((await store.report()).trigramsVersion, undefined)
  await store.close()
})

t.test('a server that only reads is searched, and says so to who writes', async (t) => {
  const store = await postgresStore(url)
  const index = await store.createIndex(SPEC)
  await index.upsert([record('a')])
  await sql('SET default_transaction_read_only = on')
  t.teardown(async () => await sql('SET default_transaction_read_only = off'))

  t.equal((await index.query(unit(1, 0, 0, 0), { topK: 1 })).length, 1)
  await t.rejects(index.upsert([record('b')]), { code: 'DATABASE_REFUSED', message: /only reads.*primary server/ })
  t.equal((await store.report()).isReadOnly, true)
  await store.close()
})

async function sql (text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text)
  await client.end()
}

t.test('an extension that the user may not make is one for an administrator', async (t) => {
  const refused = Object.assign(new pg.DatabaseError('permission denied to create extension "pg_trgm"', 0, 'error'), {
    code: '42501'
  })
  t.match(toDatabaseError(refused), {
    code: 'DATABASE_REFUSED',
    message: /administrator run once in this database: CREATE EXTENSION pg_trgm/
  })
})
