import { createHmac } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import t from 'tap'
import { CursorCodec, digestOf, type Cursor } from '../../src/search/cursor.ts'
import { seededRandom } from '../fixtures/random.ts'

const MAX_PRODUCTS = 10_100
const codecOf = (secret: string) => new CursorCodec({ secret, maxProducts: MAX_PRODUCTS })
const codec = codecOf('secret')
const random = seededRandom(11)

function cursorOf (count: number, idLength = 8): Cursor {
  return {
    query: 'q',
    rest: Array.from(
      { length: count },
      (_, i) => [`${'ü'.repeat(idLength)}${i}#image-0`, random() * 2 - 1, random()] as const
    )
  }
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

t.test('the longest list that the settings allow comes back, too, whatever its ids look like', async (t) => {
  const worst = {
    query: 'x'.repeat(22),
    rest: Array.from(
      { length: 100 },
      (_, i) => [`${'\ud800'.repeat(195)}${i}#image-9999`, -random(), random(), true] as const
    )
  }
  const small = new CursorCodec({ secret: 'secret', maxProducts: 100 })

  t.equal(codec.decode(codec.encode(cursorOf(10_000, 60)), 'q').rest.length, 10_000)
  t.same(small.decode(small.encode(worst), worst.query), worst)
})

t.test('a cursor can stand in an address as it is', async (t) => {
  t.match(codec.encode(cursorOf(50)), /^[\w-]+\.[\w-]+$/)
})

t.test('no character can be changed, left out or added', async (t) => {
  const text = codec.encode(cursorOf(3))
  for (let i = 0; i < text.length; i += 5) {
    for (const damaged of [
      text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1),
      text.slice(0, i) + text.slice(i + 1),
      `${text.slice(0, i)}A${text.slice(i)}`
    ]) {
      t.throws(() => codec.decode(damaged, 'q'), { code: 'INVALID_CURSOR' }, `at ${i}`)
    }
  }
})

t.test('what stands around a cursor is damage, too', async (t) => {
  const text = codec.encode(cursorOf(3))

  for (const damaged of [
    `${text}.`,
    `${text}.x`,
    `.${text}`,
    ` ${text}`,
    `${text}\n`,
    text.replace('.', ''),
    text.replace('.', '..'),
    '.',
    ''
  ]) {
    t.throws(() => codec.decode(damaged, 'q'), { code: 'INVALID_CURSOR' }, JSON.stringify(damaged.slice(-5)))
  }
})

t.test('what is signed and no list is refused, without being unpacked to its end', async (t) => {
  t.equal(codec.decode(signed('{"query":"q","rest":[]}'), 'q').rest.length, 0)

  for (const content of [
    '',
    'not JSON',
    'null',
    '1',
    '[]',
    '{"query":"q"}',
    '{"rest":[]}',
    '{"query":1,"rest":[]}',
    '{"query":"q","rest":{"length":0}}',
    ' '.repeat(50_000_000)
  ]) {
    t.throws(() => codec.decode(signed(content), 'q'), {
      code: 'INVALID_CURSOR',
      message: /Ask for the first page again/
    })
  }
})

