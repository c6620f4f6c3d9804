import { createHash } from 'node:crypto'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify, { type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import credentials, { type CredentialsPluginOptions } from '../../src/plugins/credentials.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const KEYS = `anna:review:${sha256('key of anna')},ben:tag+review:${sha256('key-of-ben')},carl:tag:${sha256('key-of-carl')}`

const LOCALLY = { isReviewLocal: true }

/** One route that tells who asks. */
async function serverWith (t: Test, API_KEYS = '', options: Omit<CredentialsPluginOptions, 'keys'> = {}) {
  const app = Fastify()
  await app.register(credentials, { keys: loadConfig({ API_KEYS }).API_KEYS, ...options })
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: async (_request, reply) => ({ who: app.authorise(reply, 'review') })
  })
  t.teardown(async () => await app.close())
  return async (options: InjectOptions = {}) => {
    const response = await app.inject({ method: 'POST', url: '/', payload: {}, ...options })
    return {
      status: response.statusCode,
      challenge: response.headers['www-authenticate'],
      ...response.json<{ who?: string; code?: string; message?: string }>()
    }
  }
}

t.test('a key is known by its hash, and its name is who asks', async (t) => {
  const ask = await serverWith(t, KEYS)

  t.match(await ask({ headers: { authorization: 'Bearer key-of-ben' } }), { status: 200, who: 'ben' })
  t.match(await ask({ headers: { authorization: 'bearer  key-of-ben ' } }), { status: 200, who: 'ben' })
})

t.test('without a key, or with one that is not known, it says what to send', async (t) => {
  const ask = await serverWith(t, KEYS)

  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer key-of-bem',
    `Bearer ${sha256('key-of-ben')}`,
    'Basic key-of-ben',
    'Bearer key of anna'
  ]) {
    const answer = await ask({ headers: authorization === undefined ? {} : { authorization } })
    t.match(
      answer,
      {
        status: 401,
        code: 'UNAUTHENTICATED',
        message: /Authorization: Bearer <key>.*vitrine key/,
        challenge: 'Bearer'
      },
      authorization ?? 'none'
    )
  }
})

t.test('a key for something else may not', async (t) => {
  const ask = await serverWith(t, KEYS)

  t.match(await ask({ headers: { authorization: 'Bearer key-of-carl' } }), {
    status: 403,
    code: 'FORBIDDEN',
    message: /"carl" lacks the scope "review"/
  })
})

t.test(
  'unless it is opened knowingly, review asks everybody for a key, with keys in the settings or without',
  async (t) => {
    for (const keys of [KEYS, '']) {
      const ask = await serverWith(t, keys)
      t.match(await ask({ remoteAddress: '127.0.0.1' }), {
        status: 401,
        code: 'UNAUTHENTICATED',
        message: /vitrine key <name> --scope review/,
        challenge: 'Bearer'
      })
    }
  }
)

t.test('where review is open to the own machine, a key that is sent still has to be right', async (t) => {
  const ask = await serverWith(t, KEYS, LOCALLY)

  t.match(await ask(), { status: 200, who: 'local' })
  t.match(await ask({ headers: { authorization: 'Bearer key-of-ben' }, remoteAddress: '10.0.0.7' }), {
    status: 200,
    who: 'ben'
  })
  t.match(await ask({ headers: { authorization: 'Bearer key-of-bem' } }), { status: 401 })
  t.match(await ask({ headers: { authorization: 'Bearer key-of-carl' } }), { status: 403 })
})

t.test('a server without keys answers its own machine, over IPv4 and IPv6', async (t) => {
  const ask = await serverWith(t, '', LOCALLY)

  for (const remoteAddress of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
    t.match(await ask({ remoteAddress }), { status: 200, who: 'local' }, remoteAddress)
  }
})

t.test('a server without keys refuses every other machine, whatever the headers say', async (t) => {
  const ask = await serverWith(t, '', LOCALLY)

  for (const remoteAddress of ['10.0.0.7', '172.17.0.1', '::ffff:10.0.0.7', '2001:db8::1']) {
    t.match(
      await ask({ remoteAddress, headers: { 'x-forwarded-for': '127.0.0.1' } }),
      { status: 403, code: 'FORBIDDEN', message: new RegExp(`comes from ${remoteAddress}.*vitrine key`) },
      remoteAddress
    )
  }
})

t.test('behind a proxy the own machine is not known', async (t) => {
  const ask = await serverWith(t, '', LOCALLY)

  for (const name of [
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded-prefix',
    'x-forwarded-server',
    'X-Forwarded-By',
    'x-real-ip',
    'via',
    'x-client-ip',
    'true-client-ip',
    'x-cluster-client-ip',
    'cf-connecting-ip',
    'cf-ray',
    'cdn-loop',
    'fastly-client-ip',
    'x-amzn-trace-id',
    'x-original-host',
    'x-original-url',
    'x-envoy-external-address',
    'x-azure-clientip'
  ]) {
    t.match(
      await ask({ headers: { [name]: '127.0.0.1' } }),
      { status: 403, message: new RegExp(`proxy.*header ${name.toLowerCase()}`) },
      name
    )
  }
})

