import t from 'tap'
import { ByteSink } from '../../src/plugins/byte-sink.ts'
import { parseMap, parseOperations, quote } from '../../src/plugins/multipart-map.ts'
import { seededRandom } from '../fixtures/random.ts'

const map = (paths: unknown, variables: object) => parseMap(JSON.stringify(paths), { query: '{ a }', variables }, 4)

t.test('each file knows the places that wait for it, at every depth', async (t) => {
  const variables = { image: null, photos: [null, { inner: [null] }], 'a b': null, '': null }

  const targets = map(
    {
      one: ['variables.image', 'variables.photos.0'],
      two: ['variables.photos.1.inner.0'],
      three: ['variables.a b'],
      four: ['variables.']
    },
    variables
  )
  for (const [field, places] of targets) for (const { holder, key } of places) holder[key] = field

  t.same(variables, { image: 'one', photos: ['one', { inner: ['two'] }], 'a b': 'three', '': 'four' })
})

t.test('a path leads to a null that is there, and nowhere else', async (t) => {
  const variables = { image: null, text: 'x', zero: 0, list: [null], no: undefined }
  for (const path of [
    'variables.text',
    'variables.zero',
    'variables.list',
    'variables.list.1',
    'variables.list.-1',
    'variables.list.length',
    'variables.image.x',
    'variables.Image',
    'variables.toString',
    'variables..image',
    'variables.list.0.x',
    'variables.constructor.name'
  ]) {
    t.throws(() => map({ 0: [path] }, variables), { code: 'UPLOAD_INVALID' }, path)
  }
  for (const path of ['', '.', 'image', 'query', 'Variables.image', 'extensions.variables.image']) {
    t.throws(
      () => map({ 0: [path] }, variables),
      { code: 'UPLOAD_INVALID', message: /must begin with "variables\."/ },
      path
    )
  }
})

t.test('a file has 1 to 32 places, a request as many files as are accepted', async (t) => {
  const variables = { list: Array<null>(33).fill(null) }
  const paths = (count: number) => Array.from({ length: count }, (_, i) => `variables.list.${i}`)
  const files = (count: number) => Object.fromEntries(paths(count).map((path, i) => [i, [path]]))

  t.equal(map({ 0: paths(32) }, variables).get('0')!.length, 32)
  t.throws(() => map({ 0: paths(33) }, variables), { message: /1 to 32 paths/ })
  t.equal(map(files(4), variables).size, 4)
  t.throws(() => map(files(5), variables), { message: /"map" names 5 files; at most 4 are accepted/ })
  t.equal(map({}, variables).size, 0)
})

t.test('a part that came as JSON is taken as it is', async (t) => {
  const operations = { query: '{ a }', variables: { image: null } }

  t.equal(parseOperations(operations), operations)
  t.equal(parseMap({ 0: ['variables.image'] }, operations, 1).size, 1)
  for (const value of [undefined, null, 3, true, [operations]]) {
    t.throws(() => parseOperations(value), { code: 'UPLOAD_INVALID' }, String(value))
  }
})

t.test('operations bring no prototypes, however deep', async (t) => {
  for (const text of [
    '{"__proto__":{}}',
    '{"variables":{"a":[{"__proto__":{"x":1}}]}}',
    '{"variables":{"constructor":{"prototype":{}}}}'
  ]) {
    t.throws(
      () => parseOperations(text),
      { code: 'UPLOAD_INVALID', message: /the key "(__proto__|constructor)" is not accepted/ },
      text
    )
  }
  t.same(parseOperations('{"variables":{"prototype":1}}'), { variables: { prototype: 1 } })
})

t.test('names from a client are quoted, and short', async (t) => {
  t.equal(quote('a"b'), '"a\\"b"')
  t.equal(quote('x'.repeat(60)), `"${'x'.repeat(60)}"`)
  t.equal(quote('x'.repeat(61)), `"${'x'.repeat(60)}…"`)
  t.equal(quote('a\nb'), '"a\\nb"', 'on one line of a log')
})

t.test('what was collected in pieces comes out as it went in, and is a copy', async (t) => {
  const random = seededRandom(31)
  const bytes = Uint8Array.from({ length: 300_000 }, () => Math.floor(random() * 256))
  const sink = new ByteSink()
  t.equal(sink.toBytes().length, 0)

  for (let at = 0; at < bytes.length;) {
    const size = Math.floor(random() * 20_000)
    sink.push(bytes.subarray(at, at + size))
    at += size
  }

  t.equal(sink.length, bytes.length)
  const copy = sink.toBytes()
  t.equal(Buffer.compare(copy, bytes), 0)
  copy[0]! ^= 1
  t.equal(sink.toBytes()[0], bytes[0])
})
