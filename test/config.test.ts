import t from 'tap'
import { loadConfig } from '../src/config/config.ts'
import { configSchema } from '../src/config/setting-schema.ts'

const DIGEST = 'a'.repeat(64)

t.test('without an environment every setting has the default that its schema states', async (t) => {
  const config = loadConfig({})

  t.match(config, {
    HOST: 'localhost',
    PORT: 4000,
    EMBEDDER: 'builtin',
    VECTOR_STORE: 'lancedb',
    DIMENSIONS: [1024, 384, 256],
    GRAPHIQL: true,
    CORS_ORIGINS: [],
    S3_TAGS: {},
    API_KEYS: []
  })
  t.same(Object.keys(config).sort(), Object.keys(configSchema.properties).sort())
})

t.test('lists, pairs and keys are read; an empty variable counts as absent', async (t) => {
  const config = loadConfig({
    DIMENSIONS: '256,1024,256',
    CORS_ORIGINS: 'https://a.example, https://b.example',
    S3_TAGS: 'team=search,stage=',
    API_KEYS: `ann:review:${DIGEST},bob:search+review:${'b'.repeat(64)}`,
    PORT: '',
    GRAPHIQL: 'false'
  })

  t.match(config, {
    PORT: 4000,
    GRAPHIQL: false,
    DIMENSIONS: [256, 1024],
    CORS_ORIGINS: ['https://a.example', 'https://b.example'],
    S3_TAGS: { team: 'search', stage: '' }
  })
  t.same(config.API_KEYS, [
    { name: 'ann', scopes: ['review'], digest: DIGEST },
    { name: 'bob', scopes: ['search', 'review'], digest: 'b'.repeat(64) }
  ])
})

t.test('what cannot be used is refused with the variable, the rule and what was given', async (t) => {
  const cases: ReadonlyArray<readonly [env: Record<string, string>, message: RegExp]> = [
    [{ EMBEDDER: 'clip' }, /EMBEDDER must be one of builtin, bedrock, got "clip"/],
    [{ VECTOR_STORE: 'redis' }, /VECTOR_STORE must be one of lancedb, s3/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of fatal, error/],
    [{ PORT: '70000' }, /PORT .*65535.*got "70000"/],
    [{ PORT: 'http' }, /PORT must be a number in digits, got "http"/],
    [{ PORT: '0x10' }, /PORT must be a number in digits, got "0x10"/],
    [{ PORT: ' 80' }, /PORT must be a number in digits/],
    [{ RATE_LIMIT: '1e400' }, /RATE_LIMIT must be a number in digits, got "1e400"/],
    [{ PORT: '80.5' }, /PORT must be integer, got "80.5"/],
    [{ SEARCH_CANDIDATES: '10' }, /SEARCH_CANDIDATES .*100/],
    [{ DIMENSIONS: '1024;256' }, /DIMENSIONS .*got "1024;256"/],
    [{ CATALOGUE: 'My Shop' }, /CATALOGUE .*got "My Shop"/],
    [{ GRAPHIQL: 'maybe' }, /GRAPHIQL must be boolean, got "maybe"/],
    [{ S3_TAGS: 'team' }, /S3_TAGS .*got "team"/]
  ]
  for (const [env, message] of cases) t.throws(() => loadConfig(env), { code: 'CONFIG_INVALID', message })
})

t.test('a secret that cannot be used is not repeated', async (t) => {
  const caught = t.throws(() => loadConfig({ API_KEYS: 'ann:review:my-very-key' })) as Error

  t.match(caught.message, /API_KEYS/)
  t.notMatch(caught.message, /my-very-key/)
})

t.test('every default is a value that its own setting takes', async (t) => {
  const defaults = Object.fromEntries(
    Object.entries(configSchema.properties).map(([name, schema]) => [
      name,
      String((schema as { default?: unknown }).default)
    ])
  )

  t.same(loadConfig(defaults), loadConfig({}))
})

t.test('the least and the largest values are taken, those beyond are refused', async (t) => {
  const bounds: ReadonlyArray<readonly [name: string, taken: readonly string[], refused: readonly string[]]> = [
    ['PORT', ['0', '65535'], ['-1', '65536', '80.5']],
    ['SEARCH_CANDIDATES', ['100', '10000'], ['99', '10001']],
    ['BEDROCK_MAX_CONCURRENCY', ['1'], ['0', '-1', '1.5']],
    ['BEDROCK_REQUESTS_PER_MINUTE', ['0', '2000'], ['-1', '0.5']],
    ['AWS_MAX_ATTEMPTS', ['1'], ['0', 'three']],
    ['NOVA_PRICE_PER_IMAGE', ['0', '0.5'], ['-0.1', 'free']],
    ['CATALOGUE', ['abc', 'a-b', '0'.repeat(52)], ['ab', '-ab', 'ab-', 'a_b', '0'.repeat(53)]],
    ['S3_VECTOR_BUCKET', ['abc', 'my-shop-2', 'b'.repeat(63)], ['ab', 'My-shop', 'my.shop', '-shop', 'b'.repeat(64)]],
    ['S3_KMS_KEY_ARN', ['arn:aws:kms:eu-west-1:123456789012:key/0a1b'], ['alias/shop', '0a1b']],
    ['DIMENSIONS', ['256', '3072,256'], ['256,', ',256', '256, 384', '-256', 'all']],
    ['S3_TAGS', ['a=', 'a=b,c=d'], ['=b', 'a=b,', 'a=b=c', 'a']]
  ]
  for (const [name, taken, refused] of bounds) {
    for (const value of taken) t.doesNotThrow(() => loadConfig({ [name]: value }), `${name}=${value}`)
    for (const value of refused) {
      t.throws(
        () => loadConfig({ [name]: value }),
        { code: 'CONFIG_INVALID', message: new RegExp(name) },
        `${name}=${value}`
      )
    }
  }
})

