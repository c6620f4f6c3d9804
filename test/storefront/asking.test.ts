import sharp from 'sharp'
import t from 'tap'
import { answered, ask, carryFile, noBrowser, openShop, shownIds, visit } from '../fixtures/storefront-page.ts'
import { photoOf } from '../fixtures/storefront-products.ts'

t.test('asking the storefront', { skip: noBrowser }, async (t) => {
  const shop = await openShop(t)
  const lastSearch = () => shop.searches.at(-1)

  t.test(
    'a visitor sees real products and examples at once, without a script or style that the policy forbids',
    async (t) => {
      const { page, problems } = await visit(shop)

      t.equal(await page.locator('.card').count(), 24)
      t.equal(lastSearch()?.text, undefined)
      t.equal(await page.textContent('#status'), '24 of 60 products')
      t.match(await page.locator('.card').first().textContent(), /€\d+\.50/)
      await page.locator('#examples button').first().click()
      await page.locator('#heading', { hasText: 'shoes' }).waitFor()
      await answered(page)
      t.match(lastSearch(), { text: 'red shoes' })
      t.equal(
        await page.evaluate(
          "(async (image) => { await image.decode(); return image.naturalWidth })(document.querySelector('.card img'))"
        ),
        80
      )
      t.same(problems, [])
    }
  )

  t.test('words find products and stand in the address', async (t) => {
    const { page, problems } = await visit(shop)

    await ask(page, 'blue lamps')

    t.match(await shownIds(page), ['blue-lamps-0', 'blue-lamps-1', 'blue-lamps-2', 'blue-lamps-3', 'blue-lamps-4'])
    t.match(page.url(), /\?q=blue\+lamps$/)
    t.equal(await page.textContent('#heading'), '“blue lamps”')
    t.match(await page.locator('.card .badge').first().textContent(), 'by its words')
    const title = await page.locator('.card h3').first().textContent()
    t.match(title?.toLowerCase(), /blue lamp/)
    t.same(
      (await page.locator('.card').first().locator('h3 mark').allTextContents()).map((word) => word.toLowerCase().slice(0, 4)),
      ['blue', 'lamp'],
      'the words asked for are marked'
    )
    t.same(problems, [])
  })

  t.test('what is looked at stands in the address, which shows it to others, too', async (t) => {
    const { page, problems } = await visit(shop)
    await ask(page, 'blue lamps')
    await page.locator('.card-photo').first().click()
    await page.locator('#closer[open]').waitFor()
    t.match(page.url(), /\?q=blue\+lamps#product=blue-lamps-0$/)
    const shared = page.url()
    await page.keyboard.press('Escape')
    await page.locator('#closer[open]').waitFor({ state: 'detached' })
    t.match(page.url(), /\?q=blue\+lamps$/)

    await page.goto('about:blank')
    await page.goto(shared)
    await page.locator('#closer[open]').waitFor()
    t.match(await page.textContent('#closer-title'), /lamp/i)
    await page.locator('.closer-actions button').first().click()
    await page.locator('#closer[open]').waitFor({ state: 'detached' })
    await answered(page)
    t.match(page.url(), /like=blue-lamps-0$/, 'and going on from it leaves nothing behind')
    t.same(problems, [])
  })

  t.test('a chosen phone photo is turned upright and made smaller before it is sent', async (t) => {
    const { page, problems } = await visit(shop)
    const photo = await photoOf('Green', { width: 2400, height: 1800, orientation: 6 })

    await page.setInputFiles('#file', { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByAltText('Your photo').waitFor()
    await answered(page)

    const sent = await sharp(lastSearch()?.photo).metadata()
    t.match(sent, { format: 'jpeg', width: 1200, height: 1600 })
    t.match((await shownIds(page))[0], /^green-/)
    t.match(await page.locator('.card .badge').first().textContent(), 'by its photo')
    await page.getByLabel('Remove the photo').click()
    await answered(page)
    t.equal(lastSearch()?.photo, undefined)
    t.same(problems, [])
  })

  t.test('a small photo can be dropped anywhere or pasted, and is sent as it is', async (t) => {
    const { page } = await visit(shop)

    for (const [event, color] of [
      ['drop', 'Blue'],
      ['paste', 'Red']
    ] as const) {
      const bytes = await photoOf(color)
      const response = page.waitForResponse('**/graphql')
      await carryFile(page, event, { bytes, name: 'photo.jpg', type: 'image/jpeg' })
      await response
      await answered(page)
      t.same(Buffer.from(lastSearch()?.photo ?? []), bytes, event)
      t.match((await shownIds(page))[0], new RegExp(`^${color.toLowerCase()}-`), event)
    }
  })

  t.test(
    'words and a photo get a slider that starts at the weights of the service and sends its own once moved',
    async (t) => {
      const { page, problems } = await visit(shop)
      await page.setInputFiles('#file', { name: 'p.jpg', mimeType: 'image/jpeg', buffer: await photoOf('Red') })
      await page.getByAltText('Your photo').waitFor()
      t.notOk(await page.isVisible('#mix'))

      await ask(page, 'lamps')
      t.equal(await page.inputValue('#weight'), '40')
      t.equal(lastSearch()?.fusion, undefined)

      await page.focus('#weight')
      await page.press('#weight', 'Home')
      await page.locator('#weight-value', { hasText: '100 % words, 0 % photo' }).waitFor()
      await answered(page)
      t.same({ ...lastSearch()?.fusion }, { text: 1, image: 0 })
      await page.press('#weight', 'End')
      await page.locator('#weight-value', { hasText: '0 % words, 100 % photo' }).waitFor()
      await answered(page)
      t.same({ ...lastSearch()?.fusion }, { text: 0, image: 1 })
      t.match((await shownIds(page))[0], /^red-/)
      t.same(problems, [])
    }
  )

  t.test('more like this asks by the product, which a shared address names too', async (t) => {
    const { page } = await visit(shop, '/?q=lamps')
    await page.getByLabel('More like this: Black Lamps No. 1').click()
    await page.locator('.chip', { hasText: 'Like Black Lamps No. 1' }).waitFor()
    await answered(page)

    t.match(lastSearch(), { like: 'black-lamps-0' })
    t.equal(lastSearch()?.text, undefined)
    t.notOk((await shownIds(page)).includes('black-lamps-0'))

    const { page: other } = await visit(shop, new URL(page.url()).search)
    t.match(await other.textContent('.chip'), 'Like Black Lamps No. 1')
  })

  t.test('filters come from the facets, narrow the search and can be taken away one by one', async (t) => {
    const { page, problems } = await visit(shop, '/?q=shoes')

    await page.getByRole('checkbox', { name: /^Red/ }).check()
    await page.locator('#active', { hasText: 'Red' }).waitFor()
    await answered(page)
    t.same({ ...lastSearch()?.filter }, { color: ['Red'] })
    t.equal(await page.evaluate('document.activeElement.id'), 'filter-color-Red', 'the focus stays')
    await page.getByRole('checkbox', { name: /^Blue/ }).check()
    await page.locator('#active', { hasText: 'Blue' }).waitFor()
    await answered(page)
    t.same(lastSearch()?.filter?.color, ['Red', 'Blue'], 'values that the filter hid stay on offer')

    await page.fill('#price-max', '25')
    await page.press('#price-max', 'Enter')
    await page.locator('#active', { hasText: 'Price to 25' }).waitFor()
    await answered(page)
    t.match(lastSearch(), { filter: { price: { max: 25, currency: 'EUR' } } })
    t.same((await shownIds(page)).length, 4)

    await page.getByRole('button', { name: 'Remove Red' }).click()
    await page.locator('#active', { hasNotText: 'Red' }).waitFor()
    await answered(page)
    t.same(lastSearch()?.filter?.color, ['Blue'])
    await page.getByRole('button', { name: 'Clear all' }).click()
    await page.locator('#active:empty').waitFor({ state: 'attached' })
    await answered(page)
    t.equal(lastSearch()?.filter, undefined)
    t.match(await page.textContent('.scope'), /cover the products found/)
    t.same(problems, [])
  })

  t.test('show more appends, and nothing appears twice', async (t) => {
    const { page } = await visit(shop, '/?q=red+shoes')
    t.equal((await shownIds(page)).length, 24)

    await page.click('#more')
    await page.locator('.card[data-id]').nth(29).waitFor()

    const ids = await shownIds(page)
    t.equal(ids.length, 30)
    t.equal(new Set(ids).size, 30)
    t.match(lastSearch(), { text: 'red shoes', after: '24' })
    t.notOk(await page.isVisible('#more'))
    t.equal(await page.textContent('#status'), '30 products')
  })

  t.test('fine-tuning asks for less of something, another dimension, or without the cutoff', async (t) => {
    const { page } = await visit(shop, '/?q=shoes')
    await page.click('#advanced summary')

    await page.fill('#without', 'black')
    await page.press('#without', 'Enter')
    await page.locator('#active', { hasText: 'Less of black' }).waitFor()
    await page.selectOption('#dimension', '384')
    await page.uncheck('#cutoff')
    await page.waitForURL(/without=black.*dimension=384.*all=1/)
    await answered(page)

    t.match(lastSearch(), { without: 'black', dimension: 384, cutoff: false })
  })
})
