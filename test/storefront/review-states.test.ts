import type { Page } from 'playwright-core'
import t from 'tap'
import { noBrowser } from '../fixtures/storefront-page.ts'
import { API_KEYS, idOf, KEY, logOf, openDesk, press, saved, settled, titleOf, unsent } from '../fixtures/review-page.ts'

/** What the service answers to decisions from now on, in place of its own. */
async function failReviews (page: Page, { status, code }: { status: number, code: string }): Promise<() => Promise<void>> {
  const url = '**/graphql'
  await page.route(url, async (route) => {
    if (!route.request().postData()?.includes('mutation Review')) return await route.fallback()
    await route.fulfill({ status, contentType: 'application/json', body: JSON.stringify({ data: null, errors: [{ message: 'said by the service', extensions: { code } }] }) })
  })
  return async () => await page.unroute(url)
}

t.test('what the review page says and allows', { skip: noBrowser }, async (t) => {
  t.test('a server with keys is asked with one, which stays in the tab and out of the address', async (t) => {
    const desk = await openDesk(t, { API_KEYS })
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
    await press(page, 'Enter')
    await saved(page)

    const { data } = (await desk.app.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${KEY}` }, payload: { query: '{ reviews(first: 1) { who } }' } })).json<{ data: unknown }>()
    t.same(data, { reviews: [{ who: 'anna' }] })
    t.equal(page.url(), `${desk.url}/review`)
    t.same(await page.evaluate('[JSON.stringify(Object.values(sessionStorage)).includes("key-of-anna"), JSON.stringify(localStorage), document.cookie, document.documentElement.outerHTML.includes("key-of-anna")]'), [true, '{}', '', false])
    await page.reload()
    await page.locator('.question').first().waitFor()

    await page.click('#open-help')
    await page.getByRole('button', { name: 'Forget the API key' }).click()
    await page.locator('#key[open]').waitFor()
    t.equal(await page.evaluate('JSON.stringify(sessionStorage).includes("key-of-anna")'), false)
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.getByRole('heading', { name: 'A key is needed' }).waitFor()
    t.same(desk.faults, [])
  })

  t.test('a key for something else is told so, and another one goes on', async (t) => {
    const desk = await openDesk(t, { API_KEYS })
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
    const desk = await openDesk(t)
    const page = await desk.visit()
    const recover = await failReviews(page, { status: 503, code: 'STORE_UNAVAILABLE' })
    const titles = [await titleOf(page)]
    await press(page, 'Enter')
    titles.push(await titleOf(page))
    await press(page, 'Enter')

    await page.locator('#unsaved strong').filter({ hasText: 'and 1 more' }).waitFor()
    t.match(await page.textContent('#unsaved'), `Not saved yet: ${titles[0]} and 1 more. Somebody else is writing just now.`)
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
    const desk = await openDesk(t)
    const page = await desk.visit()
    const title = await titleOf(page)
    await page.context().setOffline(true)
    await press(page, 'Enter')
    await page.locator('#unsaved', { hasText: 'You are offline' }).waitFor()
    t.not(await titleOf(page), title, 'the next product was there already')

    await page.context().setOffline(false)
    await saved(page)
    t.equal((await logOf(desk))[0]?.productId, idOf(title))
  })

  t.test('what the service will never take does not hold up the rest, and can be discarded', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit()
    const recover = await failReviews(page, { status: 400, code: 'BAD_USER_INPUT' })
    await press(page, 'Enter')
    await page.locator('#unsaved', { hasText: 'The service does not take this. said by the service' }).waitFor()
    await recover()
    const second = await titleOf(page)
    await press(page, 'Enter')
    await page.locator('#saved', { hasText: second }).waitFor()

    await page.getByRole('button', { name: /^Discard/ }).click()
    t.equal(await unsent(page), null)
    t.same([...new Set((await logOf(desk)).map(({ productId }) => productId))], [idOf(second)])
  })

  t.test('a queue that cannot be fetched is told, and goes on', async (t) => {
    const desk = await openDesk(t)
    let isDown = true
    const page = await desk.visit('/icon.svg').catch(async () => await desk.visit())
    await page.route('**/graphql', async (route) => isDown ? await route.abort() : await route.continue())
    await page.goto(`${desk.url}/review`)
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor()
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.question').first().waitFor()
  })

  t.test('filters narrow what is asked, live in the address, and end in words', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit()
    t.match(await page.locator('#attribute option').allTextContents(), ['All tags', 'Category', 'Color', 'Size'])
    t.same(await page.locator('#taxonomy option').allTextContents(), ['small', 'general'])

    await page.selectOption('#attribute', 'color')
    await settled(page)
    await page.locator('.question').first().waitFor()
    t.match(page.url(), /\/review\?attribute=color$/)
    t.same(new Set(await page.locator('.attribute').allTextContents()), new Set(['Color']))
    await page.locator('.question').first().focus()
    for (let left = 20; left > 0 && !await page.isVisible('#notice h2'); left--) await press(page, await page.locator('#accept-all').isEnabled() ? 'Enter' : 's')
    await page.getByRole('heading', { name: 'That was the last one' }).waitFor()
    t.equal(await page.evaluate('document.activeElement.textContent'), 'That was the last one')
    await saved(page)
    t.ok((await logOf(desk)).every(({ attribute }) => attribute === 'color'))

    await page.selectOption('#decision', 'ASSIGNED')
    await page.getByRole('heading', { level: 2 }).filter({ hasText: /That was the last one/ }).waitFor()
    await page.getByRole('button', { name: 'Take the filters away' }).click()
    await settled(page)
    t.equal(page.url(), `${desk.url}/review`)

    await page.goto(`${desk.url}/review?attribute=weight`)
    await page.locator('#notice h2').waitFor()
    t.match(await page.textContent('#notice'), /no attribute "weight"\. Known: category, color, size/)
  })

  t.test('skipped products come again when they are asked for', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit('/review?attribute=size')
    const titles: string[] = []
    while (await page.isVisible('#desk')) {
      titles.push(await titleOf(page))
      await press(page, 's')
    }
    t.ok(titles.length > 1)
    await page.getByRole('button', { name: `Look at what you skipped (${titles.length})` }).click()
    await page.locator('.question').first().waitFor()
    t.equal(await titleOf(page), titles[0])
  })

  t.test('recent decisions can each be taken back', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit()
    const title = await titleOf(page)
    await press(page, 'a', 's')
    await saved(page)
    await press(page, 'h')
    const undo = page.getByRole('button', { name: new RegExp(`^Undo: ${title}, Category: .*accepted$`) })
    await undo.click()

    await page.locator('#recent-list .badge', { hasText: 'taken back' }).waitFor()
    t.match(await page.textContent('#recent-status'), `Taken back: ${title}`)
    t.match(await logOf(desk), [{ productId: idOf(title), isReverted: true }])
    await page.keyboard.press('Escape')
    await press(page, 'z')
    await settled(page)
    t.notOk(await page.isVisible('#unsaved'), 'it is not taken back twice')
  })

  t.test('people who do not see the page are told what happens, and everything has a name', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit()
    const title = await titleOf(page)
    t.match(await page.textContent('[role=status]#said'), new RegExp(`^${title}\\. \\d proposed, \\d open\\.$`))
    t.equal(await page.evaluate("document.activeElement.getAttribute('aria-current')"), 'true')
    t.ok(await page.getByRole('img', { name: `Photo of ${title}` }).isVisible())
    await press(page, 'a')
    t.match(await page.textContent('#said'), /^Category .* accepted\.$/)
    t.equal(await page.getByRole('button', { name: 'Reject' }).getAttribute('aria-pressed'), 'false')

    const nameless = await page.evaluate(`Array.from(document.querySelectorAll('button, select, input, [role=group], dialog'), (element) => {
      const labels = [element.getAttribute('aria-label'), element.textContent.trim(), ...Array.from(element.labels ?? [], (label) => label.textContent.trim()), document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.id]
      return labels.some(Boolean) ? '' : element.outerHTML
    }).filter(Boolean)`)
    t.same(nameless, [])
    t.equal(await page.evaluate("document.querySelectorAll('main').length + document.querySelectorAll('h1').length"), 2)
    await page.keyboard.press('?')
    t.ok(await page.getByRole('dialog', { name: 'Keys' }).isVisible())
    await page.keyboard.press('Escape')
    t.equal(await page.evaluate("document.activeElement.getAttribute('aria-current')"), 'true', 'a dialog gives the focus back')
  })

  t.test('a phone needs no keys and scrolls in one direction only', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit('/review', { viewport: { width: 360, height: 700 }, isMobile: true, hasTouch: true })
    const first = await titleOf(page)
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.getByRole('button', { name: 'Accept', exact: true }).tap()
    await page.locator('.answer.accept').waitFor()
    await page.locator('.question').last().tap()
    t.equal(await page.locator('.question').last().getAttribute('aria-current'), 'true')
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.locator('#accept-all').tap()
    await saved(page)
    await page.locator('#title', { hasNotText: first }).waitFor()
    await page.locator('#undo').tap()
    t.equal(await titleOf(page), first)
    await saved(page)
    await page.locator('#open-help').tap()
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    t.same(desk.faults, [])
  })

  t.test('shop and review lead to each other', async (t) => {
    const desk = await openDesk(t)
    const page = await desk.visit()
    await page.getByRole('link', { name: 'Shop', exact: true }).click()
    await page.getByRole('link', { name: 'Review tags' }).click()
    await page.locator('.question').first().waitFor()
    t.equal(page.url(), `${desk.url}/review`)
    const { headers } = await desk.app.inject('/review')
    t.match(headers, { 'content-type': /text\/html/, 'cache-control': 'public, max-age=60', 'content-security-policy': /script-src 'self'/ })
  })
})