t.test('yes and no are true and false, in no other words', async (t) => {
  for (const [text, value] of [
    ['true', true],
    ['false', false]
  ] as const) {
    t.equal(loadConfig({ GRAPHIQL: text }).GRAPHIQL, value)
  }
  for (const text of ['yes', 'TRUE', 'on']) {
    t.throws(() => loadConfig({ GRAPHIQL: text }), { code: 'CONFIG_INVALID' }, text)
  }
})

t.test('an API key has a name, scopes and a digest, or is refused', async (t) => {
  for (const key of [`ann:review:${DIGEST}`, `a.b-c_d@e:search+tag:${DIGEST},f:tag:${'b'.repeat(64)}`]) {
    t.doesNotThrow(() => loadConfig({ API_KEYS: key }), key)
  }
  const bad = [
    `ann:review:${DIGEST},`,
    `:review:${DIGEST}`,
    `ann::${DIGEST}`,
    `ann:review+:${DIGEST}`,
    `ann:Review:${DIGEST}`,
    `ann:review:${DIGEST}0`,
    `ann:review:${DIGEST.toUpperCase()}`,
    `a b:review:${DIGEST}`
  ]
  for (const key of bad) t.throws(() => loadConfig({ API_KEYS: key }), { code: 'CONFIG_INVALID' }, key)
})

t.test('origins may be written with blanks, and a star is one of them', async (t) => {
  t.same(loadConfig({ CORS_ORIGINS: ' * ' }).CORS_ORIGINS, ['*'])
  t.same(loadConfig({ CORS_ORIGINS: ' https://a.example ,, https://b.example, ' }).CORS_ORIGINS, [
    'https://a.example',
    'https://b.example'
  ])
})

t.test('variables of others are left alone, and the environment stays as it is', async (t) => {
  const env = { PATH: '/bin', port: '1', npm_config_PORT: '2', PORT: '3' }
  const config = loadConfig(env)

  t.same(Object.keys(config).sort(), Object.keys(configSchema.properties).sort())
  t.equal(config.PORT, 3)
  t.same(env, { PATH: '/bin', port: '1', npm_config_PORT: '2', PORT: '3' })
})

t.test('proxies are named by their addresses; how many there are does not say who is one', async (t) => {
  for (const [given, read] of [
    ['', false],
    ['false', false],
    ['true', true],
    ['10.0.0.0/8, ::1,loopback', '10.0.0.0/8,::1,loopback'],
    ['2001:db8::/32', '2001:db8::/32']
  ] as const) {
    t.equal(loadConfig({ TRUST_PROXY: given }).TRUST_PROXY, read, given)
  }
  for (const TRUST_PROXY of ['1', '0', 'yes', 'proxy.example', '10.0.0.0/33', '10.0.0.1,', '10.1']) {
    t.throws(
      () => loadConfig({ TRUST_PROXY }),
      { code: 'CONFIG_INVALID', message: /TRUST_PROXY must be false, true, or addresses/ },
      TRUST_PROXY
    )
  }
})

t.test('behind a proxy review cannot be open to the own machine', async (t) => {
  t.equal(loadConfig({ REVIEW: 'local' }).REVIEW, 'local')
  t.throws(() => loadConfig({ REVIEW: 'local', TRUST_PROXY: 'loopback' }), {
    code: 'CONFIG_INVALID',
    message: /REVIEW=local needs TRUST_PROXY=false.*vitrine key/
  })
})

t.test('the password of a Redis is not repeated', async (t) => {
  t.equal(
    loadConfig({ RATE_LIMIT_REDIS: 'rediss://:secret@redis.example:6380/1' }).RATE_LIMIT_REDIS,
    'rediss://:secret@redis.example:6380/1'
  )
  t.throws(() => loadConfig({ RATE_LIMIT_REDIS: 'http://:secret@redis.example' }), {
    code: 'CONFIG_INVALID',
    message: /^(?=.*RATE_LIMIT_REDIS)(?!.*secret)/
  })
})

t.test('what an operator may mistype is refused at the start, in words', async (t) => {
  const [a, b] = [DIGEST, 'b'.repeat(64)]
  for (const [env, message] of [
    [{ API_KEYS: `shop:catalog:${a}` }, /API_KEYS is not of its form \(Keys as <name>/],
    [{ API_KEYS: `shop:search:${a}, page:tag:${b}` }, /API_KEYS is not of its form/],
    [{ API_KEYS: `shop:search:${a},page:tag:${a}` }, /the key of "page" under another name/],
    [{ CORS_ORIGINS: 'shop.example' }, /CORS_ORIGINS must be \* or addresses like/],
    [{ TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY must be/],
    [{ SEARCH_TIMEOUT_MS: '3000000000' }, /SEARCH_TIMEOUT_MS/],
    [{ DIMENSIONS: '0' }, /DIMENSIONS/],
    [{ PUBLIC_URL: 'https://user:secret@shop.example' }, /PUBLIC_URL/],
    [{ CURSOR_SECRET: 'short' }, /CURSOR_SECRET is not of its form \(Key of at least 16/]
  ] as const) {
    t.throws(() => loadConfig(env), { code: 'CONFIG_INVALID', message })
  }
  t.same(loadConfig({ CORS_ORIGINS: 'https://shop.example/, *' }).CORS_ORIGINS, ['https://shop.example', '*'])
})
