import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { meanColor, productColors, products, writeMedia } from '../fixtures/storefront-products.ts'
import { noBrowser, openShop } from '../fixtures/storefront-page.ts'
import { storefrontApi } from '../fixtures/storefront-api.ts'

t.test('files of the page and of the shop', async (t) => {
  const mediaDir = await writeMedia(t.testdir())
  await writeFile(join(mediaDir, '.secret'), 'x')
  const { app } = await storefrontApi({ products, mediaDir, colorOf: meanColor, colors: productColors })
  t.teardown(() => app.close())

  t.test('the page comes with a strict policy, a tag to revalidate and a short life', async (t) => {
    const { statusCode, headers, body } = await app.inject('/')
    t.equal(statusCode, 200)
    t.match(headers, {
      'content-type': /text\/html/,
      'cache-control': 'public, max-age=60',
      etag: /.+/,
      'x-content-type-options': 'nosniff'
    })
    t.equal(
      headers['content-security-policy'],
      "default-src 'self';img-src 'self' data: blob: https: http:;media-src 'self' blob: https: http:;script-src 'self';style-src 'self';connect-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none';object-src 'none'"
    )
    t.equal(headers['strict-transport-security'], undefined)
    t.notMatch(body, /<style|style=|<script>| on[a-z]+=/)
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } })
    t.equal(again.statusCode, 304)
  })

  t.test("media serves files only, for long, and to other shops' pages", async (t) => {
    const { statusCode, headers } = await app.inject('/media/red.png')
    t.equal(statusCode, 200)
    t.match(headers, {
      'content-type': 'image/png',
      'cache-control': 'public, max-age=2592000',
      'cross-origin-resource-policy': 'cross-origin'
    })
    for (const url of ['/media/', '/media/.secret', '/media/..%2fpackage.json', '/media/none.png', '/package.json']) {
      t.ok([403, 404].includes((await app.inject(url)).statusCode), url)
    }
  })

  t.test('GraphiQL loads its parts from here, and no other file of their packages', async (t) => {
    const page = await app.inject('/graphiql')
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '')
    t.equal(assets.length, 7)
    for (const url of assets) t.equal((await app.inject(url)).statusCode, 200, url)
    for (const url of ['/graphiql/graphiql/package.json', '/graphiql/react/react.development.js']) {
      t.equal((await app.inject(url)).statusCode, 404, url)
    }
  })
})

t.test('GraphiQL runs under its policy and gets answers', { skip: noBrowser }, async (t) => {
  const { browser, url, searches } = await openShop(t)
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })

  await page.goto(`${url}/graphiql`)
  await page.getByLabel(/Execute query/).click()
  await page.locator('.result-window', { hasText: 'relevance' }).waitFor()

  t.match(searches.at(-1), { text: 'red shoes' })
  t.same(problems, [])
})
