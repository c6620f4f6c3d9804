import { createHash } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { MAX_CALLERS, PointLimiter } from '../../src/plugins/point-limiter.ts'
import { networkOf, POINTS } from '../../src/plugins/rate-limit.ts'
import { testApp } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { photo } from '../fixtures/word-embedder.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const API_KEYS = `shop:search+tag:${sha256('key-of-shop')},other:search:${sha256('key-of-other')}`
const SEARCH =
  'query ($text: String, $photo: Upload) { search(text: $text, imageUpload: $photo, topK: 1) { items { product { id } } } }'
const TAG = 'query ($photo: Upload!) { autoTag(image: $photo) { model } }'

interface Asked {
  readonly text?: string
  readonly photo?: string
}

/** The real application, of which callers ask from addresses of their own. */
async function limited (t: Test, env: Record<string, string>) {
  const { app, model } = await testApp(t, { store: new MemoryVectorStore(), env })
  const ask = async (variables: Asked, options: InjectOptions = {}, query = SEARCH) => {
    const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query, variables }, ...options })
    const { errors } = response.json<{ errors?: ReadonlyArray<{ message: string; extensions: { code: string } }> }>()
    return {
      status: response.statusCode,
      wait: Number(response.headers['retry-after']),
      code: errors?.[0]?.extensions.code,
      message: errors?.[0]?.message
    }
  }
  /** How many equal requests are answered before one is refused. */
  const countOf = async (variables: (i: number) => Asked, options: InjectOptions = {}, query = SEARCH) => {
    for (let i = 0; i < 1000; i++) if ((await ask(variables(i), options, query)).status !== 200) return i
    return Infinity
  }
  return { app, model, ask, countOf }
}

async function dataUri (pixels: number): Promise<string> {
  return `data:image/png;base64,${(await photo('red', pixels)).toString('base64')}`
}

t.test('a photo costs more than words, and what is cached costs nearly nothing', async (t) => {
  const points = 240
  const { countOf } = await limited(t, { RATE_LIMIT: String(points), TAXONOMY: '' })
  const photos = await Promise.all(Array.from({ length: 30 }, async (_, i) => await dataUri(8 + i)))

  t.equal(
    await countOf((i) => ({ text: `red ${i}` }), { remoteAddress: '10.0.0.1' }),
    points / (POINTS.request + POINTS.query + POINTS.text)
  )
  t.equal(
    await countOf((i) => ({ photo: photos[i]! }), { remoteAddress: '10.0.0.2' }),
    points / (POINTS.request + POINTS.query + POINTS.image)
  )
  t.equal(
    await countOf(() => ({ text: 'red 0' }), { remoteAddress: '10.0.0.3' }),
    points / (POINTS.request + POINTS.query)
  )
})

t.test(
  'who has used up its points is told when to ask again, before any model is called, and others are answered',
  async (t) => {
    const { model, ask, app } = await limited(t, { RATE_LIMIT: '14' })
    const [first, second] = [await dataUri(8), await dataUri(9)]
    const remoteAddress = '10.0.0.1'

    t.match(await ask({ photo: first }, { remoteAddress }), { status: 200 })
    const calls = model.calls
    const refused = await ask({ photo: second }, { remoteAddress })
    t.match(refused, {
      status: 429,
      code: 'RATE_LIMITED',
      message: /^You have used the 14 points .* Retry in \d+ s\.$/
    })
    t.ok(refused.wait >= 1 && refused.wait <= 60 && refused.message!.includes(`${refused.wait} s`))
    t.match(await ask({ text: 'red' }, { remoteAddress }), { status: 429, code: 'RATE_LIMITED' })
    t.equal(model.calls, calls)
    t.match(await ask({ text: 'red' }, { remoteAddress: '10.0.0.2' }), { status: 200 })
    for (const url of ['/healthz', '/', '/style.css']) {
      t.equal((await app.inject({ url, remoteAddress })).statusCode, 200, url)
    }
  }
)

