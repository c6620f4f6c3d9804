import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { findImageRoot } from '../../../src/catalogue/photos/image-root.ts'
import { ProductImageLoader } from '../../../src/catalogue/photos/load-image.ts'
import { isPublicAddress, lookupPublic } from '../../../src/catalogue/photos/public-address.ts'
import { folder, writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import { blackPng, pngChunk } from '../../fixtures/images.ts'
import { serve } from '../../fixtures/answering-server.ts'

interface Test {
  teardown(end: () => unknown): void
}

const PNG = blackPng(4, 4)

function loader (
  t: Test,
  root: string,
  rest: { allowPrivate?: boolean; maxBytes?: number; timeoutMs?: number } = {}
): ProductImageLoader {
  const made = new ProductImageLoader({
    root,
    mediaUrl: '/media/',
    maxPixels: 1e6,
    maxBytes: 1e6,
    allowPrivate: true,
    retryDelayMs: 1,
    ...rest
  })
  t.teardown(async () => await made.close())
  return made
}

t.test('local photos are read within their folder and nowhere else', async (t) => {
  const root = await folder(t)
  const inside = path.join(root, 'photos')
  await mkdir(path.join(inside, 'sub'), { recursive: true })
  await writePhoto(path.join(root, 'outside.png'), 0)
  await writePhoto(path.join(inside, 'sub', 'a b.png'), 1)
  await symlink(path.join(root, 'outside.png'), path.join(inside, 'link.png'))
  await symlink(root, path.join(inside, 'up'))
  await symlink('sub', path.join(inside, 'below'))
  await symlink(path.join('sub', 'a b.png'), path.join(inside, 'kept.png'))
  await writeFile(path.join(inside, 'text.png'), 'no image')
  execFileSync('mkfifo', [path.join(inside, 'pipe.png')])
  const images = loader(t, inside)

  t.match(await images.load('sub/a b.png'), { format: 'png', width: 8, height: 8 })
  for (const reference of ['kept.png', 'below/a b.png', path.join(root, 'photos', 'kept.png')]) {
    t.match(await images.load(reference), { format: 'png' }, reference)
  }
  t.equal(images.storedUrl('./sub/a b.png'), '/media/sub/a%20b.png')
  t.equal(images.storedUrl('../photos/a.png'), '/media/a.png')
  t.equal(images.storedUrl('https://x/a.jpg'), 'https://x/a.jpg')
  for (const reference of [
    '../outside.png',
    path.join(root, 'outside.png'),
    'link.png',
    'up/outside.png',
    '.',
    'sub/..'
  ]) {
    await t.rejects(images.load(reference), { code: 'IMAGE_FETCH_FAILED', message: /outside/ }, reference)
  }
  await t.rejects(images.load('none.png'), { code: 'IMAGE_FETCH_FAILED', message: /no such file/ })
  await t.rejects(images.load('sub'), { code: 'IMAGE_FETCH_FAILED', message: /not a file/ })
  await t.rejects(images.load('pipe.png'), { code: 'IMAGE_FETCH_FAILED', message: /not a file/ })
  await t.rejects(images.load('text.png'), { code: 'UNSUPPORTED_MEDIA_TYPE' })
  await t.rejects(loader(t, inside, { maxBytes: 10 }).load('sub/a b.png'), {
    code: 'IMAGE_FETCH_FAILED',
    message: /larger than 10 bytes/
  })
})

t.test('the folder of photos is found beside the file or below it', async (t) => {
  const root = await folder(t)
  await mkdir(path.join(root, 'feed'))
  await mkdir(path.join(root, 'images'))
  await writePhoto(path.join(root, 'images', 'a.png'), 1)
  const file = path.join(root, 'feed', 'products.jsonl')
  await writeJsonLines(file, [
    { id: 'x', images: ['https://x/1.jpg', 'gone.png'] },
    { id: 'a', images: ['a.png'] }
  ])

  t.equal(await findImageRoot(file), path.join(root, 'images'))
  await writeJsonLines(file, [{ id: 'x', images: ['../secret/a.png'] }])
  t.equal(await findImageRoot(file), path.join(root, 'feed'))
})

t.test('addresses that only this machine or network reaches are not public', async (t) => {
  const secret = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
    ''
  ]

  for (const address of secret) t.notOk(isPublicAddress(address), address)
  for (const address of ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8']) t.ok(isPublicAddress(address), address)
})

t.test('private hosts are refused however they are written', async (t) => {
  let calls = 0
  const url = await serve(t, (_request, response) => {
    calls++
    response.end(PNG)
  })
  const images = loader(t, '/', { allowPrivate: false })
  const port = new URL(url).port

  for (const host of [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0'
  ]) {
    await t.rejects(
      images.load(`http://${host}:${port}/a.png`),
      { code: 'IMAGE_FETCH_FAILED', message: /no public address/ },
      host
    )
  }
  for (const reference of [
    'file:///etc/passwd',
    'ftp://x/a.png',
    'data:image/png;base64,AAAA',
    `http://user:pass@8.8.8.8:${port}/`
  ]) {
    await t.rejects(images.load(reference), { code: 'IMAGE_FETCH_FAILED' }, reference)
  }
  t.equal(calls, 0, 'nothing reached the server')
})

t.test('the lookup of a socket gives one address or all, and refuses names of private ones', async (t) => {
  const answer = await new Promise<unknown>((resolve) =>
    lookupPublic('8.8.8.8', {}, (_error, address, family) => resolve([address, family]))
  )
  const refused = await new Promise<Error | null>((resolve) =>
    lookupPublic('localhost', { all: true }, (error) => resolve(error))
  )

  t.same(answer, ['8.8.8.8', 4])
  t.match(refused, { message: /localhost has no public address/ })
})

t.test('redirects are followed three times, each checked', async (t) => {
  const url = await serve(t, ({ url = '' }, response) => {
    const hops = Number(url.slice(1))
    if (Number.isNaN(hops)) response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (hops > 0) response.writeHead(302, { location: `/${hops - 1}` }).end()
    else response.end(PNG)
  })
  const images = loader(t, '/')

  t.match(await images.load(`${url}/3`), { format: 'png' })
  await t.rejects(images.load(`${url}/4`), { code: 'IMAGE_FETCH_FAILED', message: /more than 3 times/ })
  await t.rejects(images.load(`${url}/file`), { code: 'IMAGE_FETCH_FAILED', message: /file: is not fetched/ })
})

t.test('a busy or broken server is asked again, a refusal is not', async (t) => {
  const calls: string[] = []
  const url = await serve(t, ({ url = '' }, response) => {
    calls.push(url)
    const attempt = calls.filter((call) => call === url).length
    if (url === '/gone') response.writeHead(404).end('no')
    else if (url === '/busy' && attempt < 3) response.writeHead(503).end()
    else if (url === '/reset' && attempt < 2) response.destroy()
    else if (url === '/down') response.writeHead(500).end()
    else response.end(PNG)
  })
  const images = loader(t, '/')

  t.match(await images.load(`${url}/busy`), { format: 'png' })
  t.match(await images.load(`${url}/reset`), { format: 'png' })
  await t.rejects(images.load(`${url}/gone`), { code: 'IMAGE_FETCH_FAILED', message: /answered 404/ })
  await t.rejects(images.load(`${url}/down`), { code: 'IMAGE_FETCH_FAILED', message: /answered 500/ })
  t.same(calls, ['/busy', '/busy', '/busy', '/reset', '/reset', '/gone', '/down', '/down', '/down'])
})

t.test('too many bytes, a stalled server and an abort end the fetch', async (t) => {
  const url = await serve(t, ({ url }, response) => {
    if (url === '/stalled') response.write('x')
    else response.end(Buffer.alloc(5000))
  })
  const images = loader(t, '/', { maxBytes: 1000, timeoutMs: 50 })

  await t.rejects(images.load(`${url}/large`), { code: 'IMAGE_FETCH_FAILED', message: /larger than 1000 bytes/ })
  await t.rejects(images.load(`${url}/stalled`), {
    code: 'IMAGE_FETCH_FAILED',
    message: /did not arrive within 50 ms/
  })
  await t.rejects(images.load(`${url}/stalled`, AbortSignal.abort()), { name: 'AbortError' })
})

t.test(
  'a photo that several products share is loaded once, at once or one after the other; a failure is not remembered',
  async (t) => {
    const calls: string[] = []
    let isThere = false
    const url = await serve(t, ({ url }, response) => {
      calls.push(url!)
      if (url === '/late' && !isThere) response.writeHead(404).end()
      else response.end(blackPng(url!.length, 1))
    })
    const root = await folder(t)
    await writePhoto(path.join(root, 'local.png'), 1)
    const images = loader(t, root)

    const loaded = [
      ...(await Promise.all(['/a', '/bc', '/a'].map(async (name) => await images.load(url + name)))),
      await images.load(`${url}/bc`)
    ]
    t.same(
      loaded.map(({ width }) => width),
      [2, 3, 2, 3]
    )
    t.same(calls.sort(), ['/a', '/bc'])
    t.equal(await images.load('local.png'), await images.load('local.png'))

    await t.rejects(images.load(`${url}/late`), { code: 'IMAGE_FETCH_FAILED', message: /answered 404/ })
    isThere = true
    t.match(await images.load(`${url}/late`), { width: 5 })
  }
)

t.test('a photo that arrives slowly is not given up for the room that others take', async (t) => {
  const large = blackPng(2, 2, [pngChunk('prVt', Buffer.alloc(20_000_000))])
  const calls: string[] = []
  let arrive = () => {}
  const url = await serve(t, ({ url }, response) => {
    calls.push(url!)
    if (url === '/slow') arrive = () => response.end(PNG)
    else response.end(large)
  })
  const images = loader(t, await folder(t), { maxBytes: 30_000_000 })

  const slow = images.load(`${url}/slow`)
  // More than is kept.
  for (let i = 0; i < 4; i++) t.equal((await images.load(`${url}/${i}`)).bytes.length, large.length)
  arrive()

  t.match(await slow, { width: 4 })
  t.equal(calls.length, 5)
})
