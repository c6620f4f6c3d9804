import t from 'tap'
import { configSchema } from '../../src/config/setting-schema.ts'
import { describeMistyped, mistypedSettings } from '../../src/shared/mistyped-settings.ts'

const meant = (...names: string[]) =>
  mistypedSettings(Object.fromEntries(names.map((name) => [name, 'x']))).map((found) => found.meant)

t.test(
  'a letter too many, too few, another or swapped, a missing underscore, and small letters are told',
  async (t) => {
    t.same(meant('EMBEDER', 'EMBEDDDER', 'EMBEDDRE', 'embedder'), ['EMBEDDER', 'EMBEDDER', 'EMBEDDER', 'EMBEDDER'])
    t.same(meant('LOGLEVEL', 'VECTORSTORE', 'S3_VECTORS_BUCKET', 'CURSOR_SECRT', 'DATADIR'), [
      'LOG_LEVEL',
      'VECTOR_STORE',
      'S3_VECTOR_BUCKET',
      'CURSOR_SECRET',
      'DATA_DIR'
    ])
    t.equal(
      describeMistyped({ name: 'EMBEDER', meant: 'EMBEDDER' }),
      'EMBEDER is no setting and is not read; EMBEDDER is one'
    )
  }
)

t.test('settings themselves and the names of other programs are not', async (t) => {
  t.same(meant(...Object.keys(configSchema.properties)), [])
  t.same(
    meant(
      'PATH',
      'HOSTNAME',
      'HOME',
      'TERM',
      'PROT',
      'SHELL',
      'LOGNAME',
      'NODE_ENV',
      'REDIS_PORT',
      'DATABASE_URL',
      'AWS_REGION',
      'AWS_PROFILE',
      'AWS_RETRY_MODE',
      'AWS_ENDPOINT_URL',
      'AWS_ENDPOINT_URL_S3_VECTORS',
      'KUBERNETES_SERVICE_HOST',
      'VITRINE_PORT',
      'npm_config_cache',
      'OTEL_SERVICE_NAME',
      'UV_THREADPOOL_SIZE'
    ),
    []
  )
})
