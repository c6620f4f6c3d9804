import { link, mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { testApp } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { photo } from '../fixtures/word-embedder.ts'

/** A folder of photos inside another that holds what is nobody's business. */
async function mediaApp (t: Test) {
  const outside = t.testdir({
    'secret.jpg': 'of another folder',
    'catalogue.csv': 'id,cost',
    media: { '.hidden': {}, 'a.jpg': {} }
  })
  const folder = path.join(outside, 'photos')
  await mkdir(path.join(folder, 'deep'), { recursive: true })
  const { app } = await testApp(t, { products: [], store: new MemoryVectorStore(), env: { MEDIA_DIR: folder } })
  const bytes = await photo('red')
  const put = async (name: string) => await writeFile(path.join(folder, name), bytes)
  const get = async (url: string) => await app.inject({ url, method: 'GET' })
  return { outside, folder, app, bytes, put, get }
}

t.test('pictures are served as what their names say, closed to everything but being looked at', async (t) => {
  const { put, get, bytes, app } = await mediaApp(t)
  const types = {
    'a.jpg': 'image/jpeg',
    'b.JPEG': 'image/jpeg',
    'c.png': 'image/png',
    'd.webp': 'image/webp',
    'e.gif': 'image/gif',
    'f.avif': 'image/avif'
  }

  for (const [name, type] of Object.entries(types)) {
    await put(name)
    const { statusCode, headers, rawPayload } = await get(`/media/${name}`)
    t.match(
      { statusCode, headers },
      {
        statusCode: 200,
        headers: {
          'content-type': type,
          'content-security-policy': "sandbox; default-src 'none'",
          'x-content-type-options': 'nosniff',
          'cross-origin-resource-policy': 'cross-origin',
          'cache-control': 'public, max-age=2592000'
        }
      },
      name
    )
    t.ok(rawPayload.equals(bytes))
  }
  t.match(await app.inject({ method: 'HEAD', url: '/media/a.jpg' }), {
    statusCode: 200,
    headers: { 'content-length': String(bytes.length) },
    body: ''
  })
})

t.test('any name that a file can have is found by its address', async (t) => {
  const { put, get } = await mediaApp(t)

  for (const name of [
    'deep/a b.jpg',
    '100%.jpg',
    '%61.jpg',
    'grün.jpg',
    'a#b?c.jpg',
    "o'neil+1.jpg",
    'a;b&c.jpg',
    `${'n'.repeat(200)}.jpg`
  ]) {
    await put(name)
    t.equal((await get(`/media/${encodeURIComponent(name)}`)).statusCode, 200, name)
  }
  t.equal((await get('/media/deep/a%20b.jpg')).statusCode, 200)
})

t.test('what is no picture is not there, whatever it holds', async (t) => {
  const { put, get } = await mediaApp(t)

  for (const name of [
    'catalogue.csv',
    'page.html',
    'drawing.svg',
    'script.js',
    'jpg',
    'a.jpg.html',
    'a.jpg.gz',
    '.htaccess',
    '.jpg',
    'photo.jpg~'
  ]) {
    await put(name)
    t.equal((await get(`/media/${name}`)).statusCode, 404, name)
  }
  for (const url of ['/media/', '/media/deep', '/media/deep/', '/media/none.jpg', '/media/%00.jpg']) {
    t.not((await get(url)).statusCode, 200, url)
  }
})

t.test('nothing outside the folder is reached, by dots or by links, and nothing hidden', async (t) => {
  const { outside, folder, put, get } = await mediaApp(t)
  await put('a.jpg')
  await symlink(path.join(folder, 'a.jpg'), path.join(folder, 'within.jpg'))
  await symlink(path.join(outside, 'secret.jpg'), path.join(folder, 'out.jpg'))
  await symlink(outside, path.join(folder, 'up'))
  await symlink(path.join(folder, 'up'), path.join(folder, 'deep', 'up'))
  await symlink('/etc/passwd', path.join(folder, 'passwd.jpg'))
  await symlink(path.join(folder, 'loop.jpg'), path.join(folder, 'loop.jpg'))
  await mkdir(path.join(folder, '.git'))
  await put('.git/b.jpg')
  await symlink(path.join(folder, '.git', 'b.jpg'), path.join(folder, 'b.jpg'))
  await writeFile(path.join(folder, 'products.csv'), 'id')
  await symlink(path.join(folder, 'products.csv'), path.join(folder, 'products.jpg'))

  t.equal((await get('/media/within.jpg')).statusCode, 200, 'a link within the folder is a photo like any other')
  for (const name of [
    'out.jpg',
    'up/secret.jpg',
    'deep/up/secret.jpg',
    'passwd.jpg',
    'loop.jpg',
    '.git/b.jpg',
    'b.jpg',
    'products.jpg',
    '../secret.jpg',
    '..%2fsecret.jpg',
    '%2e%2e/secret.jpg',
    'deep/../../secret.jpg',
    'deep/..%2f..%2fsecret.jpg',
    '..%5csecret.jpg',
    '%2e%2e%2fsecret.jpg',
    `${encodeURIComponent(path.join(outside, 'secret.jpg'))}`
  ]) {
    const { statusCode, body } = await get(`/media/${name}`)
    t.not(statusCode, 200, name)
    t.notMatch(body, 'another folder')
  }
})

t.test('a folder that is itself a link is the folder that was meant', async (t) => {
  const folder = t.testdir({ real: {} })
  await writeFile(path.join(folder, 'real', 'a.jpg'), await photo('red'))
  await link(path.join(folder, 'real', 'a.jpg'), path.join(folder, 'real', 'b.jpg'))
  await symlink(path.join(folder, 'real'), path.join(folder, 'linked'))
  const { app } = await testApp(t, {
    products: [],
    store: new MemoryVectorStore(),
    env: { MEDIA_DIR: path.join(folder, 'linked') }
  })

  t.equal((await app.inject('/media/a.jpg')).statusCode, 200)
  t.equal((await app.inject('/media/b.jpg')).statusCode, 200)
})