t.test('what a plain proxy_pass of nginx sends is known by its manners', async (t) => {
  const app = Fastify()
  await app.register(credentials, { keys: [], isReviewLocal: true })
  app.get('/', async (_request, reply) => ({ who: app.authorise(reply, 'review') }))
  t.teardown(async () => await app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const send = async (version: string, ...headers: readonly string[]) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(
      `GET / HTTP/${version}\r\nHost: 127.0.0.1:${port}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`
    )
    return await text(socket)
  }

  t.match(await send('1.0', 'Connection: close'), /403 Forbidden[^]*through a proxy/)
  t.match(await send('1.0'), /403 Forbidden[^]*HTTP\/1\.0/)
  for (const header of ['Connection: close', 'Connection: keep-alive, Close']) {
    t.match(await send('1.1', header), /403 Forbidden[^]*Connection: close/)
  }
  t.match(await send('1.1'), /200 OK[^]*"who":"local"/)
})

t.test('another site in a browser of the own machine is refused', async (t) => {
  const ask = await serverWith(t, '', LOCALLY)
  const refused: ReadonlyArray<readonly [string, InjectOptions]> = [
    ['a name made to point here', { headers: { host: 'evil.example:4000', origin: 'http://evil.example:4000' } }],
    ['another page', { headers: { host: 'localhost:4000', origin: 'http://evil.example' } }],
    ['another port', { headers: { host: 'localhost:4000', origin: 'http://localhost:5000' } }],
    ['a page without origin', { headers: { host: 'localhost:4000', origin: 'null' } }],
    ['a browser that says so', { headers: { host: 'localhost:4000', 'sec-fetch-site': 'cross-site' } }],
    ['a host of no sense', { headers: { host: '[' } }]
  ]

  for (const [name, options] of refused) t.match(await ask(options), { status: 403, code: 'FORBIDDEN' }, name)
})

t.test('the page of the server itself may ask', async (t) => {
  const ask = await serverWith(t, '', LOCALLY)

  for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000', 'vitrine.localhost']) {
    t.match(
      await ask({ headers: { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' } }),
      { status: 200, who: 'local' },
      host
    )
  }
})

t.test('what a form of another site could send needs a header that it could not', async (t) => {
  const ask = await serverWith(t, '', LOCALLY)
  const form = { payload: 'a', headers: { 'content-type': 'text/plain' } }

  t.match(await ask(form), { status: 403, message: /graphql-require-preflight/ })
  t.match(await ask({ ...form, headers: { ...form.headers, 'graphql-require-preflight': '1' } }), { status: 200 })
  t.match(await ask({ method: 'GET' }), { status: 200 })
})

t.test('a setting that is no list of keys is refused without being repeated', (t) => {
  for (const API_KEYS of [
    'my-secret-key',
    'anna:review:abc',
    `anna:review:${sha256('a')},`,
    `anna::${sha256('a')}`
  ]) {
    t.throws(
      () => loadConfig({ API_KEYS }),
      { code: 'CONFIG_INVALID', message: /API_KEYS is not of its form/ },
      API_KEYS
    )
  }
  t.throws(() => loadConfig({ API_KEYS: 'my-secret-key' }), { message: /^(?!.*my-secret-key)/ })
  t.end()
})

t.test('any route may ask for a scope, and any of several may do', async (t) => {
  const app = Fastify()
  await app.register(credentials, {
    keys: loadConfig({ API_KEYS: `ops:metrics:${sha256('key-of-ops')},ann:review+tag:${sha256('key-of-ann')}` })
      .API_KEYS,
    isReviewLocal: true
  })
  app.get('/metrics', async (_request, reply) => app.authorise(reply, 'metrics'))
  app.get('/tags', async (_request, reply) => app.authorise(reply, 'catalogue', 'tag'))
  t.teardown(async () => await app.close())
  const get = async (url: string, key?: string) =>
    await app.inject({ url, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })

  t.match(await get('/metrics', 'key-of-ops'), { statusCode: 200, body: 'ops' })
  t.match(await get('/metrics', 'key-of-ann'), { statusCode: 403 })
  t.match(
    await get('/metrics'),
    { statusCode: 401, headers: { 'www-authenticate': 'Bearer' } },
    'REVIEW=local opens review alone'
  )
  t.match(await get('/tags', 'key-of-ann'), { statusCode: 200, body: 'ann' })
  t.match(await get('/tags', 'key-of-ops'), { statusCode: 403, body: /lacks the scope \\"catalogue\\"/ })
})
