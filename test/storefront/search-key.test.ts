import { createHash } from 'node:crypto'
import t from 'tap'
import { product, testApp } from '../fixtures/app.ts'
import { noBrowser, openBrowser } from '../fixtures/storefront-page.ts'

const KEY = 'key-of-the-page'
const env = {
  REQUIRE_SEARCH_KEY: 'true',
  API_KEYS: `page:search:${createHash('sha256').update(KEY).digest('hex')}`,
  DIMENSIONS: '64'
}

t.test('a shop that asks for a key says so, and opens with the one of the address', { skip: noBrowser }, async (t) => {
  const { app } = await testApp(t, { products: [product('lamp', 'brass lamp')], env })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const asked: string[] = []
  app.server.on('request', ({ url = '' }) => asked.push(url))
  const page = await (await openBrowser(t)).newPage()

  await page.goto(url)
  await page.getByText('vitrine key storefront --scope search').waitFor()
  t.match(await page.textContent('#notice'), /not open here/)

  await page.evaluate(`location.hash = "#key=${KEY}"`)
  await page.locator('.card[data-id="lamp"]').waitFor()
  t.equal(page.url(), `${url}/`)
  await page.reload()
  await page.locator('.card[data-id="lamp"]').waitFor()
  t.notMatch(asked.join(), KEY)
})
