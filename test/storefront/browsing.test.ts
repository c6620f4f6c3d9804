import t from 'tap'
import { answered, ask, noBrowser, openShop, shownIds, visit } from '../fixtures/storefront-page.ts'

t.test('browsing the storefront', { skip: noBrowser }, async (t) => {
  const shop = await openShop(t)
  const lastSearch = () => shop.searches.at(-1)

  t.test('products are sorted as chosen, which the address keeps', async (t) => {
    const { page, problems } = await visit(shop, '/?q=shoes')

    await page.selectOption('#sort', { label: 'Price, high to low' })
    await page.waitForURL('**/?q=shoes&sort=price-down')
    await answered(page)

    t.match(lastSearch(), { text: 'shoes', sort: [{ key: 'PRICE', direction: 'DESC' }] })
    t.match((await shownIds(page)).slice(0, 4), [/-4$/, /-4$/, /-4$/, /-4$/])
    const { page: other } = await visit(shop, '/?sort=title')
    t.equal(await other.inputValue('#sort'), 'title')
    t.same(problems, [])
  })

  t.test('more variety is chosen by name, kept in the address, and given up again', async (t) => {
    const { page, problems } = await visit(shop, '/?q=shoes')

    await page.click('#advanced summary')
    await page.selectOption('#variety', { label: 'At most two of a brand' })
    await page.waitForURL('**/?q=shoes&variety=brand')
    await answered(page)
    t.match(lastSearch(), { variety: { perBrand: 2, foldAlike: true } })

    await page.selectOption('#variety', { label: 'All that match' })
    await page.waitForURL('**/?q=shoes')
    t.same(problems, [])
  })

  t.test('a chosen value leaves the counts of its group, and narrows those of others', async (t) => {
    const { page, problems } = await visit(shop)
    const row = (name: string) => page.locator('.filters .check', { hasText: name })
    t.match(await row('Red').textContent(), /15/)

    await page.getByRole('checkbox', { name: /^Shoes/ }).check()
    await page.locator('#active', { hasText: 'Shoes' }).waitFor()
    await answered(page)

    t.match(await row('Red').textContent(), /Red5/)
    t.match(await row('Bags').textContent(), /Bags20/)
    t.equal(await page.textContent('#status'), '20 products')
    await page.locator('.bucket').first().click()
    await page.locator('#active', { hasText: 'Price' }).waitFor()
    await answered(page)
    t.match(lastSearch(), { filter: { category: ['Wear/Shoes'], price: { currency: 'EUR' } } })
    t.same(problems, [])
  })

  t.test('suggestions come while typing, and are chosen by key or click', async (t) => {
    const { page, problems } = await visit(shop)
    await page.locator('#q').pressSequentially('lam')
    await page.locator('#suggestions li').first().waitFor()
    t.equal(await page.getAttribute('#q', 'aria-expanded'), 'true')
    t.match(await page.textContent('#suggestions'), /Home › LampsCategory/)

    await page.press('#q', 'ArrowDown')
    t.equal(await page.getAttribute('#q', 'aria-activedescendant'), 'suggestion-0')
    const words = await page.textContent('#suggestion-0')
    await page.press('#q', 'Enter')
    await page.locator('#heading', { hasText: words! }).waitFor()
    await answered(page)
    t.equal(lastSearch()?.text, words)
    t.notOk(await page.isVisible('#suggestions'))

    await page.fill('#q', '')
    await page.locator('#q').pressSequentially('lamps')
    await page.locator('#suggestions li', { hasText: 'Category' }).click()
    await page.locator('#active', { hasText: 'Lamps' }).waitFor()
    await answered(page)
    t.match(lastSearch(), { filter: { category: ['Home/Lamps'] } })
    t.equal(lastSearch()?.text, undefined)
    t.same(problems, [])
  })

  t.test('a suggested product is looked at; Escape closes what is suggested and keeps what is typed', async (t) => {
    const { page, problems } = await visit(shop)
    await page.locator('#q').pressSequentially('blue')
    await page.locator('#suggestions .small-photo').first().waitFor()
    await page.press('#q', 'Escape')
    t.notOk(await page.isVisible('#suggestions'))
    t.equal(await page.inputValue('#q'), 'blue')

    await page.locator('#q').pressSequentially(' ')
    await page.press('#q', 'Backspace')
    await page.locator('#suggestions li', { has: page.locator('.small-photo') }).first().click()
    await page.locator('#closer[open]').waitFor()
    t.match(await page.textContent('#closer'), /Blue/)
    await page.keyboard.press('Escape')
    await ask(page, 'bags')
    t.notOk(await page.isVisible('#suggestions'))
    t.same(problems, [])
  })
})
