import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv } from 'ajv'
import t from 'tap'
import { parseDocument } from 'yaml'
import { loadConfig } from '../../src/config/config.ts'
import { packageRoot } from '../../src/shared/package-root.ts'
import { configSchema } from '../../src/config/setting-schema.ts'
import { kubernetesSchemas } from '../fixtures/kubernetes-schema.ts'

interface Service {
  readonly profiles?: readonly string[]
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly healthcheck?: object
  readonly shm_size?: string
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const read = (name: string) => readFileSync(path.join(packageRoot, name), 'utf8')

/** What YAML warns of throws too. */
function parse<T> (text: string): T {
  const document = parseDocument(text)
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw problem
  return document.toJS() as T
}

const texts = { type: 'array', minItems: 1, items: { type: 'string' } }
const text = { type: 'string' }
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false
})
/** The fields of the Compose specification that the file uses; a misspelt one fails. */
const composeSchema = object({
  services: {
    type: 'object',
    additionalProperties: object({
      profiles: texts,
      build: object({ context: text, target: text }, ['context']),
      image: { type: 'string', pattern: '^[a-z0-9./-]+:[a-z0-9.-]+$' },
      command: texts,
      environment: { type: 'object', additionalProperties: text },
      depends_on: {
        type: 'object',
        additionalProperties: object({ condition: { enum: ['service_started', 'service_healthy'] } }, ['condition'])
      },
      ports: { type: 'array', items: { type: 'string', pattern: '^127\\.0\\.0\\.1:\\d+:\\d+$' } },
      volumes: { type: 'array', items: { type: 'string', pattern: '^[a-z-]+:/' } },
      read_only: { type: 'boolean' },
      tmpfs: texts,
      cap_drop: texts,
      security_opt: texts,
      stop_grace_period: { type: 'string', pattern: '^\\d+s$' },
      shm_size: { type: 'string', pattern: '^\\d+[kmg]$' },
      healthcheck: object({ test: texts, interval: text, retries: { type: 'integer' } }, ['test'])
    })
  },
  volumes: { type: 'object' }
}, ['services'])

const compose = parse<Compose>(read('docker-compose.yml'))
const [demo, database] = [compose.services['postgres-demo']!, compose.services['postgres']!]

t.test('the Compose file has only fields that Compose has, and names only what is in it', async (t) => {
  const ajv = new Ajv({ allErrors: true })
  t.ok(ajv.validate(composeSchema, compose), ajv.errorsText())
  const targets = [...read('Dockerfile').matchAll(/^FROM .* AS (\w+)/gim)].map(([, name]) => name)
  t.ok(targets.includes('demo'))
  const used = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.map((one) => one.split(':')[0]!))
  t.same(used.sort(), Object.keys(compose.volumes).sort(), 'each volume is declared, and none is shared')
  const hosts = Object.values(compose.services).flatMap(({ ports = [] }) => ports.map((one) => one.split(':')[1]!))
  t.equal(new Set(hosts).size, hosts.length, 'both demos may run at once')
  for (const { depends_on: needed = {} } of Object.values(compose.services)) {
    for (const [name, { condition }] of Object.entries(needed)) {
      t.ok(compose.services[name])
      if (condition === 'service_healthy') t.ok(compose.services[name]!.healthcheck)
    }
  }
})

t.test('its demo on PostgreSQL logs in where the server is, with settings that exist', async (t) => {
  const settings = demo.environment!
  t.same(Object.keys(settings).filter((name) => !(name in configSchema.properties)), [])
  const config = loadConfig(settings)
  t.equal(config.VECTOR_STORE, 'postgres')
  const { hostname, username, password, pathname } = new URL(config.DATABASE_URL)
  t.ok(compose.services[hostname] === database)
  t.match(database.environment, {
    POSTGRES_USER: username,
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: pathname.slice(1)
  })
  t.match(database.image, /^pgvector\/pgvector:(0\.([89]|\d\d)|[1-9])[\d.]*-pg(1[4-9]|[2-9]\d)$/)
  t.same([demo.profiles, database.profiles], [['postgres'], ['postgres']])
  t.same(demo.command, ['node', 'dist/commands/vitrine.js', 'demo', '--provision'])
})

t.test('Kubernetes runs on PostgreSQL once its files are changed as they say', async (t) => {
  const { data } = parse<{ data: Record<string, string> }>(read('docker/kubernetes/config-map.yaml'))
  const others = Object.entries(data).filter(([name]) => !/^(S3_|REVIEW_BUCKET)/.test(name))
  const config = loadConfig({
    ...Object.fromEntries(others),
    VECTOR_STORE: 'postgres',
    DATABASE_URL: 'postgres://vitrine:secret@db.example/shop?sslmode=verify-full',
    CATALOGUE: 'products'
  })
  t.match(config, { VECTOR_STORE: 'postgres', REVIEW_BUCKET: '' })

  const deployment = read('docker/kubernetes/deployment.yaml')
  t.match(deployment, /name: DATABASE_URL\s+valueFrom:\s+secretKeyRef:\s+name: vitrine\s+key: DATABASE_URL\s+optional: true/)
  const policy = read('docker/kubernetes/network-policy.yaml')
    .replace(/^ {4}# (.*)$/gm, '    $1')
    .replace('DATABASE_CIDR', '10.0.0.0/16')
  const manifest = parse<{ spec: { egress: ReadonlyArray<{ ports: ReadonlyArray<{ port: number }> }> } }>(policy)
  const ajv = new Ajv({ allErrors: true })
  t.ok(ajv.validate(kubernetesSchemas['NetworkPolicy']!, manifest), ajv.errorsText())
  t.same(manifest.spec.egress.at(-1)!.ports, [{ protocol: 'TCP', port: 5432 }])
})
