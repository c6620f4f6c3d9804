import t, { type Test } from 'tap'
import { BOUNDARY, MAX_FILE_BYTES, MULTIPART, multipartBody, type Part, post, postJson, rawConnection, requestHead, until, uploadServer, type UploadServer } from '../fixtures/upload-server.ts'

const QUERY = 'query ($image: Upload, $images: [Upload], $photo: Photo) { size(image: $image, images: $images, photo: $photo) }'
const OPERATIONS = JSON.stringify({ query: QUERY, variables: { image: null } })
const MAP = '{"0":["variables.image"]}'
const FILE = Buffer.alloc(1000, 7)
const GOOD: readonly Part[] = [['operations', OPERATIONS], ['map', MAP], ['0', FILE]]

const send = async (server: UploadServer, parts: readonly Part[]) => await post(server, multipartBody(parts), MULTIPART)

/** What must hold after every failure: no slot is taken, the same connection answers, and an upload works. */
async function assertUnharmed (t: Test, server: UploadServer): Promise<void> {
  await until(() => server.app.uploadsInFlight() === 0)
  t.match(await postJson(server, '{ ping }'), { status: 200, body: { data: { ping: 'pong' } } })
  t.match(await send(server, GOOD), { status: 200, body: { data: { size: FILE.length } } })
  await until(() => server.app.uploadsInFlight() === 0)
}

for (const jit of [0, 1]) {
  t.test(`uploads reach resolvers with jit ${jit}, as long as the query is repeated`, async (t) => {
    const server = await uploadServer(t, { jit })
    const dataUri = `data:image/png;base64,${FILE.toString('base64')}`

    for (let round = 0; round < 4; round++) {
      t.match(await send(server, GOOD), { status: 200, body: { data: { size: 1000 } } })
      t.match(await postJson(server, QUERY, { image: dataUri, images: [dataUri], photo: { image: dataUri } }), { status: 200, body: { data: { size: 3000 } } })
      t.match(await postJson(server, QUERY, { image: 'https://example.com/a.png' }), { body: { errors: [{ message: /must be a data URI/, extensions: { code: 'BAD_USER_INPUT' } }] } })
      t.match(await postJson(server, QUERY, { image: { bytes: [1, 2] } }), { status: 400, body: { data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } })
      t.match(await postJson(server, `{ size(image: "${dataUri}") }`), { status: 400, body: { errors: [{ message: /into a variable/, extensions: { code: 'BAD_USER_INPUT' } }] } })
      t.match(await postJson(server, '{ back }'), { body: { data: { back: null }, errors: [{ path: ['back'] }] } })
    }
  })
}

t.test('a form as browsers send it is read', async (t) => {
  const server = await uploadServer(t)
  const form = new FormData()
  form.append('operations', OPERATIONS)
  form.append('map', MAP)
  form.append('0', new Blob([FILE], { type: 'image/png' }), 'photo.png')

  const response = await fetch(`${server.origin}/graphql`, { method: 'POST', body: form })

  t.same(await response.json(), { data: { size: 1000 } })
})

t.test('one file fills several paths, several files fill lists and inputs', async (t) => {
  const server = await uploadServer(t)
  const operations = JSON.stringify({ query: QUERY, variables: { image: null, images: [null, null], photo: { image: null } } })
  const map = JSON.stringify({ a: ['variables.image', 'variables.images.1'], b: ['variables.images.0'], c: ['variables.photo.image'] })

  t.match(await send(server, [['operations', operations], ['map', map], ['a', FILE], ['b', Buffer.alloc(20)], ['c', Buffer.alloc(3)]]), { status: 200, body: { data: { size: 2023 } } })
  t.match(await send(server, [['operations', '{"query":"{ ping }"}'], ['map', '{}']]), { status: 200, body: { data: { ping: 'pong' } } })
})

