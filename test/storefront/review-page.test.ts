import t from 'tap'
import { noBrowser, openBrowser } from '../fixtures/storefront-page.ts'
import { idOf, logOf, openDesk, press, saved, settled, titleOf } from '../fixtures/review-page.ts'

t.test('what the review page shows and leads to', { skip: noBrowser }, async (t) => {
  const browser = await openBrowser(t)

  t.test('filters narrow what is asked, live in the address, and end in words', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    t.match(await page.locator('#attribute option').allTextContents(), ['All tags', 'Category', 'Color', 'Size'])
    t.same(await page.locator('#taxonomy option').allTextContents(), ['small', 'general'])

    await page.selectOption('#attribute', 'color')
    await settled(page)
    await page.locator('.question').first().waitFor()
    t.match(page.url(), /\/review\?attribute=color$/)
    t.same(new Set(await page.locator('.attribute').allTextContents()), new Set(['Color']))
    await page.locator('.question').first().focus()
    for (let left = 20; left > 0 && !(await page.isVisible('#notice h2')); left--) {
      await press(page, 'g')
    }
    await page.getByRole('heading', { name: 'That was the last one' }).waitFor()
    t.equal(await page.evaluate('document.activeElement.textContent'), 'That was the last one')
    await saved(page)
    t.ok((await logOf(desk)).every(({ attribute }) => attribute === 'color'))

    await page.selectOption('#decision', 'ASSIGNED')
    await page.getByRole('heading', { level: 2 }).filter({ hasText: 'Nothing waits for a review' }).waitFor()
    await page.getByRole('button', { name: 'Take the filters away' }).click()
    await settled(page)
    t.equal(page.url(), `${desk.url}/review`)

    await page.goto(`${desk.url}/review?attribute=weight`)
    await page.locator('#notice h2').waitFor()
    t.match(await page.textContent('#notice'), /no attribute "weight"\. Known: category, color, size/)
  })

  t.test('skipped products come again when they are asked for', async (t) => {
    const desk = await openDesk(t, browser)
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
    const desk = await openDesk(t, browser)
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
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const title = await titleOf(page)
    t.match(await page.textContent('[role=status]#said'), new RegExp(`^${title}\\. \\d proposed, \\d open\\.$`))
    t.equal(await page.evaluate("document.activeElement.getAttribute('aria-current')"), 'true')
    t.ok(await page.getByRole('img', { name: `Photo of ${title}` }).isVisible())
    await press(page, 'a')
    t.match(await page.textContent('#said'), /^Category .* accepted\.$/)
    t.equal(await page.getByRole('button', { name: 'Reject' }).getAttribute('aria-pressed'), 'false')

    const nameless =
      await page.evaluate(`Array.from(document.querySelectorAll('button, select, input, [role=group], dialog'), (element) => {
      const labels = [element.getAttribute('aria-label'), element.textContent.trim(), ...Array.from(element.labels ?? [], (label) => label.textContent.trim()), document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.id]
      return labels.some(Boolean) ? '' : element.outerHTML
    }).filter(Boolean)`)
    t.same(nameless, [])
    t.equal(
      await page.evaluate("document.querySelectorAll('main').length + document.querySelectorAll('h1').length"),
      2
    )
    await page.keyboard.press('?')
    t.ok(await page.getByRole('dialog', { name: 'Keys' }).isVisible())
    await page.keyboard.press('Escape')
    t.equal(
      await page.evaluate("document.activeElement.getAttribute('aria-current')"),
      'true',
      'a dialog gives the focus back'
    )
  })

  t.test('a phone needs no keys and scrolls in one direction only', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit('/review', {
      viewport: { width: 360, height: 700 },
      isMobile: true,
      hasTouch: true
    })
    const first = await titleOf(page)
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    const [frame, image] = [
      await page.locator('#photo').boundingBox(),
      await page.locator('#photo img').boundingBox()
    ]
    t.ok(image!.height > 0 && image!.height <= frame!.height && image!.width <= 360, 'the whole photo shows')
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
    t.same(desk.problems, [])
  })

  t.test('shop and review lead to each other', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    await page.getByRole('link', { name: 'Shop', exact: true }).click()
    await page.getByRole('link', { name: 'Review tags' }).click()
    await page.locator('.question').first().waitFor()
    t.equal(page.url(), `${desk.url}/review`)
    const { headers } = await desk.app.inject('/review')
    t.match(headers, {
      'content-type': /text\/html/,
      'cache-control': 'public, max-age=60',
      'content-security-policy': /script-src 'self'/
    })
  })
})
