import t from 'tap'
import {
  assertUnharmed,
  BOUNDARY,
  FILE,
  GOOD,
  MULTIPART,
  multipartBody,
  OPERATIONS,
  type Part,
  post,
  send,
  uploadServer
} from '../fixtures/upload-server.ts'

const field = (name: string, value: string): Part => [name, value]
const INVALID: ReadonlyArray<readonly [string, readonly Part[], RegExp]> = [
  ['no parts', [], /"operations" is missing|body is damaged/],
  ['no map', [GOOD[0]], /"map" is missing/],
  ['a missing file', [GOOD[0], GOOD[1]], /the file "0" of "map" is missing/],
  ['the map first', [GOOD[1], GOOD[0], GOOD[2]], /order "operations", "map", files/],
  ['the file before the map', [GOOD[0], GOOD[2], GOOD[1]], /order "operations", "map", files/],
  ['the file first', [GOOD[2], GOOD[0], GOOD[1]], /order "operations", "map", files/],
  ['operations twice', [GOOD[0], ...GOOD], /"operations" came twice/],
  ['the map twice', [GOOD[0], GOOD[1], GOOD[1], GOOD[2]], /"map" came twice/],
  ['a file twice', [...GOOD, GOOD[2]], /the file "0" came twice/],
  ['an unmapped file', [...GOOD, ['1', FILE]], /the file "1" is not in "map"/],
  [
    'a file without a filename or the type of a photo',
    [GOOD[0], GOOD[1], field('0', 'bytes')],
    /the part "0" has neither a filename nor the content type of a photo/
  ],
  ['an extra field', [...GOOD, field('token', 'x')], /the field "token" is not expected/],
  ['many extra fields', [...GOOD, ...Array<Part>(20).fill(field('token', 'x'))], /the field "token" is not expected/],
  ['many files', [...GOOD, ...Array<Part>(20).fill(['1', FILE])], /the file "1" is not in "map"/],
  ['a field named __proto__', [field('__proto__', '{}'), ...GOOD], /a field has a name that is not accepted/],
  ['operations that are no JSON', [field('operations', '{'), GOOD[1], GOOD[2]], /"operations" must be JSON/],
  [
    'operations that are no object',
    [field('operations', '3'), GOOD[1], GOOD[2]],
    /must be a JSON object with query and variables/
  ],
  [
    'operations that are null',
    [field('operations', 'null'), GOOD[1], GOOD[2]],
    /must be a JSON object with query and variables/
  ],
  ['a batch', [field('operations', `[${OPERATIONS}]`), GOOD[1], GOOD[2]], /batched operations are not accepted/],
  [
    'a prototype in operations',
    [field('operations', '{"query":"{ ping }","variables":{"__proto__":{"image":null}}}'), GOOD[1], GOOD[2]],
    /the key "__proto__" is not accepted/
  ],
  ...(
    [
      ['a map that is no JSON', '{', /"map" must be JSON/],
      ['a map that is a list', '[]', /"map" must be a JSON object/],
      ['a map without paths', '{"0":[]}', /list of 1 to 32 paths for "0"/],
      ['a map of one path for all', '{"0":"variables.image"}', /list of 1 to 32 paths for "0"/],
      ['a map of numbers', '{"0":[1]}', /list of 1 to 32 paths for "0"/],
      ['a map of endless paths', JSON.stringify({ 0: Array(33).fill('variables.image') }), /list of 1 to 32 paths/],
      [
        'a map of five files',
        JSON.stringify(Object.fromEntries([...'abcde'].map((key) => [key, ['variables.image']]))),
        /"map" names 5 files; at most 4/
      ],
      [
        'a path used twice',
        '{"0":["variables.image"],"1":["variables.image"]}',
        /names the path "variables.image" twice/
      ],
      ['a path that is not there', '{"0":["variables.picture"]}', /"variables.picture" in "map" does not exist/],
      ['a path through null', '{"0":["variables.image.x"]}', /"variables.image.x" in "map" does not exist/],
      ['a path outside the variables', '{"0":["query"]}', /must begin with "variables."/],
      ['a path of nothing', '{"0":["variables"]}', /must begin with "variables."/],
      ['a path to no null', '{"0":["variables.__proto__"]}', /does not exist/],
      ['a path through the prototype', '{"0":["variables.__proto__.polluted"]}', /does not exist/],
      ['a path through the constructor', '{"0":["variables.constructor.prototype.polluted"]}', /does not exist/],
      [
        'a path of great length',
        JSON.stringify({ 0: [`variables.${'a'.repeat(5000)}`] }),
        /"variables\.a{50}…" in "map" does not exist/
      ]
    ] as const
  ).map(([name, map, message]) => [name, [GOOD[0], field('map', map), GOOD[2]], message] as const)
]

t.test('what does not follow the specification is answered with what to do, and harms nothing', async (t) => {
  const server = await uploadServer(t)

  for (const [name, parts, message] of INVALID) {
    const answer = await send(server, parts)

    t.match(
      answer,
      { status: 400, body: { data: null, errors: [{ message, extensions: { code: 'UPLOAD_INVALID' } }] } },
      name
    )
    t.equal(answer.body.errors?.length, 1, name)
  }
  t.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  await assertUnharmed(t, server)
})

t.test('bodies that are no multipart at all are invalid', async (t) => {
  const server = await uploadServer(t)
  const good = multipartBody(GOOD)
  const headers = Array.from({ length: 3000 }, (_, n) => `X-${n}: ${'y'.repeat(20)}\r\n`).join('')
  const cases: Array<readonly [string, Buffer, Record<string, string>]> = [
    ['cut off within the file', good.subarray(0, -200), MULTIPART],
    ['cut off within a header', good.subarray(0, 60), MULTIPART],
    ['another boundary', good, { 'content-type': 'multipart/form-data; boundary=other' }],
    ['no boundary', good, { 'content-type': 'multipart/form-data' }],
    ['noise', Buffer.alloc(5000, 'x'), MULTIPART],
    ['nothing', Buffer.alloc(0), MULTIPART],
    ['endless part headers', Buffer.from(`--${BOUNDARY}\r\n${headers}\r\n\r\nx\r\n--${BOUNDARY}--\r\n`), MULTIPART]
  ]

  for (const [name, body, type] of cases) {
    t.match(
      await post(server, body, type),
      { status: 400, body: { data: null, errors: [{ extensions: { code: 'UPLOAD_INVALID' } }] } },
      name
    )
  }
  await assertUnharmed(t, server)
})

t.test('a photo without a filename is read as a file by its content type', async (t) => {
  const server = await uploadServer(t)

  for (const type of ['image/png', 'application/octet-stream']) {
    const body = multipartBody(GOOD)
      .toString('latin1')
      .replace('; filename="a.png"\r\nContent-Type: image/png', `\r\nContent-Type: ${type}`)
    t.notMatch(body, /filename/)
    t.match(
      await post(server, Buffer.from(body, 'latin1'), MULTIPART),
      { status: 200, body: { data: { size: FILE.length } } },
      type
    )
  }
  await assertUnharmed(t, server)
})