const field = (name: string, value: string): Part => [name, value]
const INVALID: ReadonlyArray<readonly [string, readonly Part[], RegExp]> = [
  ['no parts', [], /"operations" is missing|body is damaged/],
  ['no map', [GOOD[0]!], /"map" is missing/],
  ['a missing file', [GOOD[0]!, GOOD[1]!], /the file "0" of "map" is missing/],
  ['the map first', [GOOD[1]!, GOOD[0]!, GOOD[2]!], /order "operations", "map", files/],
  ['the file before the map', [GOOD[0]!, GOOD[2]!, GOOD[1]!], /order "operations", "map", files/],
  ['the file first', [GOOD[2]!, GOOD[0]!, GOOD[1]!], /order "operations", "map", files/],
  ['operations twice', [GOOD[0]!, ...GOOD], /"operations" came twice/],
  ['the map twice', [GOOD[0]!, GOOD[1]!, GOOD[1]!, GOOD[2]!], /"map" came twice/],
  ['a file twice', [...GOOD, GOOD[2]!], /the file "0" came twice/],
  ['an unmapped file', [...GOOD, ['1', FILE]], /the file "1" is not in "map"/],
  ['an extra field', [...GOOD, field('token', 'x')], /the field "token" is not expected/],
  ['many extra fields', [...GOOD, ...Array<Part>(20).fill(field('token', 'x'))], /the field "token" is not expected/],
  ['many files', [...GOOD, ...Array<Part>(20).fill(['1', FILE])], /the file "1" is not in "map"/],
  ['a field named __proto__', [field('__proto__', '{}'), ...GOOD], /a field has a name that is not accepted/],
  ['operations that are no JSON', [field('operations', '{'), GOOD[1]!, GOOD[2]!], /"operations" must be JSON/],
  ['operations that are no object', [field('operations', '3'), GOOD[1]!, GOOD[2]!], /must be a JSON object with query and variables/],
  ['operations that are null', [field('operations', 'null'), GOOD[1]!, GOOD[2]!], /must be a JSON object with query and variables/],
  ['a batch', [field('operations', `[${OPERATIONS}]`), GOOD[1]!, GOOD[2]!], /batched operations are not accepted/],
  ['a prototype in operations', [field('operations', '{"query":"{ ping }","variables":{"__proto__":{"image":null}}}'), GOOD[1]!, GOOD[2]!], /the key "__proto__" is not accepted/],
  ...([
    ['a map that is no JSON', '{', /"map" must be JSON/],
    ['a map that is a list', '[]', /"map" must be a JSON object/],
    ['a map without paths', '{"0":[]}', /list of 1 to 32 paths for "0"/],
    ['a map of one path for all', '{"0":"variables.image"}', /list of 1 to 32 paths for "0"/],
    ['a map of numbers', '{"0":[1]}', /list of 1 to 32 paths for "0"/],
    ['a map of endless paths', JSON.stringify({ 0: Array(33).fill('variables.image') }), /list of 1 to 32 paths/],
    ['a map of five files', JSON.stringify(Object.fromEntries([...'abcde'].map((key) => [key, ['variables.image']]))), /"map" names 5 files; at most 4/],
    ['a path used twice', '{"0":["variables.image"],"1":["variables.image"]}', /names the path "variables.image" twice/],
    ['a path that is not there', '{"0":["variables.picture"]}', /"variables.picture" in "map" does not exist/],
    ['a path through null', '{"0":["variables.image.x"]}', /"variables.image.x" in "map" does not exist/],
    ['a path outside the variables', '{"0":["query"]}', /must begin with "variables."/],
    ['a path of nothing', '{"0":["variables"]}', /must begin with "variables."/],
    ['a path to no null', '{"0":["variables.__proto__"]}', /does not exist/],
    ['a path through the prototype', '{"0":["variables.__proto__.polluted"]}', /does not exist/],
    ['a path through the constructor', '{"0":["variables.constructor.prototype.polluted"]}', /does not exist/],
    ['a path of great length', JSON.stringify({ 0: [`variables.${'a'.repeat(5000)}`] }), /"variables\.a{50}…" in "map" does not exist/]
  ] as const).map(([name, map, message]) => [name, [GOOD[0]!, field('map', map), GOOD[2]!], message] as const)
]

t.test('what does not follow the specification is answered with what to do, and harms nothing', async (t) => {
  const server = await uploadServer(t)

  for (const [name, parts, message] of INVALID) {
    const answer = await send(server, parts)

    t.match(answer, { status: 400, body: { data: null, errors: [{ message, extensions: { code: 'UPLOAD_INVALID' } }] } }, name)
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
    t.match(await post(server, body, type), { status: 400, body: { data: null, errors: [{ extensions: { code: 'UPLOAD_INVALID' } }] } }, name)
  }
  await assertUnharmed(t, server)
})

