import { once } from 'node:events'
import { chmod, readdir, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { writeManifest } from '../src/catalogue/manifest.ts'
import { loadConfig } from '../src/config/config.ts'
import { openBedrockEmbedder } from '../src/embedding/bedrock/open-bedrock-embedder.ts'
import { LanceDbVectorStore } from '../src/vectors/lancedb/lancedb-vector-store.ts'
import { folder } from './fixtures/catalogue-files.ts'
import { damageStore } from './fixtures/damage-store.ts'
import { localAws } from './fixtures/aws-clients.ts'
import { startVitrine, vitrine, type Running, type User } from './fixtures/run-vitrine.ts'
import { smallTaxonomy } from './fixtures/small-taxonomy.ts'

/** A model that is opened in no time and asked nothing. */
const BEDROCK = {
  EMBEDDER: 'bedrock',
  BEDROCK_REGION: 'us-east-1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true'
}

/** Nobody, where the test runs as root, whom no file mode keeps from writing. */
const UNPRIVILEGED: User = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

interface Test {
  teardown(end: () => Promise<unknown>): void
}

/** Without products and with few labels. Ended with the test, whatever became of it. */
async function serve (t: Test, env: Readonly<Record<string, string>> = {}, user: User = {}): Promise<Running> {
  const dataDir = await folder(t)
  await chmod(dataDir, 0o755)
  const taxonomy = path.join(dataDir, 'small.json')
  await writeFile(taxonomy, JSON.stringify(smallTaxonomy()))
  const running = startVitrine(['serve'], { PORT: '0', DATA_DIR: dataDir, TAXONOMY: taxonomy, ...env }, user)
  t.teardown(async () => {
    running.child.kill('SIGKILL')
    await running.end()
  })
  return running
}

async function addressOf (running: Running): Promise<string> {
  return /http:\/\/[\w.[\]:]+/.exec(await running.line(/Server listening at/))![0]
}

t.test(
  'a service without products is alive but not ready, says how to fill it, and ends with 0 on SIGTERM',
  async (t) => {
    const running = await serve(t)
    const url = await addressOf(running)
    const [health, ready] = [await fetch(`${url}/healthz`), await fetch(`${url}/readyz`)]

    t.same([health.status, await health.json()], [200, { status: 'ok' }])
    t.equal(ready.status, 503)
    t.match(await ready.json(), { status: 'unavailable', code: 'CATALOGUE_EMPTY', message: /vitrine ingest/ })
    running.child.kill('SIGTERM')
    t.match(await running.end(), { code: 0, stdout: /vitrine ingest <file>/, stderr: '' })
  }
)

t.test('SIGTERM lets a request that is still arriving be answered, and takes no new one', async (t) => {
  const { env } = await localAws(t)
  const running = await serve(t, { ...env, ...BEDROCK })
  const url = await addressOf(running)
  const body = JSON.stringify({ query: '{ search(text: "lamp") { items { score } } }' })
  const request = httpRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' }
  })
  const answer = once(request, 'response') as Promise<[IncomingMessage]>
  request.flushHeaders()
  await once(request, 'continue')
  request.write(body.slice(0, 10))
  running.child.kill('SIGTERM')
  await t.rejects(untilRefused(url))
  request.end(body.slice(10))
  const [response] = await answer

  t.match(JSON.parse(await text(response)), { errors: [{ extensions: { code: 'CATALOGUE_EMPTY' } }] })
  t.match(await running.end(), { code: 0 })
})

t.test('what keeps the service from starting is one line with a code, and exit code 1', async (t) => {
  const other = createServer().listen(0, 'localhost')
  await once(other, 'listening')
  t.teardown(() => {
    other.close()
  })
  const { port } = other.address() as AddressInfo
  const dataDir = await folder(t)
  const noFolder = path.join(dataDir, 'file')
  await writeFile(noFolder, '')
  const cases: ReadonlyArray<readonly [env: Record<string, string>, line: RegExp]> = [
    [
      { ...BEDROCK, DATA_DIR: dataDir, HOST: '192.0.2.1' },
      /^vitrine: CONFIG_INVALID: .* cannot listen on HOST 192\.0\.2\.1, PORT \d+ \(EADDRNOTAVAIL\)\. Set HOST .*\n$/
    ],
    [
      { ...BEDROCK, DATA_DIR: dataDir, PORT: String(port) },
      new RegExp(`^vitrine: PORT_IN_USE: Port ${port} is in use\\. Stop the other program or set PORT\\.\n$`)
    ],
    [
      { ...BEDROCK, DATA_DIR: noFolder },
      /^vitrine: DATA_DIR_UNUSABLE: The folder .*file \(DATA_DIR\) cannot be written: .*\n$/
    ],
    [
      { ...BEDROCK, DATA_DIR: dataDir, DIMENSIONS: '512' },
      /^vitrine: DIMENSION_UNSUPPORTED: The model amazon\.nova\S+ gives no dimension 512 here\. Ask for one of: 3072, 1024, 384, 256\.\n$/
    ],
    [
      { ...BEDROCK, DATA_DIR: '/proc/none/shop' },
      /^vitrine: DATA_DIR_UNUSABLE: The folder \/proc\/none\/shop \(DATA_DIR\) cannot be written: .* Free space there, .*\n$/
    ],
    [
      { ...BEDROCK, DATA_DIR: dataDir, MEDIA_DIR: path.join(dataDir, 'none') },
      /^vitrine: CONFIG_INVALID: .*MEDIA_DIR is .*none, where there is no folder that can be read; make it, or leave MEDIA_DIR empty\.\n$/
    ],
    [
      { ...BEDROCK, DATA_DIR: dataDir, TAXONOMY: '/etc/passwd' },
      /^vitrine: TAXONOMY_INVALID: The taxonomy \/etc\/passwd cannot be used: it is not JSON\.\n$/
    ],
    [
      { ...BEDROCK, DATA_DIR: dataDir, TAXONOMY: '/dev/zero' },
      /^vitrine: TAXONOMY_INVALID: The taxonomy \/dev\/zero cannot be used: it is no file\.\n$/
    ],
    [
      { DATA_DIR: dataDir, EMBEDDER: `cl\nip${'x'.repeat(1e5)}` },
      /^vitrine: CONFIG_INVALID: .*EMBEDDER must be one of builtin, bedrock, got "cl\\x0aipx{1,200}…?"\.\n$/
    ],
    [
      { DATA_DIR: dataDir, EMBEDDER: 'clip' },
      /^vitrine: CONFIG_INVALID: .*EMBEDDER must be one of builtin, bedrock, got "clip"\.\n$/
    ]
  ]
  for (const [env, line] of cases) t.match(await vitrine(['serve'], env), { code: 1, stderr: line })
})