t.test('what is signed and holds other than products with their scores is refused', async (t) => {
  const listOf = (...rest: readonly unknown[]) => signed(JSON.stringify({ query: 'q', rest }))
  t.equal(codec.decode(listOf(['a#text', 1, 0], ['b#image-0', -1, 1, true]), 'q').rest.length, 2)

  for (const entry of [
    null,
    'a#text',
    {},
    [],
    ['a#text'],
    ['a#text', 0.5],
    ['a#text', 0.5, 0.5, false],
    ['a#text', 0.5, 0.5, true, 1],
    ['a#text', 0.5, 0.5, 'true'],
    [1, 0.5, 0.5],
    ['a', 0.5, 0.5],
    ['#manifest', 0.5, 0.5],
    ['#manifest#text', 0.5, 0.5],
    ['#text', 0.5, 0.5],
    ['a#video', 0.5, 0.5],
    ['a#image-', 0.5, 0.5],
    ['a#text\n', 0.5, 0.5],
    ['a#image-99999', 0.5, 0.5],
    [`${'a'.repeat(201)}#text`, 0.5, 0.5],
    [['a#text'], 0.5, 0.5],
    ['a#text', '0.5', 0.5],
    ['a#text', null, 0.5],
    ['a#text', 1.1, 0.5],
    ['a#text', -1.1, 0.5],
    ['a#text', 0.5, -0.1],
    ['a#text', 0.5, 1.1],
    ['a#text', 0.5, {}]
  ]) {
    t.throws(
      () => codec.decode(listOf(['z#text', 0.5, 0.5], entry), 'q'),
      { code: 'INVALID_CURSOR' },
      JSON.stringify(entry)
    )
  }
  t.throws(
    () => codec.decode(listOf(['a#text', 0.5, 0.5], ['a#image-0', 0.4, 0.4]), 'q'),
    { code: 'INVALID_CURSOR' },
    'one product twice'
  )
  t.throws(
    () => codec.decode(signed(JSON.stringify(cursorOf(MAX_PRODUCTS + 1, 1))), 'q'),
    { code: 'INVALID_CURSOR' },
    'more than are ever written'
  )
})

t.test('of 3,000 signed cursors with changes by chance, each is a list of products or refused', async (t) => {
  let refused = 0
  for (let round = 0; round < 3000; round++) {
    const body = codec.encode(cursorOf(1 + Math.floor(random() * 5))).split('.')[0]!
    const bytes = inflateRawSync(Buffer.from(body, 'base64url'))
    for (let changes = 0; changes < 1 + random() * 3; changes++) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 128)
    }
    try {
      const { rest } = codec.decode(signed(bytes.toString('latin1')), 'q')
      const isSound = rest.every(
        ([key, score, relevance]) =>
          /^[^#].*#(text|image-\d+)$/s.test(key) && Math.abs(score) <= 1.001 && relevance >= 0 && relevance <= 1
      )
      if (!isSound) t.fail(bytes.toString('latin1'))
    } catch (error) {
      refused++
      if ((error as { code?: string }).code !== 'INVALID_CURSOR') t.fail(String(error))
    }
  }
  t.ok(refused > 1000 && refused < 3000, `${refused} refused`)
})

t.test(
  'compressed bytes and text that were damaged and signed anew are refused, and nothing else happens',
  async (t) => {
    const wrong: string[] = []
    for (let round = 0; round < 3000; round++) {
      const body = Buffer.from(codec.encode(cursorOf(3)).split('.')[0]!, 'base64url')
      body[Math.floor(random() * body.length)] = Math.floor(random() * 256)
      const text = round % 2 === 0 ? body.toString('base64url') : body.toString('latin1')
      try {
        codec.decode(`${text}.${createHmac('sha256', 'secret').update(text).digest('base64url')}`, 'q')
      } catch (error) {
        if ((error as { code?: string }).code !== 'INVALID_CURSOR') wrong.push(String(error))
      }
    }
    t.same(wrong, [])
  }
)

t.test('replicas that share a secret read each other, others do not', async (t) => {
  const text = codec.encode(cursorOf(2))

  t.equal(codecOf('secret').decode(text, 'q').rest.length, 2)
  for (const other of ['', 'Secret', 'secret ']) {
    t.throws(() => codecOf(other).decode(text, 'q'), { code: 'INVALID_CURSOR' })
  }
})

t.test('digests tell apart whatever differs, also in order and in absence', async (t) => {
  const values = [
    ['a', 'b'],
    ['b', 'a'],
    ['ab'],
    ['a', undefined, 'b'],
    [undefined, 'a', 'b'],
    { a: 1 },
    { b: 1 },
    { a: '1' },
    {},
    null,
    ''
  ]

  t.equal(new Set(values.map(digestOf)).size, values.length)
  t.equal(digestOf({ a: [1, 2] }), digestOf({ a: [1, 2] }))
  t.match(digestOf('x'), /^[\w-]{22}$/)
})
