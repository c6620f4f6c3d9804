import type { Page } from 'playwright-core'
import t from 'tap'
import { noBrowser, openBrowser } from '../fixtures/storefront-page.ts'
import {
  API_KEYS,
  idOf,
  KEY,
  logOf,
  openDesk,
  press,
  saved,
  settled,
  titleOf,
  unsent
} from '../fixtures/review-page.ts'

/** What the service answers to decisions from now on, in place of its own. */
async function failReviews (
  page: Page,
  { status, code }: { status: number; code: string }
): Promise<() => Promise<void>> {
  const url = '**/graphql'
  await page.route(url, async (route) => {
    if (!route.request().postData()?.includes('mutation Review')) return await route.fallback()
    await route.fulfill({
      status,
      contentType: 'application/json',
      body: JSON.stringify({ data: null, errors: [{ message: 'said by the service', extensions: { code } }] })
    })
  })
  return async () => await page.unroute(url)
}

t.test('keys, and decisions that do not arrive', { skip: noBrowser }, async (t) => {
  const browser = await openBrowser(t)

  t.test('a server with keys is asked with one, which stays in the tab and out of the address', async (t) => {
    const desk = await openDesk(t, browser, { API_KEYS })
    const page = await desk.visit()
    const field = page.getByLabel('API key', { exact: true })
    const enter = async (key: string) => {
      await field.fill(key)
      await page.keyboard.press('Enter')
    }
    t.match(await page.getAttribute('#key-field', 'type'), 'password')
    await enter('key with blanks')
    t.match(await page.textContent('#key-refused'), 'without blanks')
    await enter('not-a-key')
    await page.locator('#key-refused', { hasText: 'not accepted' }).waitFor()
    t.equal(await field.inputValue(), '')

    await enter(KEY)
    await page.locator('.question').first().waitFor()
    await press(page, 'g')
    await saved(page)

    const { data } = (
      await desk.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${KEY}` },
        payload: { query: '{ reviews(first: 1) { who } }' }
      })
    ).json<{ data: unknown }>()
    t.same(data, { reviews: [{ who: 'anna' }] })
    t.equal(page.url(), `${desk.url}/review`)
    t.same(
      await page.evaluate(
        '[JSON.stringify(Object.values(sessionStorage)).includes("key-of-anna"), JSON.stringify(localStorage), document.cookie, document.documentElement.outerHTML.includes("key-of-anna")]'
      ),
      [true, '{}', '', false]
    )
    await page.reload()
    await page.locator('.question').first().waitFor()

    await page.click('#open-help')
    await page.getByRole('button', { name: 'Forget the API key' }).click()
    await page.locator('#key[open]').waitFor()
    t.equal(await page.evaluate('JSON.stringify(sessionStorage).includes("key-of-anna")'), false)
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.getByRole('heading', { name: 'A key is needed' }).waitFor()
    t.same(desk.problems, [])
  })

  t.test(
    'an address brings a key after #, which stays in the tab and leaves the address, also of an open page',
    async (t) => {
      const desk = await openDesk(t, browser, { API_KEYS })
      const sent: string[] = []
      desk.app.server.on('request', ({ url = '', headers }) => {
        sent.push(url, headers.referer ?? '')
      })
      const page = await desk.visit(`/review?attribute=color#key=${KEY}`)
      await page.locator('.question').first().waitFor()

      t.equal(page.url(), `${desk.url}/review?attribute=color`)
      t.equal(await page.evaluate('history.length'), 2, 'no entry of the history has it')
      await page.reload()
      await page.locator('.question').first().waitFor()
      t.same(await page.evaluate('[sessionStorage.getItem("vitrine.review.key"), JSON.stringify(localStorage)]'), [
        `"${KEY}"`,
        '{}'
      ])

      page.once('dialog', async (dialog) => await dialog.dismiss())
      await page.evaluate('location.hash = "#key=key-of-ben"')
      await page.waitForURL((url) => url.hash === '')
      await page.locator('.question').first().waitFor()
      t.equal(await page.evaluate('sessionStorage.getItem("vitrine.review.key")'), `"${KEY}"`, 'no foreign key unasked')

      page.once('dialog', async (dialog) => await dialog.accept())
      await page.evaluate('location.hash = "#key=key-of-ben"')
      await page.getByRole('heading', { name: 'You may not review here' }).waitFor()
      t.notMatch(page.url(), 'key-of-ben')
      t.same(
        sent.filter((text) => text.includes('key-of-')),
        []
      )
      t.same(desk.problems, [])
    }
  )

  t.test('a key for something else is told so, and another one goes on', async (t) => {
    const desk = await openDesk(t, browser, { API_KEYS })
    const page = await desk.visit()
    await page.fill('#key-field', 'key-of-ben')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'You may not review here' }).waitFor()
    t.match(await page.textContent('#notice'), /The API key "ben" lacks the scope "review"/)

    await page.getByRole('button', { name: 'Use another key' }).click()
    await page.fill('#key-field', KEY)
    await page.keyboard.press('Enter')
    await page.locator('.question').first().waitFor()
  })

  t.test('decisions that fail stay in view, survive a reload, and arrive when they are tried again', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const recover = await failReviews(page, { status: 503, code: 'STORE_UNAVAILABLE' })
    const titles = [await titleOf(page)]
    await press(page, 'g')
    titles.push(await titleOf(page))
    await press(page, 'g')

    await page.locator('#unsaved strong').filter({ hasText: 'and 1 more' }).waitFor()
    t.match(
      await page.textContent('#unsaved'),
      `Not saved yet: ${titles[0]} and 1 more. Somebody else is writing just now.`
    )
    t.equal(await page.getAttribute('#unsaved', 'role'), 'alert')
    t.same(await logOf(desk), [])
    page.on('dialog', async (dialog) => await dialog.accept())
    await page.reload()
    await page.locator('#unsaved strong').waitFor()
    await settled(page)
    t.notOk(titles.includes(await titleOf(page)), 'what waits to be saved is not asked again')

    await recover()
    await page.getByRole('button', { name: 'Try again' }).click()
    await saved(page)
    t.same([...new Set((await logOf(desk)).map(({ productId }) => productId))], titles.map(idOf))
    t.notOk(await page.isVisible('#unsaved'))
  })

  t.test('without a connection it says so, and sends when it is back', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const title = await titleOf(page)
    await page.context().setOffline(true)
    await press(page, 'g')
    await page.locator('#unsaved', { hasText: 'You are offline' }).waitFor()
    t.not(await titleOf(page), title, 'the next product was there already')

    await page.context().setOffline(false)
    await saved(page)
    t.equal((await logOf(desk))[0]?.productId, idOf(title))
  })

  t.test('what the service will never take does not hold up the rest, and can be discarded', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const recover = await failReviews(page, { status: 400, code: 'BAD_USER_INPUT' })
    await press(page, 'g')
    await page.locator('#unsaved', { hasText: 'The service does not take this. said by the service' }).waitFor()
    await recover()
    const second = await titleOf(page)
    await press(page, 'g')
    await page.locator('#saved', { hasText: second }).waitFor()

    await page.getByRole('button', { name: /^Discard/ }).click()
    t.equal(await unsent(page), null)
    t.same([...new Set((await logOf(desk)).map(({ productId }) => productId))], [idOf(second)])
  })

  t.test('a queue that cannot be fetched is told, and goes on', async (t) => {
    const desk = await openDesk(t, browser)
    let isDown = true
    const page = await desk.visit()
    await page.route('**/graphql', async (route) => (isDown ? await route.abort() : await route.continue()))
    await page.reload()
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor()
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.question').first().waitFor()
  })
})
