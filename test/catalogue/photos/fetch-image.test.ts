import { createServer, type RequestListener } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ImageFetcher, type ImageFetcherOptions } from '../../../src/catalogue/photos/fetch-image.ts'

const FAILED = 'IMAGE_FETCH_FAILED'

/** A fetcher and a server that answers so; `calls` are the paths asked for. */
async function setUp (t: Test, listener: RequestListener, options: Partial<ImageFetcherOptions> = {}) {
  const calls: string[] = []
  const server = createServer((request, response) => {
    calls.push(request.url ?? '')
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fetcher = new ImageFetcher({ maxBytes: 1000, allowPrivate: true, retryDelayMs: 1, ...options })
  t.teardown(async () => {
    await fetcher.close()
    server.closeAllConnections()
    server.close()
  })
  return { fetcher, calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

t.test(
  'a photo may be as large as the limit and not a byte larger, whatever the server says of its length',
  async (t) => {
    const { fetcher, url } = await setUp(t, ({ url = '' }, response) => {
      const bytes = Buffer.alloc(Number(url.slice(1)), 'x')
      for (const part of [bytes.subarray(0, 500), bytes.subarray(500)]) response.write(part)
      response.end()
    })

    t.same(await fetcher.fetch(`${url}/1000`), Buffer.alloc(1000, 'x'))
    t.equal((await fetcher.fetch(`${url}/0`)).length, 0)
    await t.rejects(fetcher.fetch(`${url}/1001`), { code: FAILED, message: /it is larger than 1000 bytes/ })
  }
)

t.test('a server that closes as soon as it has sent all is read to the end', async (t) => {
  const bytes = Buffer.alloc(400_000, 'x')
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes.length}\r\nconnection: close\r\n\r\n`)
      socket.end(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fetcher = new ImageFetcher({ maxBytes: bytes.length, allowPrivate: true })
  t.teardown(async () => {
    await fetcher.close()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const file = join(t.testdir(), 'clip')
  for (let i = 0; i < 10; i++) {
    await fetcher.save(url, file)
    t.ok((await readFile(file)).equals(bytes))
    t.ok(bytes.equals(await fetcher.fetch(url)))
  }
})

t.test('a refusal is told by its status, however long the rest of it takes', async (t) => {
  const { fetcher, url } = await setUp(t, (_request, response) => {
    response.writeHead(404)
    response.write('an answer without an end')
  })
  await t.rejects(fetcher.fetch(url), { code: FAILED, message: /the server answered 404/ })
})

t.test(
  'an abort ends a fetch with its reason, before it, during it, and while it waits for another try',
  async (t) => {
    const reason = new Error('stopped')
    const stop = new AbortController()
    const { fetcher, calls, url } = await setUp(
      t,
      ({ url }, response) => {
        if (url === '/busy') {
          response.writeHead(503).end()
          // Some turns later the fetcher is waiting for its second try.
          setTimeout(() => stop.abort(reason), 20)
        }
      },
      { retryDelayMs: 3_600_000 }
    )

    await t.rejects(fetcher.fetch(`${url}/busy`, stop.signal), reason)
    t.same(calls, ['/busy'])
    await t.rejects(fetcher.fetch(`${url}/never`, AbortSignal.abort(reason)), reason)
    t.same(calls, ['/busy'], 'who is aborted already asks nobody')

    const during = new AbortController()
    const fetching = fetcher.fetch(`${url}/silent`, during.signal)
    while (calls.length < 2) await new Promise(setImmediate)
    during.abort(reason)
    await t.rejects(fetching, reason)
  }
)

t.test('what is no URL, or has no host, is refused without a call', async (t) => {
  const { fetcher, calls } = await setUp(t, (_request, response) => response.end())
  for (const url of ['http://', 'https:///', 'http://[::1', 'not a url', 'mailto:a@b.c', 'javascript:1']) {
    await t.rejects(fetcher.fetch(url), { code: FAILED }, url)
  }
  t.same(calls, [])
})

t.test('only a photo that was sent whole is one', async (t) => {
  const { fetcher, calls, url } = await setUp(t, ({ url }, response) => {
    if (url === '/cut') {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half', () => response.destroy())
    } else response.writeHead(Number(url?.slice(1))).end('no')
  })

  await t.rejects(fetcher.fetch(`${url}/cut`), { code: FAILED })
  t.equal(calls.length, 3, 'a broken connection may be mended by another try')
  for (const status of [204, 206, 304, 400, 401, 403, 410, 501]) {
    calls.length = 0
    await t.rejects(
      fetcher.fetch(`${url}/${status}`),
      { code: FAILED, message: new RegExp(`answered ${status}`) },
      `${status}`
    )
    t.equal(calls.length, 1, `${status} is asked for once`)
  }
})

t.test('what may pass is tried three times, and the last answer is told', async (t) => {
  const { fetcher, calls, url } = await setUp(t, ({ url }, response) =>
    response.writeHead(Number(url?.slice(1)), { 'retry-after': 'soon' }).end()
  )
  for (const status of [429, 500, 502, 503, 504]) {
    calls.length = 0
    await t.rejects(fetcher.fetch(`${url}/${status}`), { code: FAILED, message: new RegExp(`answered ${status}`) })
    t.equal(calls.length, 3, `${status}`)
  }
})

t.test('redirects may be relative, and one without a goal is an answer', async (t) => {
  const { fetcher, calls, url } = await setUp(t, ({ url }, response) => {
    if (url === '/a/b') response.writeHead(301, { location: '../c?d' }).end()
    else if (url === '/nowhere') response.writeHead(302).end()
    else if (url === '/loop') response.writeHead(307, { location: '/loop' }).end()
    else response.end('photo')
  })

  t.equal(Buffer.from(await fetcher.fetch(`${url}/a/b`)).toString(), 'photo')
  t.same(calls, ['/a/b', '/c?d'])
  await t.rejects(fetcher.fetch(`${url}/nowhere`), { code: FAILED, message: /answered 302/ })
  await t.rejects(fetcher.fetch(`${url}/loop`), { code: FAILED, message: /more than 3 times/ })
})

t.test('a redirect does not lead to where the URL itself may not', async (t) => {
  const { fetcher, calls, url } = await setUp(t, (_request, response) =>
    response.writeHead(302, { location: 'http://user:pass@127.0.0.1/x' }).end()
  )

  await t.rejects(fetcher.fetch(`${url}/start`), { code: FAILED, message: /holds a user name or password/ })
  t.equal(calls.length, 1)
})