t.test('tagging and every search of an operation count, and so does what is no operation', async (t) => {
  const { ask, app } = await limited(t, { RATE_LIMIT: '14' })
  const get = async (query: string, remoteAddress: string) =>
    await app.inject({ url: '/graphql', query: { query }, remoteAddress })

  t.match(await ask({ photo: await dataUri(8) }, { remoteAddress: '10.0.0.1' }, TAG), { status: 200 })
  t.match(await ask({ photo: await dataUri(9) }, { remoteAddress: '10.0.0.1' }, TAG), { status: 429 })
  const aliases = await get(
    '{ a: search(text: "red") { items { score } } b: search(text: "blue") { items { score } } c: search(text: "green") { items { score } } }',
    '10.0.0.2'
  )
  t.match(aliases.json(), { errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
  for (let i = 0; i < 14; i++) t.equal((await get('{', '10.0.0.3')).statusCode, 400)
  const refused = await get('{', '10.0.0.3')
  t.match(refused, { statusCode: 429, headers: { 'retry-after': /^\d+$/ } })
  t.match(refused.json(), { data: null, errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
})

t.test('a known key counts by its name, wherever it asks from; an unknown one counts by address', async (t) => {
  const { countOf } = await limited(t, { RATE_LIMIT: '8', KEY_RATE_LIMIT: '12', API_KEYS })
  const text = () => ({ text: 'lamp' })
  const by = (key: string, remoteAddress: string) => ({ headers: { authorization: `Bearer ${key}` }, remoteAddress })
  t.equal(await countOf(text, { remoteAddress: '10.9.9.9' }), 2, 'the first asks the model')

  t.equal(await countOf(text, by('key-of-shop', '10.0.0.1')), 6)
  t.equal(await countOf(text, by('key-of-shop', '10.0.0.2')), 0)
  t.equal(await countOf(text, by('key-of-other', '10.0.0.1')), 6)
  t.equal(await countOf(text, by('guess-1', '10.0.0.3')), 4)
  t.equal(await countOf(text, by('guess-2', '10.0.0.3')), 0)
})

t.test('no header says who asks, unless a proxy that is trusted has written it', async (t) => {
  const text = () => ({ text: 'lamp' })
  const from = (header: string, remoteAddress: string) => ({
    headers: { 'x-forwarded-for': header, forwarded: `for=${header}`, 'x-real-ip': header },
    remoteAddress
  })
  const open = await limited(t, { RATE_LIMIT: '8' })
  const behind = await limited(t, { RATE_LIMIT: '8', TRUST_PROXY: '10.0.0.0/8' })

  t.equal(await open.countOf(text, from('1.2.3.4', '10.0.0.1')), 2)
  t.equal(await open.countOf(text, from('5.6.7.8', '10.0.0.1')), 0, 'another name, the same caller')
  t.equal(await behind.countOf(text, from('1.2.3.4', '10.0.0.1')), 2)
  t.not(await behind.countOf(text, from('5.6.7.8', '10.0.0.1')), 0, 'another caller of the same proxy')
  t.equal(
    await behind.countOf(text, from('9.9.9.9, 1.2.3.4', '10.0.0.2')),
    0,
    'what the caller wrote itself stands before, and counts for nothing'
  )
  t.not(
    await behind.countOf(text, from('1.2.3.4', '192.0.2.1')),
    0,
    'who comes past the proxy counts by its own address'
  )
  t.equal(await behind.countOf(text, from('8.8.8.8', '192.0.2.1')), 0)
})

t.test('without limits nobody is counted', async (t) => {
  const { ask } = await limited(t, { RATE_LIMIT: '0', KEY_RATE_LIMIT: '0', API_KEYS })

  for (let i = 0; i < 50; i++) t.equal((await ask({ text: `red ${i}` })).status, 200)
})

t.test('an IPv6 caller is its first 64 bits, an IPv4 one its address in any spelling', async (t) => {
  t.equal(networkOf('192.0.2.1'), '192.0.2.1')
  t.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1')
  t.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  t.equal(networkOf('2001:0DB8:1:2:ffff::9'), '2001:db8:1:2::/64')
  t.not(networkOf('2001:db8:1:3::1'), networkOf('2001:db8:1:2::1'))
  for (const text of ['', 'unix:', 'evil', '1.2.3.4:80']) t.equal(networkOf(text), 'unknown', text)
})

t.test('however many callers come, no more than so many are remembered, the last ones', async (t) => {
  const limiter = new PointLimiter({ name: 'test', points: 1 })
  t.equal(await limiter.spend('first', 1), undefined)
  t.ok((await limiter.spend('first', 1))! >= 1)

  for (let i = 0; i < MAX_CALLERS; i++) await limiter.spend(`caller ${i}`, 1)
  t.equal(await limiter.spend('first', 1), undefined, 'forgotten')
  t.ok((await limiter.spend(`caller ${MAX_CALLERS - 1}`, 1))! >= 1, 'remembered')
})
