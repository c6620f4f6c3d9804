import { existsSync } from 'node:fs'
import path from 'node:path'
import { envSchema } from 'env-schema'
import ipaddr from 'ipaddr.js'
import Type from 'typebox'
import { ConfigInvalidError } from './errors.ts'

const choice = <const T extends string[]>(values: readonly [...T], defaultValue: T[number], description: string) =>
  Type.Enum(values, { default: defaultValue, description })
const count = (minimum: number, defaultValue: number, description: string) =>
  Type.Integer({ minimum, default: defaultValue, description })

const KEYS = '^([\\w.@-]+:[a-z]+(\\+[a-z]+)*:[0-9a-f]{64}(,(?!$)|$))*$'
/** What a message must not repeat: somebody may have put the key itself there. */
const SECRETS = new Set(['API_KEYS', 'CURSOR_SECRET', 'RATE_LIMIT_REDIS', 'DATABASE_URL'])
/** Ranges that TRUST_PROXY may name in place of addresses. */
const RANGES = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** Every setting: its variable, type, default and meaning. docs/settings.md is made from it. */
export const configSchema = Type.Object({
  HOST: Type.String({ default: 'localhost', description: 'Address to listen on; 0.0.0.0 in a container' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 4000, description: 'Port to listen on' }),
  LOG_LEVEL: choice(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
    'Least severe log line to write'
  ),
  LOG_QUERIES: Type.Boolean({
    default: false,
    description: 'Write the words of searches into the log, not their hash alone'
  }),
  METRICS: choice(
    ['keys', 'open', 'off'],
    'keys',
    'Who may read /metrics: keys with the scope metrics (where there is no key, this machine), everybody, or nobody'
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description: 'Where traces go by OTLP over HTTP, such as http://localhost:4318. Default: none are made'
  }),
  EMBEDDER: choice(['builtin', 'bedrock'], 'builtin', 'Model that embeds queries and products'),
  VECTOR_STORE: choice(['lancedb', 's3', 'postgres'], 'lancedb', 'Where vectors are kept and searched'),
  DATA_DIR: Type.String({
    default: 'data',
    description: 'Folder of the embedded store, of ingest checkpoints and of reviews'
  }),
  CATALOGUE: Type.String({
    default: 'products',
    pattern: '^(?!.*-g\\d+$)[a-z0-9][a-z0-9-]{1,50}[a-z0-9]$',
    description: 'Name of the catalogue, not ending in -g and a number; its indexes are <name>-<dimension>'
  }),
  DIMENSIONS: Type.String({
    default: '1024,384,256',
    pattern: '^\\d+(,\\d+)*$',
    description: 'Dimensions to index, the default of searches first; Bedrock is asked for the largest'
  }),
  BEDROCK_REGION: Type.String({
    default: '',
    description: 'Region of Amazon Bedrock. Default: AWS_REGION or the profile'
  }),
  BEDROCK_MAX_CONCURRENCY: count(1, 16, 'Calls to Amazon Bedrock at the same time'),
  BEDROCK_REQUESTS_PER_MINUTE: count(
    0,
    0,
    'Calls to Amazon Bedrock a minute at most, tries counted: what the quota of tokens a minute, or the share of one process in it, allows for. 0: as many as are not throttled'
  ),
  NOVA_QUERY_PURPOSE: choice(
    ['AUTO', 'GENERIC_RETRIEVAL', 'IMAGE_RETRIEVAL', 'TEXT_RETRIEVAL'],
    'AUTO',
    'What Nova optimises queries for; AUTO goes by whether the catalogue holds texts and images, images only, or texts only'
  ),
  NOVA_PRICE_TEXT_PER_MILLION_TOKENS: Type.Number({
    minimum: 0,
    default: 0.135,
    description: 'USD for a million tokens of text, to estimate the cost'
  }),
  NOVA_PRICE_PER_IMAGE: Type.Number({
    minimum: 0,
    default: 0.00006,
    description: 'USD for an image, to estimate the cost'
  }),
  NOVA_PRICE_PER_PAGE: Type.Number({
    minimum: 0,
    default: 0.00006,
    description: 'USD for a page of a document, to estimate the cost; AWS publishes none, the default is that of an image'
  }),
  NOVA_PRICE_PER_VIDEO_SECOND: Type.Number({
    minimum: 0,
    default: 0.0007,
    description: 'USD for a second of video, to estimate the cost'
  }),
  NOVA_PRICE_PER_AUDIO_SECOND: Type.Number({
    minimum: 0,
    default: 0.00014,
    description: 'USD for a second of sound, to estimate the cost'
  }),
  MEDIA_BUCKET: Type.String({
    default: '',
    pattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
    description: 'Bucket of Amazon S3, in the region of Bedrock, that an ingest embeds clips and sounds through, by stretches. Default: those that fit one call are embedded as a whole, longer ones left out'
  }),
  MEDIA_JOB_TIMEOUT_S: count(1, 3600, 'Seconds that one job of Amazon Bedrock may take for a clip or sound'),
  MEDIA_JOB_POLL_MS: count(10, 2000, 'Milliseconds between the first two looks at such a job; later ones are up to four times as far apart'),
  S3_VECTORS_REGION: Type.String({
    default: '',
    description: 'Region of Amazon S3 Vectors. Default: AWS_REGION or the profile'
  }),
  S3_VECTOR_BUCKET: Type.String({
    default: '',
    pattern: '^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])?$',
    description: 'Vector bucket of VECTOR_STORE=s3'
  }),
  S3_VECTORS_PER_SECOND: count(
    1,
    2500,
    'Vectors written a second and index; share the quota out where several ingests write at once'
  ),
  S3_KMS_KEY_ARN: Type.String({
    default: '',
    pattern: '^(arn:[^:]+:kms:.+:key/.+)?$',
    description: 'ARN of the KMS key that encrypts new indexes. Default: AES256'
  }),
  S3_TAGS: Type.String({
    default: '',
    pattern: '^([^=,]+=[^=,]*(,[^=,]+=[^=,]*)*)?$',
    description: 'Tags of new buckets and indexes: name=value, separated by commas'
  }),
  DATABASE_URL: Type.String({
    default: '',
    pattern: '^(postgres(ql)?://.+)?$',
    description: 'PostgreSQL of VECTOR_STORE=postgres: postgres://user:password@host:5432/database?sslmode=verify-full'
  }),
  DATABASE_SCHEMA: Type.String({
    default: 'vitrine',
    pattern: '^(?!pg_)[a-z_][a-z0-9_]{0,62}$',
    description: 'Schema there that holds the tables; one for each installation that shares the database'
  }),
  DATABASE_CONNECTIONS: count(2, 10, 'Connections to PostgreSQL of one process at most, and two more for reviews'),
  DATABASE_TIMEOUT_MS: count(
    1,
    30_000,
    'Time for one statement of PostgreSQL, the building of an index excepted; for a shopper at most 80 % of SEARCH_TIMEOUT_MS'
  ),
  AWS_MAX_ATTEMPTS: count(
    1,
    7,
    'Tries of one call to AWS; twice as many in an ingest, and where AWS is only busy as many there as fit into the time'
  ),
  AWS_CONNECT_TIMEOUT_MS: count(1, 2000, 'Time to connect to AWS'),
  AWS_REQUEST_TIMEOUT_MS: count(
    1,
    5000,
    'Time for one try of a call to AWS, and a second more for each 500 kB that it sends'
  ),
  AWS_CALL_TIMEOUT_MS: count(
    1,
    30_000,
    'Time for a call to AWS with all its tries; four times as long in an ingest, and for a shopper at most 80 % of SEARCH_TIMEOUT_MS'
  ),
  DELETE_LIMIT_PERCENT: Type.Integer({
    minimum: 0,
    maximum: 100,
    default: 20,
    description: 'Share of the catalogue that an ingest deletes without --yes'
  }),
  MEDIA_DIR: Type.String({ default: '', description: 'Folder of local product images, served under /media/' }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^(https?://[^?#]+)?$',
    description:
      'Address that browsers reach the service at; addresses of local photos begin with it, so that storefronts of other origins can show them. Default: they are paths'
  }),
  FILTERABLE_ATTRIBUTES: Type.String({
    default: '',
    description:
      'Names of attributes, separated by commas, that find room in a record before others to be filtered by; all others that fit can be, too'
  }),
  REVIEW_BUCKET: Type.String({
    default: '',
    pattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
    description:
      'Bucket of Amazon S3, no vector bucket, that keeps the reviews of all replicas under reviews/<CATALOGUE>/, in S3_VECTORS_REGION. Default: the database with VECTOR_STORE=postgres, else a file in DATA_DIR, for one machine'
  }),
  TAXONOMY: Type.String({
    default: '',
    description: "JSON file of the shop's own taxonomy for tagging. Default: the one that ships"
  }),
  CACHE_MAX_ENTRIES: count(1, 10_000, 'Query embeddings kept in memory'),
  CACHE_MAX_BYTES: count(1, 67_108_864, 'Bytes of query embeddings kept in memory'),
  MAX_TEXT_LENGTH: count(1, 1000, 'Characters of query text read'),
  MAX_UPLOAD_BYTES: count(1, 10_485_760, 'Bytes of one uploaded photo'),
  MAX_IMAGE_PIXELS: count(1, 50_000_000, 'Pixels of an image that is decoded'),
  MAX_MEDIA_BYTES: count(1, 104_857_600, 'Bytes of one clip, document or sound of a product'),
  MAX_MEDIA_SECONDS: count(1, 600, 'Seconds of one clip or sound of a product'),
  MAX_DOCUMENT_PAGES: count(1, 50, 'Pages of one document of a product'),
  MEDIA_SEGMENT_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 30,
    default: 5,
    description: 'Seconds of the stretches that clips and sounds are searched by'
  }),
  MAX_UPLOADS_IN_FLIGHT: count(1, 16, 'Uploads received at the same time'),
  UPLOAD_TIMEOUT_MS: count(1, 15_000, 'Time for an upload to arrive'),
  SEARCH_TIMEOUT_MS: count(1, 10_000, 'Time for one search'),
  MAX_WAIT_MS: count(
    1,
    1000,
    'Time that a search may wait for its turn; what would wait longer is refused at once with SERVER_BUSY'
  ),
  MAX_EVENT_LOOP_DELAY_MS: count(
    0,
    500,
    'Mean lateness of the event loop, in milliseconds, beyond which searches are refused unread. 0: never'
  ),
  SEARCHES_AT_ONCE: count(
    0,
    0,
    'Searches worked on at the same time, each of words, photos, and those that need no model. 0: four for each core, 64 where model or store are remote'
  ),
  SEARCH_CANDIDATES: Type.Integer({
    minimum: 100,
    maximum: 10_000,
    default: 300,
    description:
      'Views fetched from the store and ranked for one search. Default with VECTOR_STORE=s3: 100, which are one call'
  }),
  SEARCH_MEMORY_MB: Type.Integer({
    minimum: 0,
    maximum: 65_536,
    default: 1024,
    description:
      'Memory that VECTOR_STORE=lancedb may take to search its indexes in, about 3 bytes a value and 2 KB a view; larger ones are searched in their files. 0: none'
  }),
  FOLD_ALIKE: Type.Boolean({
    default: false,
    description:
      'Whether products that hardly differ (one main photo, or one title and brand) are shown once, unless a search says otherwise'
  }),
  LISTED_PRODUCTS: count(
    0,
    100_000,
    'Products of which a list is kept in memory to browse, sort and suggest by, about 1 KB each; beyond, only searches find them. 0: none'
  ),
  TEXT_INDEX_PRODUCTS: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    default: 200_000,
    description:
      'Largest catalogue whose words are kept in the memory of each process, for exact words and spelling. 0: none'
  }),
  CURSOR_SECRET: Type.String({
    default: '',
    description:
      'Key that signs cursors and handles of photos; equal on all replicas. Default: made at random and kept in DATA_DIR, with VECTOR_STORE=s3 or postgres for one process only'
  }),
  PHOTO_HOURS: Type.Integer({
    minimum: 1,
    maximum: 87_600,
    default: 720,
    description:
      'Hours that a handle of a photo (`query.photo`) can be searched by; it holds the embedding itself and is signed with CURSOR_SECRET'
  }),
  API_KEYS: Type.String({
    default: '',
    pattern: KEYS,
    description: 'Keys as <name>:<scope>[+<scope>]:<SHA-256>, separated by commas; made by vitrine key'
  }),
  REQUIRE_SEARCH_KEY: Type.Boolean({
    default: false,
    description: 'Search, products and tagging ask for a key, too'
  }),
  REVIEW: choice(
    ['keys', 'local'],
    'keys',
    'Who may review: keys with the scope review; local: also whoever asks from this machine, not through a proxy'
  ),
  TRUST_PROXY: Type.String({
    default: 'false',
    description:
      'Addresses of proxies whose X-Forwarded-For is believed, separated by commas: addresses, ranges like 10.0.0.0/8, loopback, linklocal, uniquelocal; false: none; true: any'
  }),
  RATE_LIMIT: count(0, 1200, 'Points a minute of one address. 0: no limit'),
  KEY_RATE_LIMIT: count(0, 12_000, 'Points a minute of one API key. 0: no limit'),
  RATE_LIMIT_REDIS: Type.String({
    default: '',
    pattern: '^(rediss?://.+)?$',
    description: 'URL of a Redis or Valkey that counts for all replicas. Default: each counts for itself'
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'Origins of other storefronts, separated by commas; * for any'
  }),
  GRAPHIQL: Type.Boolean({ default: true, description: 'Serve GraphiQL at /graphiql' }),
  ALLOW_PRIVATE_IMAGE_URLS: Type.Boolean({
    default: false,
    description: 'Let ingest fetch images from private addresses'
  }),
  CLOSE_GRACE_MS: count(1, 10_000, 'Time for open requests to end after SIGTERM')
})

