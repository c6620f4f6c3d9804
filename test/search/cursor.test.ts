import { createHmac } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import t from 'tap'
import { CursorCodec, digestOf, type Cursor } from '../../src/search/cursor.ts'
import { seededRandom } from '../fixtures/random.ts'

const codec = new CursorCodec('secret')
const random = seededRandom(11)

function cursorOf (count: number, idLength = 8): Cursor {
  return { query: 'q', rest: Array.from({ length: count }, (_, i) => [`${'ü'.repeat(idLength)}${i}#image-0`, random() * 2 - 1, random()] as const) }
}

/** As a service with this secret would sign it, whatever it says. */
function signed (content: string, secret = 'secret'): string {
  const body = deflateRawSync(content).toString('base64url')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

t.test('lists of every length come back to the last digit', async (t) => {
  for (const count of [0, 1, 2, 300]) {
    const cursor = cursorOf(count)
    t.same(codec.decode(codec.encode(cursor), 'q'), cursor, `${count} products`)
  }
})

t.test('the longest list that the settings allow comes back, too', async (t) => {
  const cursor = cursorOf(10_000, 60)

  t.equal(codec.decode(codec.encode(cursor), 'q').rest.length, 10_000)
})

t.test('a cursor can stand in an address as it is', async (t) => {
  t.match(codec.encode(cursorOf(50)), /^[\w-]+\.[\w-]+$/)
})

t.test('no character can be changed, left out or added', async (t) => {
  const text = codec.encode(cursorOf(3))
  for (let i = 0; i < text.length; i += 5) {
    for (const damaged of [text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1), text.slice(0, i) + text.slice(i + 1), `${text.slice(0, i)}A${text.slice(i)}`]) {
      t.throws(() => codec.decode(damaged, 'q'), { code: 'INVALID_CURSOR' }, `at ${i}`)
    }
  }
})

t.test('what stands around a cursor is damage, too', async (t) => {
  const text = codec.encode(cursorOf(3))

  for (const damaged of [`${text}.`, `${text}.x`, `.${text}`, ` ${text}`, `${text}\n`, text.replace('.', ''), text.replace('.', '..'), '.', '']) {
    t.throws(() => codec.decode(damaged, 'q'), { code: 'INVALID_CURSOR' }, JSON.stringify(damaged.slice(-5)))
  }
})

t.test('what is signed and no list is refused, without being unpacked to its end', async (t) => {
  t.equal(codec.decode(signed('{"query":"q","rest":[]}'), 'q').rest.length, 0)

  for (const content of ['', 'not JSON', 'null', '{"query":"q"}', ' '.repeat(50_000_000)]) {
    t.throws(() => codec.decode(signed(content), 'q'), { code: 'INVALID_CURSOR', message: /Ask for the first page again/ })
  }
})

t.test('replicas that share a secret read each other, others do not', async (t) => {
  const text = codec.encode(cursorOf(2))

  t.equal(new CursorCodec('secret').decode(text, 'q').rest.length, 2)
  for (const other of ['', 'Secret', 'secret ']) t.throws(() => new CursorCodec(other).decode(text, 'q'), { code: 'INVALID_CURSOR' })
})

t.test('digests tell apart whatever differs, also in order and in absence', async (t) => {
  const values = [['a', 'b'], ['b', 'a'], ['ab'], ['a', undefined, 'b'], [undefined, 'a', 'b'], { a: 1 }, { b: 1 }, { a: '1' }, {}, null, '']

  t.equal(new Set(values.map(digestOf)).size, values.length)
  t.equal(digestOf({ a: [1, 2] }), digestOf({ a: [1, 2] }))
  t.match(digestOf('x'), /^[\w-]{22}$/)
})
