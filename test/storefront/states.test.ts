import t from 'tap'
import {
  CatalogueEmptyError,
  ImageTooLargeError,
  ImageUnreadableError,
  ServerBusyError,
  TimeoutError,
  UnsupportedMediaTypeError
} from '../../src/errors.ts'
import { answered, ask, carryFile, noBrowser, openShop, shownIds, visit } from '../fixtures/storefront-page.ts'
import { photoOf } from '../fixtures/storefront-products.ts'

const FAILURES = [
  { error: new ServerBusyError('16 searches'), says: 'The shop is very busy' },
  { error: new TimeoutError(10_000), says: 'That took too long' },
  { error: new ImageTooLargeError(9e9, 5e7), says: 'That photo is too big' },
  { error: new ImageUnreadableError('it ends early'), says: 'We could not read that photo' },
  { error: new UnsupportedMediaTypeError('a PDF'), says: 'We cannot read this kind of file' },
  { error: new CatalogueEmptyError('products'), says: 'vitrine ingest' },
  { error: new Error('secret of the database'), says: 'The search is not available right now' }
]

t.test('what the storefront says and allows', { skip: noBrowser }, async (t) => {
  const shop = await openShop(t)

  t.test('nothing similar comes with ways on', async (t) => {
    const { page } = await visit(shop, '/?q=zebra')
    t.match(await page.textContent('#notice'), /Nothing similar/)
    t.equal(await page.textContent('#status'), 'No products')

    await page.getByRole('button', { name: 'Show the nearest anyway' }).click()
    await page.locator('.card[data-id]').first().waitFor()
    t.match(shop.searches.at(-1), { text: 'zebra', cutoff: false })
  })

  t.test("each failure is told in a shopper's words and can be left behind", async (t) => {
    t.teardown(() => {
      shop.failure = undefined
    })
    const { page, problems } = await visit(shop)
    for (const { error, says } of FAILURES) {
      shop.failure = error
      await ask(page, 'shoes')
      t.match(await page.textContent('#notice'), says)
      t.notMatch(await page.textContent('body'), 'secret of the database')
      shop.failure = undefined
      await ask(page, 'lamps')
      t.equal((await shownIds(page)).length, 20)
    }
    t.same(problems, [])
  })

  t.test('a photo that this browser cannot open, or a file that is none, is refused before it travels', async (t) => {
    const { page } = await visit(shop)
    const before = shop.searches.length
    for (const [name, type, says] of [
      ['IMG.heic', 'image/heic', /HEIC/],
      ['list.txt', 'text/plain', /cannot read this kind of file/]
    ] as const) {
      await carryFile(page, 'drop', { bytes: Buffer.from('nothing to see'), name, type })
      await page.locator('#notice h3').filter({ hasText: says }).waitFor()
    }
    t.equal(shop.searches.length, before)
    await page.getByRole('button', { name: 'Back to the products' }).click()
    await page.locator('.card[data-id]').first().waitFor()
  })

  t.test('being offline is said, and the search goes on when the connection is back', async (t) => {
    const { page } = await visit(shop)
    await page.context().setOffline(true)
    await ask(page, 'lamps')
    t.match(await page.textContent('#notice'), /You are offline/)

    await page.context().setOffline(false)
    await page.locator('.card[data-id]').first().waitFor()
    t.equal((await shownIds(page)).length, 20)
  })

  t.test('an empty catalogue names the command that fills it', async (t) => {
    const { productCount } = shop
    t.teardown(() => {
      shop.productCount = productCount
    })
    shop.productCount = 0
    const { page } = await visit(shop)
    t.match(await page.textContent('#notice pre'), 'vitrine ingest')
  })

  t.test('an answer that comes after a newer question is not shown', async (t) => {
    const { page } = await visit(shop)
    let open = () => {}
    shop.gate = new Promise((resolve) => {
      open = resolve
    })
    const count = shop.searches.length
    await page.fill('#q', 'bags')
    await page.press('#q', 'Enter')
    while (shop.searches.length === count) await page.waitForTimeout(10)
    shop.gate = undefined

    await ask(page, 'blue lamps')
    open()
    await page.evaluate("fetch('/icon.svg').then(() => 0)")

    t.equal(await page.textContent('#heading'), '“blue lamps”')
    t.match((await shownIds(page))[0], 'blue-lamps')
  })

  t.test('going back shows the earlier search, its photo included', async (t) => {
    const { page } = await visit(shop, '/?q=lamps')
    await page.setInputFiles('#file', { name: 'p.jpg', mimeType: 'image/jpeg', buffer: await photoOf('Red') })
    await page.getByAltText('Your photo').waitFor()
    await answered(page)
    await page.click('#clear')
    await page.locator('body.start').waitFor()

    await page.goBack()
    await page.getByAltText('Your photo').waitFor()
    await answered(page)
    t.ok(shop.searches.at(-1)?.photo)
    await page.goBack()
    await page.locator('#chips:empty').waitFor({ state: 'attached' })
    await answered(page)
    t.equal(await page.inputValue('#q'), 'lamps')
    t.equal((await shownIds(page)).length, 20)
  })

  t.test('a product shows its variants, what it cost before and its attributes', async (t) => {
    const { page, problems } = await visit(shop)
    await ask(page, 'red shoes size m')
    const card = page.locator('[data-id=red-shoes-1]')
    t.match(await card.locator('.card-price').textContent(), /€20\.50before €35\.00/)
    t.equal(await page.locator('[data-id=red-shoes-2] s').count(), 0)

    await card.locator('.card-photo').click()
    t.same(await page.locator('.variants li').allTextContents(), ['S€20.50In stock', 'M€21.50Out of stock'])
    t.same(
      await page.locator('.variants [aria-current]').allTextContents(),
      ['M€21.50Out of stock'],
      'the one that was asked for'
    )
    t.match(await page.locator('#closer dl').textContent(), /MaterialLeather/)
    t.notMatch(await page.locator('#closer dl').textContent(), /Size/, 'options are said once')
    await page.getByRole('button', { name: 'M, show its photo' }).click()
    t.match(await page.locator('.stage img').getAttribute('src'), /green\.png$/)
    t.equal(await page.getByRole('button', { name: 'S, show its photo' }).count(), 0, 'which has none of its own')
    t.same(problems, [])
  })

  t.test('a product looked at closer lists its clips and documents', async (t) => {
    const { page } = await visit(shop)
    await ask(page, 'red shoes')
    await page.locator('[data-id=red-shoes-3] .card-photo').click()
    const media = page.locator('.closer-media')
    t.equal(await media.locator('video').getAttribute('aria-label'), 'turn around.mp4')
    const link = media.getByRole('link', { name: 'care.pdf' })
    t.match(await link.getAttribute('href'), /\/media\/care\.pdf$/)
    await page.keyboard.press('Escape')
    await page.locator('[data-id=red-shoes-2] .card-photo').click()
    t.equal(await page.locator('.closer-media').count(), 0)
  })

  t.test('everything works from the keyboard', async (t) => {
    const { page } = await visit(shop)
    await page.keyboard.press('Tab')
    t.equal(await page.evaluate('document.activeElement.className'), 'skip')
    await page.keyboard.press('/')
    await page.keyboard.type('shoes')
    await page.keyboard.press('Enter')
    await page.locator('#status', { hasText: '20 products' }).waitFor()

    await page.locator('.card-photo').first().focus()
    await page.keyboard.press('Enter')
    t.match(await page.textContent('#closer-title'), /Shoes No\. 1/)
    t.match(await page.textContent('.description'), 'The <b>first</b> of its kind', 'data is text, not markup')
    await page.keyboard.press('Escape')
    t.notOk(await page.isVisible('#closer'))

    await page.keyboard.press('Tab')
    t.equal(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), true)
    await page.keyboard.press('Enter')
    await page.locator('.chip').waitFor()
    t.equal(await page.evaluate('document.activeElement.id'), 'heading')
  })

  t.test('the drawer shows what was sent, as curl too, and how long each phase took', async (t) => {
    const { page } = await visit(shop, "/?q=men's+shoes")
    await page.click('#inspect')
    const text = (await page.textContent('#drawer')) ?? ''

    for (const part of [
      'query Search($text: String',
      '"text": "men\'s shoes"',
      "men'\\''s shoes",
      'by-hand',
      'embed 3.3 ms',
      'total 5.3 ms'
    ]) {
      t.ok(
        text
          .replace(/\s+/g, ' ')
          .replace(/(embed|total) ?(?=\d)/g, '$1 ')
          .includes(part),
        part
      )
    }
    await page.keyboard.press('Escape')
    t.notOk(await page.isVisible('#drawer'))
  })

  t.test('a narrow phone scrolls in one direction only and has its filters on a sheet', async (t) => {
    const { page, problems } = await visit(shop, '/?q=red+shoes', {
      viewport: { width: 360, height: 700 },
      isMobile: true,
      hasTouch: true
    })
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.click('#open-filters')
    await page.getByRole('checkbox', { name: /^Red/ }).check()
    await page.locator('#clear-filters').waitFor()
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.keyboard.press('Escape')
    t.notOk(await page.isVisible('#filters'))
    t.equal(await page.evaluate('document.activeElement.id'), 'open-filters')
    t.same(problems, [])
  })
})