type Env = Type.Static<typeof configSchema>

/** What a key may be made for: reading, tagging, deciding on tags, changing products, figures of the service. */
export const SCOPES = ['search', 'tag', 'review', 'catalogue', 'metrics'] as const
export type Scope = (typeof SCOPES)[number]

/** Who may ask for what. The key itself is known to its owner only. */
export interface ApiKey {
  readonly name: string
  readonly scopes: readonly string[]
  /** SHA-256 of the key, hexadecimal. */
  readonly digest: string
}

/** As Fastify takes it: nobody, anybody, or addresses separated by commas. */
type TrustProxy = boolean | string

export interface Config extends Omit<
  Env,
  'DIMENSIONS' | 'CORS_ORIGINS' | 'S3_TAGS' | 'API_KEYS' | 'TRUST_PROXY' | 'FILTERABLE_ATTRIBUTES'
> {
  readonly DIMENSIONS: readonly number[]
  readonly S3_TAGS: Readonly<Record<string, string>>
  readonly CORS_ORIGINS: readonly string[]
  readonly FILTERABLE_ATTRIBUTES: readonly string[]
  readonly API_KEYS: readonly ApiKey[]
  readonly TRUST_PROXY: TrustProxy
}

/** SEARCH_CANDIDATES there, unless set: one page of an answer; each further page is a call that waits for it. */
const S3_CANDIDATES = 100