t.test(
  'a data folder that cannot be written is served from, and what is off is said, as is a mistyped setting',
  async (t) => {
    const dataDir = await folder(t)
    const { model } = openBedrockEmbedder(loadConfig({ ...BEDROCK, DIMENSIONS: '256' }))
    await writeCatalogue(dataDir, model)
    await chmodAll(dataDir, 0o555)
    t.teardown(async () => await chmodAll(dataDir, 0o755))
    // To be ready is to have a model that answers.
    const { env } = await localAws(t)
    const running = await serve(
      t,
      { ...env, ...BEDROCK, DATA_DIR: dataDir, DIMENSIONS: '256', EMBEDER: 'builtin', REQUIRE_SEARCH_KEY: '' },
      UNPRIVILEGED
    )
    const url = await addressOf(running)

    t.match(await running.line(/cannot be written/), /searches and tags are answered; reviews cannot be kept/)
    t.match(await running.line(/EMBEDER/), /EMBEDER is no setting and is not read; EMBEDDER is one/)
    t.match(await running.line(/REQUIRE_SEARCH_KEY/), /is set to nothing, which counts as not set/)
    t.match(await (await fetch(`${url}/readyz`)).json(), { status: 'ok', products: 0 })
  }
)

t.test('a catalogue of another model and a damaged one are refused at start, not searched', async (t) => {
  const dataDir = await folder(t)
  await writeCatalogue(dataDir, 'words-1')

  t.match(await vitrine(['serve'], { ...BEDROCK, DATA_DIR: dataDir, DIMENSIONS: '256', PORT: '0' }), {
    code: 1,
    stderr:
      /^vitrine: MODEL_MISMATCH: The catalogue "products" was ingested with words-1, the service runs amazon\.nova\S+\. Re-embed it with: vitrine ingest <file> --recreate\n$/
  })
  await damageStore(dataDir)
  t.match(await vitrine(['serve'], { ...BEDROCK, DATA_DIR: dataDir, DIMENSIONS: '256', PORT: '0' }), {
    code: 1,
    stderr: /^vitrine: STORE_DAMAGED: .* Move the folder away and ingest again\.\n$/
  })
})

/** Everyone may read; files never are to be written, folders as `mode` says. */
async function chmodAll (root: string, mode: number): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() ? mode : 0o444)
  }
  await chmod(root, mode)
}

/** A catalogue without products that this model signed. */
async function writeCatalogue (dataDir: string, model: string): Promise<void> {
  const store = await LanceDbVectorStore.open({ dataDir })
  const index = await store.createIndex({
    name: 'products-256',
    dimension: 256,
    metric: 'cosine',
    nonFilterableKeys: ['attributes']
  })
  await writeManifest(index, {
    version: 1,
    model,
    dimension: 256,
    products: 0,
    views: 0,
    facets: { categories: [], brands: [], colors: [], tags: [] }
  })
  await store.close()
}

/** Rejects once the service takes no connection any more. */
async function untilRefused (url: string): Promise<void> {
  for (;;) await (await fetch(`${url}/healthz`, { headers: { connection: 'close' } })).text()
}

t.test('a service starts on a store that is throttled, with a warning', async (t) => {
  const { env, faults } = await localAws(t)
  faults.inject({ kind: 'throttle', rate: 1 })
  const running = await serve(t, {
    ...env,
    ...BEDROCK,
    VECTOR_STORE: 's3',
    S3_VECTOR_BUCKET: 'shop-vectors',
    DIMENSIONS: '256',
    AWS_MAX_ATTEMPTS: '2'
  })

  t.match(await running.line(/started without its catalogue/), /STORE_THROTTLED.*over its request rate/)
  t.equal((await fetch(`${await addressOf(running)}/healthz`)).status, 200)
})
