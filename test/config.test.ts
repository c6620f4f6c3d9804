import t from 'tap'
import { configSchema, loadConfig } from '../src/config.ts'

const DIGEST = 'a'.repeat(64)

t.test('without an environment every setting has the default that its schema states', async (t) => {
  const config = loadConfig({})

  t.match(config, { HOST: 'localhost', PORT: 4000, EMBEDDER: 'builtin', VECTOR_STORE: 'lancedb', DIMENSIONS: [1024, 384, 256], GRAPHIQL: true, CORS_ORIGINS: [], S3_TAGS: {}, API_KEYS: [] })
  t.same(Object.keys(config).sort(), Object.keys(configSchema.properties).sort())
})

t.test('lists, pairs and keys are read; an empty variable counts as absent', async (t) => {
  const config = loadConfig({ DIMENSIONS: '256,1024,256', CORS_ORIGINS: 'https://a.example, https://b.example', S3_TAGS: 'team=search,stage=', API_KEYS: `ann:review:${DIGEST},bob:read+review:${DIGEST}`, PORT: '', GRAPHIQL: 'false' })

  t.match(config, { PORT: 4000, GRAPHIQL: false, DIMENSIONS: [256, 1024], CORS_ORIGINS: ['https://a.example', 'https://b.example'], S3_TAGS: { team: 'search', stage: '' } })
  t.same(config.API_KEYS, [{ name: 'ann', scopes: ['review'], digest: DIGEST }, { name: 'bob', scopes: ['read', 'review'], digest: DIGEST }])
})

t.test('what cannot be used is refused with the variable, the rule and what was given', async (t) => {
  const cases: ReadonlyArray<readonly [env: Record<string, string>, message: RegExp]> = [
    [{ EMBEDDER: 'clip' }, /EMBEDDER must be one of builtin, bedrock, got "clip"/],
    [{ VECTOR_STORE: 'redis' }, /VECTOR_STORE must be one of lancedb, s3/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of fatal, error/],
    [{ PORT: '70000' }, /PORT .*65535.*got "70000"/],
    [{ PORT: 'http' }, /PORT must be integer, got "http"/],
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