t.test('what is too large is refused with 413, drained, and the connection goes on', async (t) => {
  const server = await uploadServer(t)
  const map2 = '{"0":["variables.images.0"],"1":["variables.images.1"],"2":["variables.images.2"]}'
  const operations2 = JSON.stringify({ query: QUERY, variables: { images: [null, null, null] } })
  const cases: ReadonlyArray<readonly [string, readonly Part[], RegExp]> = [
    ['a file one byte above the limit', [GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(MAX_FILE_BYTES + 1)]], /^The file is larger than 100000 bytes/],
    ['a file far above the limit', [GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(700_000)]], /^The file is larger/],
    ['a request whose length alone is too much', [GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(5_000_000)]], /^The request is larger/],
    ['a sum of files', [['operations', operations2], ['map', map2], ...['0', '1', '2'].map((name): Part => [name, Buffer.alloc(70_000)])], /^The sum of the files is larger than 200000 bytes/],
    ['operations', [['operations', JSON.stringify({ query: '{ ping }', variables: { a: 'x'.repeat(300_000) } })]], /^The field "operations" is larger/],
    ['a query text', [['operations', JSON.stringify({ query: `{ ping } # ${'x'.repeat(30_000)}` })], ['map', '{}']], /^The query text/]
  ]

  for (const [name, parts, message] of cases) {
    t.match(await send(server, parts), { status: 413, body: { data: null, errors: [{ message, extensions: { code: 'PAYLOAD_TOO_LARGE' } }] } }, name)
    await assertUnharmed(t, server)
  }
  t.match(await send(server, [GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(MAX_FILE_BYTES)]]), { status: 200, body: { data: { size: MAX_FILE_BYTES } } })
})

t.test('a client that reads only after it has sent all gets its 413, and keeps the same connection', async (t) => {
  const server = await uploadServer(t)
  const { socket, closed } = rawConnection(server.port)
  const tooLarge = multipartBody([GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(8_000_000)]])
  const ping = Buffer.from('{"query":"{ ping }"}')
  socket.pause()

  await new Promise((resolve) => { socket.write(Buffer.concat([Buffer.from(requestHead(tooLarge.length)), tooLarge]), resolve) })
  socket.end(Buffer.concat([Buffer.from(requestHead(ping.length, { 'content-type': 'application/json' })), ping]))
  socket.resume()

  const text = await closed
  t.match(text, /^HTTP\/1\.1 413 /)
  t.match(text, /PAYLOAD_TOO_LARGE/)
  t.match(text, /HTTP\/1\.1 200 OK[^]*"ping":"pong"/)
  await assertUnharmed(t, server)
})

t.test('a chunked body without a length is held to the same limits', async (t) => {
  const server = await uploadServer(t)
  const body = multipartBody([GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(3_000_000)]])
  const stream = new Blob([body]).stream()

  const response = await fetch(`${server.origin}/graphql`, { method: 'POST', body: stream, headers: MULTIPART, duplex: 'half' })

  t.equal(response.status, 413)
  t.match(await response.json(), { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] })
  await assertUnharmed(t, server)
})

t.test('a stalled client is answered and disconnected', async (t) => {
  const server = await uploadServer(t, { timeoutMs: 400 })
  const body = multipartBody(GOOD)

  for (const sent of [0, 20, 400, body.length - 10]) {
    const { socket, closed } = rawConnection(server.port)
    socket.write(requestHead(body.length))
    socket.write(body.subarray(0, sent))

    const text = await closed

    t.match(text, /^HTTP\/1\.1 408 /, `after ${sent} bytes`)
    t.match(text, /UPLOAD_TIMEOUT/)
    t.match(text, /connection: close/i)
  }
  await assertUnharmed(t, server)
})

t.test('a client that never ends a refused body loses its connection', async (t) => {
  const server = await uploadServer(t, { timeoutMs: 400 })
  const { socket, closed } = rawConnection(server.port)

  socket.write(requestHead(1_000_000_000))

  t.match(await closed, /^HTTP\/1\.1 413 /)
  await assertUnharmed(t, server)
})

