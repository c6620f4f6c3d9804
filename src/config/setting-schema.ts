import Type from 'typebox'
import { API_KEYS_PATTERN } from './api-keys.ts'

/** Node's timers take no longer time. */
const MAX_COUNT = 2_147_483_647

const choice = <const T extends string[]>(values: readonly [...T], defaultValue: T[number], description: string) =>
  Type.Enum(values, { default: defaultValue, description })
const text = (defaultValue: string, description: string, pattern?: string) =>
  Type.String({ default: defaultValue, description, ...(pattern !== undefined && { pattern }) })
const flag = (defaultValue: boolean, description: string) => Type.Boolean({ default: defaultValue, description })
const count = (minimum: number, defaultValue: number, description: string) =>
  Type.Integer({ minimum, maximum: MAX_COUNT, default: defaultValue, description })
const between = (minimum: number, maximum: number, defaultValue: number, description: string) =>
  Type.Integer({ minimum, maximum, default: defaultValue, description })
const price = (defaultValue: number, description: string) =>
  Type.Number({ minimum: 0, default: defaultValue, description })

/** Every setting: its variable, type, default and meaning. docs/settings.md is made from it. */
export const configSchema = Type.Object({
  HOST: text('localhost', 'Address to listen on; 0.0.0.0 in a container'),
  PORT: between(0, 65535, 4000, 'Port to listen on'),
  LOG_LEVEL: choice(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'info',
    'Least severe log line to write'
  ),
  LOG_QUERIES: flag(false, 'Write the words of searches into the log, not their hash alone'),
  METRICS: choice(
    ['keys', 'open', 'off'],
    'keys',
    'Who may read /metrics: keys with the scope metrics (where there is no key, this machine), everybody, or nobody'
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    '',
    'Where traces go by OTLP over HTTP, such as http://localhost:4318. Default: none are made',
    '^(https?://.+)?$'
  ),
  EMBEDDER: choice(['builtin', 'bedrock'], 'builtin', 'Model that embeds queries and products'),
  VECTOR_STORE: choice(['lancedb', 's3', 'postgres'], 'lancedb', 'Where vectors are kept and searched'),
  DATA_DIR: text('data', 'Folder of the embedded store, of ingest checkpoints and of reviews'),
  CATALOGUE: text(
    'products',
    'Name of the catalogue, not ending in -g and a number; its indexes are <name>-<dimension>',
    '^(?!.*-g\\d+$)[a-z0-9][a-z0-9-]{1,50}[a-z0-9]$'
  ),
  DIMENSIONS: text(
    '1024,384,256',
    'Dimensions to index, the default of searches first; Bedrock is asked for the largest',
    '^[1-9]\\d*(,[1-9]\\d*)*$'
  ),
  BEDROCK_REGION: text('', 'Region of Amazon Bedrock. Default: AWS_REGION or the profile'),
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
  NOVA_PRICE_TEXT_PER_MILLION_TOKENS: price(0.135, 'USD for a million tokens of text, to estimate the cost'),
  NOVA_PRICE_PER_IMAGE: price(0.00006, 'USD for an image, to estimate the cost'),
  NOVA_PRICE_PER_PAGE: price(
    0.00006,
    'USD for a page of a document, to estimate the cost; AWS publishes none, the default is that of an image'
  ),
  NOVA_PRICE_PER_VIDEO_SECOND: price(0.0007, 'USD for a second of video, to estimate the cost'),
  NOVA_PRICE_PER_AUDIO_SECOND: price(0.00014, 'USD for a second of sound, to estimate the cost'),
  MEDIA_BUCKET: text(
    '',
    'Bucket of Amazon S3, in the region of Bedrock, that an ingest embeds clips and sounds through, by stretches. Default: those that fit one call are embedded as a whole, longer ones left out',
    '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$'
  ),
  MEDIA_JOB_TIMEOUT_S: count(1, 3600, 'Seconds that one job of Amazon Bedrock may take for a clip or sound'),
  MEDIA_JOB_POLL_MS: count(10, 2000, 'Milliseconds between the first two looks at such a job; later ones are up to four times as far apart'),
  S3_VECTORS_REGION: text('', 'Region of Amazon S3 Vectors. Default: AWS_REGION or the profile'),
  S3_VECTOR_BUCKET: text('', 'Vector bucket of VECTOR_STORE=s3', '^([a-z0-9][a-z0-9-]{1,61}[a-z0-9])?$'),
  S3_VECTORS_PER_SECOND: count(
    1,
    2500,
    'Vectors written a second and index; share the quota out where several ingests write at once'
  ),
  S3_KMS_KEY_ARN: text(
    '',
    'ARN of the KMS key that encrypts new indexes. Default: AES256',
    '^(arn:[^:]+:kms:.+:key/.+)?$'
  ),
  S3_TAGS: text(
    '',
    'Tags of new buckets and indexes: name=value, separated by commas',
    '^([^=,]+=[^=,]*(,[^=,]+=[^=,]*)*)?$'
  ),
  DATABASE_URL: text(
    '',
    'PostgreSQL of VECTOR_STORE=postgres: postgres://user:password@host:5432/database?sslmode=verify-full',
    '^(postgres(ql)?://.+)?$'
  ),
  DATABASE_SCHEMA: text(
    'vitrine',
    'Schema there that holds the tables; one for each installation that shares the database',
    '^(?!pg_)[a-z_][a-z0-9_]{0,62}$'
  ),
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
  DELETE_LIMIT_PERCENT: between(0, 100, 20, 'Share of the catalogue that an ingest deletes without --yes'),
  MEDIA_DIR: text('', 'Folder of local photos, clips, sounds and documents of products, served under /media/'),
  PUBLIC_URL: text(
    '',
    'Address that browsers reach the service at; addresses of local photos begin with it, so that storefronts of other origins can show them. Default: they are paths',
    '^(https?://[^?#@\\s]+)?$'
  ),
  FILTERABLE_ATTRIBUTES: text(
    '',
    'Names of attributes, separated by commas, that find room in a record before others to be filtered by; all others that fit can be, too'
  ),
  REVIEW_BUCKET: text(
    '',
    'Bucket of Amazon S3, no vector bucket, that keeps the reviews of all replicas under reviews/<CATALOGUE>/, in S3_VECTORS_REGION. Default: the database with VECTOR_STORE=postgres, else a file in DATA_DIR, for one machine',
    '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$'
  ),
  TAXONOMY: text('', "JSON file of the shop's own taxonomy for tagging. Default: the one that ships"),
  CACHE_MAX_ENTRIES: count(1, 10_000, 'Query embeddings kept in memory'),
  CACHE_MAX_BYTES: count(1, 67_108_864, 'Bytes of query embeddings kept in memory'),
  MAX_TEXT_LENGTH: count(1, 1000, 'Characters of query text read'),
  MAX_UPLOAD_BYTES: count(1, 10_485_760, 'Bytes of one uploaded photo'),
  MAX_IMAGE_PIXELS: count(1, 50_000_000, 'Pixels of an image that is decoded'),
  MAX_MEDIA_BYTES: count(1, 104_857_600, 'Bytes of one clip, document or sound of a product'),
  MAX_MEDIA_SECONDS: count(1, 600, 'Seconds of one clip or sound of a product'),
  MAX_DOCUMENT_PAGES: count(1, 50, 'Pages of one document of a product'),
  MEDIA_SEGMENT_SECONDS: between(1, 30, 5, 'Seconds of the stretches that clips and sounds are searched by'),
  MAX_UPLOADS_IN_FLIGHT: count(1, 16, 'Uploads received at the same time'),
  UPLOAD_TIMEOUT_MS: count(1, 15_000, 'Time for an upload to arrive'),
  SEARCH_TIMEOUT_MS: count(1, 10_000, 'Time for one search'),
  WRITE_TIMEOUT_MS: count(
    1,
    45_000,
    'Time for one upsertProducts; the products it did not reach are named, to be sent again'
  ),
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
  SEARCH_CANDIDATES: between(
    100,
    10_000,
    300,
    'Views fetched from the store and ranked for one search. Default with VECTOR_STORE=s3: 100, which are one call'
  ),
  SEARCH_MEMORY_MB: between(
    0,
    65_536,
    1024,
    'Memory that VECTOR_STORE=lancedb may take to search its indexes in, about 3 bytes a value and 2 KB a view; larger ones are searched in their files. 0: none'
  ),
  FOLD_ALIKE: flag(
    false,
    'Whether products that hardly differ (one main photo, or one title and brand) are shown once, unless a search says otherwise'
  ),
  LISTED_PRODUCTS: count(
    0,
    100_000,
    'Products of which a list is kept in memory to suggest by and, but for PostgreSQL, to browse and sort by, about 1 KB each; beyond, only searches find them. 0: none'
  ),
  TEXT_INDEX_PRODUCTS: between(
    0,
    1_000_000,
    200_000,
    'Largest catalogue whose words are kept in the memory of each process, for exact words and spelling; PostgreSQL keeps those of any itself. 0: none'
  ),
  CURSOR_SECRET: text(
    '',
    'Key of at least 16 characters that signs cursors and handles of photos; equal on all replicas. Default: made at random and kept in DATA_DIR, with VECTOR_STORE=s3 or postgres for one process only',
    '^(.{16,})?$'
  ),
  PHOTO_HOURS: between(
    1,
    87_600,
    720,
    'Hours that a handle of a photo (`query.photo`) can be searched by; it holds the embedding itself and is signed with CURSOR_SECRET'
  ),
  API_KEYS: text('', 'Keys as <name>:<scope>[+<scope>]:<SHA-256>, separated by commas; made by vitrine key', API_KEYS_PATTERN),
  REQUIRE_SEARCH_KEY: flag(false, 'Search, products and tagging ask for a key, too'),
  REVIEW: choice(
    ['keys', 'local'],
    'keys',
    'Who may review: keys with the scope review; local: also whoever asks from this machine, not through a proxy'
  ),
  TRUST_PROXY: text(
    'false',
    'Addresses of proxies whose X-Forwarded-For is believed, separated by commas: addresses, ranges like 10.0.0.0/8, loopback, linklocal, uniquelocal; false: none; true: any'
  ),
  RATE_LIMIT: count(0, 1200, 'Points a minute of one address. 0: no limit'),
  KEY_RATE_LIMIT: count(0, 12_000, 'Points a minute of one API key. 0: no limit'),
  RATE_LIMIT_REDIS: text(
    '',
    'URL of a Redis or Valkey that counts for all replicas. Default: each counts for itself',
    '^(rediss?://.+)?$'
  ),
  CORS_ORIGINS: text('', 'Origins of other storefronts, separated by commas; * for any'),
  GRAPHIQL: flag(true, 'Serve GraphiQL at /graphiql'),
  ALLOW_PRIVATE_IMAGE_URLS: flag(false, 'Let ingest fetch images from private addresses'),
  CLOSE_GRACE_MS: count(1, 10_000, 'Time for open requests to end after SIGTERM')
})

export type Env = Type.Static<typeof configSchema>