/** Reads the settings from `env`, the only place that does. Throws CONFIG_INVALID with the variable and its choices. */
export function loadConfig (env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const { DIMENSIONS, CORS_ORIGINS, FILTERABLE_ATTRIBUTES, S3_TAGS, API_KEYS, TRUST_PROXY, ...rest } = readEnv(given)
  const config = {
    ...rest,
    DIMENSIONS: [...new Set(DIMENSIONS.split(',').map(Number))],
    S3_TAGS: Object.fromEntries(
      S3_TAGS.split(',')
        .filter(Boolean)
        .map((tag) => tag.split('='))
    ),
    CORS_ORIGINS: splitList(CORS_ORIGINS),
    FILTERABLE_ATTRIBUTES: splitList(FILTERABLE_ATTRIBUTES),
    API_KEYS: API_KEYS.split(',').filter(Boolean).map(toApiKey),
    TRUST_PROXY: toTrustProxy(TRUST_PROXY),
    ...(rest.VECTOR_STORE === 's3' && !('SEARCH_CANDIDATES' in given) && { SEARCH_CANDIDATES: S3_CANDIDATES })
  }
  if (config.REVIEW === 'local' && config.TRUST_PROXY !== false) {
    throw new ConfigInvalidError(
      'REVIEW=local needs TRUST_PROXY=false: behind a proxy nobody asks from this machine. ' +
        'Make a key with: vitrine key <name> --scope review'
    )
  }
  return config
}