t.test('a length that is too small ends the body early, one that is too large is a stall', async (t) => {
  const server = await uploadServer(t, { timeoutMs: 400 })
  const body = multipartBody(GOOD)
  const short = rawConnection(server.port)
  const long = rawConnection(server.port)

  short.socket.write(Buffer.concat([Buffer.from(requestHead(body.length - 300)), body]))
  long.socket.write(Buffer.concat([Buffer.from(requestHead(body.length + 300)), body]))

  // Node may refuse the bytes left over, as a bad second request, before the first is answered.
  t.match(await short.closed, /^HTTP\/1\.1 400 /)
  t.match(await long.closed, /^HTTP\/1\.1 408 [^]*UPLOAD_TIMEOUT/)
  await assertUnharmed(t, server)
})

t.test('uploads above the number in flight are told to come back, and their turn comes', async (t) => {
  const server = await uploadServer(t)
  const waiting = multipartBody([['operations', '{"query":"query ($image: Upload!) { wait(image: $image) }","variables":{"image":null}}'], GOOD[1]!, GOOD[2]!])
  const held = Array.from({ length: 3 }, async () => await fetch(`${server.origin}/graphql`, { method: 'POST', body: waiting, headers: MULTIPART }))
  await until(() => server.app.uploadsInFlight() === 3)

  t.match(await send(server, GOOD), { status: 503, headers: { 'retry-after': '1' }, body: { data: null, errors: [{ message: /at its limit: 3 uploads at once/, extensions: { code: 'SERVER_BUSY' } }] } })
  t.match(await postJson(server, '{ ping }'), { status: 200 }, 'searches by text go on')

  while (server.app.uploadsInFlight() > 0) {
    server.release()
    await new Promise((resolve) => { setImmediate(resolve) })
  }
  for (const response of await Promise.all(held)) t.same(await response.json(), { data: { wait: 1 } })
  await assertUnharmed(t, server)
})

t.test('a client that goes away while its upload is answered gives its slot back', async (t) => {
  const server = await uploadServer(t)
  const waiting = multipartBody([['operations', '{"query":"query ($image: Upload!) { wait(image: $image) }","variables":{"image":null}}'], GOOD[1]!, GOOD[2]!])
  const { socket, closed } = rawConnection(server.port)
  socket.write(Buffer.concat([Buffer.from(requestHead(waiting.length)), waiting]))
  await until(() => server.app.uploadsInFlight() === 1)

  socket.destroy()

  await closed
  await assertUnharmed(t, server)
})

t.test('200 aborted uploads leave no slot and no memory behind', async (t) => {
  const server = await uploadServer(t, { maxFileBytes: 2_000_000 })
  const body = multipartBody([GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(1_900_000)]])
  const abort = async (bytes: number) => {
    const { socket, closed } = rawConnection(server.port)
    await new Promise((resolve) => { socket.write(Buffer.concat([Buffer.from(requestHead(body.length)), body.subarray(0, bytes)]), resolve) })
    await until(() => server.app.uploadsInFlight() === 1)
    socket.resetAndDestroy()
    await closed
    await until(() => server.app.uploadsInFlight() === 0)
  }
  for (let n = 0; n < 20; n++) await abort(1_000_000)
  const before = process.memoryUsage()

  for (let n = 0; n < 200; n++) await abort(5_000 * n)

  const { arrayBuffers, rss } = process.memoryUsage()
  t.comment(`arrayBuffers ${arrayBuffers - before.arrayBuffers}, rss ${rss - before.rss}`)
  t.ok(arrayBuffers - before.arrayBuffers < 60_000_000, 'of 200 MB received')
  t.ok(rss - before.rss < 120_000_000)
  await assertUnharmed(t, server)
})

t.test('a file in many small pieces arrives whole', async (t) => {
  const server = await uploadServer(t)
  const body = multipartBody([GOOD[0]!, GOOD[1]!, ['0', Buffer.alloc(90_000)]])
  async function * pieces () {
    for (let at = 0; at < body.length; at += 997) yield body.subarray(at, at + 997)
  }

  const response = await fetch(`${server.origin}/graphql`, { method: 'POST', body: pieces(), headers: MULTIPART, duplex: 'half' })

  t.same(await response.json(), { data: { size: 90_000 } })
})
