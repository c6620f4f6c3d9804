import t from 'tap'
import { answered, ask, noBrowser, openShop, shownIds, visit } from '../fixtures/storefront-page.ts'

t.test('what the storefront says of the words that were typed', { skip: noBrowser }, async (t) => {
  const shop = await openShop(t)
  const lastSearch = () => shop.searches.at(-1)

  t.test('spelling put right is said; the words as typed are one click away, and new words begin anew', async (t) => {
    const { page, problems } = await visit(shop, '/?q=red+shose')
    t.match(await page.textContent('#notes'), /Searched for “red shoes”/)
    t.equal(await page.inputValue('#q'), 'red shose')

    await page.getByRole('button', { name: 'Search for “red shose” instead' }).click()
    await page.waitForURL('**/?q=red+shose&typed=1')
    await answered(page)
    t.equal(lastSearch()?.spelling, false)
    t.notMatch(await page.textContent('#notes'), /Searched for/)

    await page.getByRole('button', { name: 'Search for “red shoes”' }).click()
    await page.waitForURL('**/?q=red+shose')
    await answered(page)
    await page.goto(`${shop.url}/?q=red+shose&typed=1`)
    await answered(page)
    await ask(page, 'blue shose')
    t.equal(lastSearch()?.spelling, true)
    t.match(await page.textContent('#notes'), /“blue shoes”/)
    t.same(problems, [])
  })

  t.test('what comes nearest is said to be that, with ways on', async (t) => {
    const { page, problems } = await visit(shop, '/?q=washing+machine+red')
    t.ok((await shownIds(page)).length > 0)
    t.match(await page.textContent('#notes'), /We do not seem to have that\. These come nearest\./)

    await page.getByRole('button', { name: 'Look at Wear (40)' }).click()
    await page.locator('#active', { hasText: 'Wear' }).waitFor()
    await answered(page)
    t.equal(lastSearch()?.text, undefined)
    t.match(lastSearch(), { filter: { category: ['Wear'] } })
    t.equal((await page.textContent('#notes'))?.trim(), '')
    t.same(problems, [])
  })

  t.test('an empty answer has its ways on in every direct load', async (t) => {
    for (const path of ['/?q=zebra', '/?q=zebra&color=Red', '/?color=Mauve', '/?q=lamps&min=9000']) {
      const { page } = await visit(shop, path)
      const ways = await page.locator('#notice .ways button').allTextContents()
      t.match(ways, [/./, /./, /./, /./], path)
    }
  })

  t.test('a filter that hides all is offered for removal', async (t) => {
    const { page } = await visit(shop, '/?q=shoes&color=Mauve')
    await page.getByRole('button', { name: 'Without the filter on color (20)' }).click()
    await page.locator('.card[data-id]').first().waitFor()
    t.equal((await shownIds(page)).length, 20)
  })

  t.test('a language that the model does not read is said', async (t) => {
    const { page } = await visit(shop, `/?q=${encodeURIComponent('красные shoes')}`)
    t.match(await page.textContent('#notes'), /reads English best/)
  })

  t.test('what was understood is a chip that takes it out of the words, or is left in them', async (t) => {
    const { page, problems } = await visit(shop, '/?q=red+shoes+under+25+euros')
    t.ok((await shownIds(page)).every((id) => /-[01]$/.test(id)), 'the others cost more')
    t.match(await page.textContent('#notes'), /Understood: up to €25\.00/)

    await page.getByRole('button', { name: 'Search for these words as they are' }).click()
    await page.waitForURL('**/?q=red+shoes+under+25+euros&literal=1')
    await answered(page)
    t.equal(lastSearch()?.interpret, false)
    t.notMatch(await page.textContent('#notes'), /Understood/)

    await page.goBack()
    await page.getByRole('button', { name: 'Remove up to €25.00' }).click()
    await page.waitForURL('**/?q=red+shoes')
    await answered(page)
    t.equal(await page.inputValue('#q'), 'red shoes')
    t.same(problems, [])
  })

  t.test('a photo of the shop is tried by a click; a torn picture gives way to the next one or a letter', async (t) => {
    const { page, problems } = await visit(shop)
    await page.getByRole('button', { name: /^Search with the photo of/ }).first().click()
    await page.locator('#heading', { hasText: 'Looks like your photo' }).waitFor()
    await answered(page)
    t.ok(lastSearch()?.photo)
    t.notOk(await page.isVisible('#samples'))
    t.same(problems, [])

    const context = await shop.browser.newContext()
    const torn = await context.newPage()
    await torn.route('**/media/**', (route) => route.abort())
    await torn.goto(`${shop.url}/?q=lamps`)
    await answered(torn)
    await torn.locator('.card .no-photo').first().waitFor()
    t.equal(await torn.textContent('.card .no-photo'), 'B')
  })
})