function splitList (text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

function toTrustProxy (text: string): TrustProxy {
  if (text === 'true' || text === 'false') return text === 'true'
  const addresses = text.split(',').map((address) => address.trim())
  const wrong = addresses.find((address) => !isAddress(address))
  if (wrong === undefined) return addresses.join(',')
  throw new ConfigInvalidError(
    'TRUST_PROXY must be false, true, or addresses of proxies like 10.0.0.0/8,loopback, ' +
      `got "${wrong}"; how many proxies there are does not say who is one`
  )
}

function isAddress (text: string): boolean {
  const isOne = ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text)
  return isOne || ipaddr.isValidCIDR(text) || RANGES.has(text)
}

function toApiKey (text: string): ApiKey {
  const [name = '', scopes = '', digest = ''] = text.split(':')
  return { name, scopes: scopes.split('+'), digest }
}

/** Folder of the package, with `models` and `schema`, wherever this file was compiled to. */
export const packageRoot = findPackageRoot(import.meta.dirname)

function findPackageRoot (folder: string): string {
  const parent = path.dirname(folder)
  return parent === folder || existsSync(path.join(folder, 'package.json')) ? folder : findPackageRoot(parent)
}

function readEnv (env: Record<string, string | undefined>): Env {
  try {
    return envSchema<Env>({ schema: configSchema, data: env, dotenv: false, env: false })
  } catch (cause) {
    throw new ConfigInvalidError(describe(cause, env), { cause })
  }
}

interface SchemaProblem {
  instancePath: string
  message?: string
  params: { allowedValues?: readonly string[] }
}

function describe (cause: unknown, env: Record<string, string | undefined>): string {
  const problems = (cause as { errors?: SchemaProblem[] }).errors ?? []
  const lines = problems.map(({ instancePath, message = 'is invalid', params }) => {
    const name = instancePath.slice(1)
    const rule = params.allowedValues ? `must be one of ${params.allowedValues.join(', ')}` : message
    return `${name} ${rule}${SECRETS.has(name) ? '' : `, got "${env[name]}"`}`
  })
  return lines.join('; ') || String(cause)
}
