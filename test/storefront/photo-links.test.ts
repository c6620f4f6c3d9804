import t from 'tap'
import { PhotoExpiredError } from '../../src/errors.ts'
import { answered, noBrowser, openShop, shownIds, visit } from '../fixtures/storefront-page.ts'
import { photoOf } from '../fixtures/storefront-products.ts'

t.test('photos in links, and parts of photos', { skip: noBrowser }, async (t) => {
  const shop = await openShop(t)
  shop.handsOut = true
  const lastSearch = () => shop.searches.at(-1)
  const withPhoto = async (color: 'Red' | 'Green') => {
    const visited = await visit(shop)
    const buffer = await photoOf(color)
    await visited.page.setInputFiles('#file', { name: 'p.jpg', mimeType: 'image/jpeg', buffer })
    await visited.page.getByAltText('Your photo').waitFor()
    await answered(visited.page)
    return visited
  }

  t.test('a searched photo stands in the address, is not sent again, and the link finds the same', async (t) => {
    const { page, problems } = await withPhoto('Green')
    t.ok(lastSearch()?.photo)
    t.match(page.url(), /[?&]photo=[\d.]+/)
    const found = await shownIds(page)

    await page.getByLabel('In stock only').check()
    await answered(page)
    t.equal(lastSearch()?.photo, undefined)
    t.match(lastSearch(), { handle: /^[\d.]+$/, filter: { inStock: true } })

    const { page: other } = await visit(shop, new URL(page.url()).search.replace('inStock=1', ''))
    t.same(await shownIds(other), found)
    t.match(await other.textContent('.chip'), 'Photo of a link')
    await other.getByLabel('Remove the photo').click()
    await answered(other)
    t.notMatch(other.url(), /photo=/)
    t.same(problems, [])
  })

  t.test('a handle that has expired is told, and a photo still at hand is sent again', async (t) => {
    const { page } = await withPhoto('Red')
    shop.failure = new PhotoExpiredError('has expired')
    const { page: other } = await visit(shop, new URL(page.url()).search)
    t.match(await other.textContent('#notice'), 'no longer at hand')
    shop.failure = undefined
  })

  t.test('a part is framed by keys or by pointer, and searched by', async (t) => {
    const { page, problems } = await withPhoto('Red')
    await page.getByLabel('Search by a part of the photo').click()
    await page.getByLabel(/^Part to search by/).press('ArrowRight')
    await page.getByLabel(/^Part to search by/).press('Shift+ArrowUp')
    t.match(await page.textContent('#region-body [role=status]'), '70% by 65% of the photo, 20% from the left, 15% from the top')
    await page.getByText('Search this part').click()
    await answered(page)
    const { region, photo } = lastSearch() ?? {}
    t.ok(photo, 'another part is embedded anew')
    t.match(
      Object.values(region ?? {}).map((value) => Number(value).toFixed(2)),
      ['0.20', '0.15', '0.70', '0.65']
    )

    await page.getByLabel('Search by a part of the photo').click()
    const box = (await page.locator('.framing').boundingBox())!
    await page.mouse.move(box.x + 2, box.y + 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.up()
    t.match(await page.textContent('#region-body [role=status]'), /^(4[6-9]|50)% by (4[6-9]|50)% of the photo/)
    await page.getByText('Whole photo').click()
    await answered(page)
    t.equal(lastSearch()?.region, undefined)
    t.same(problems, [])
  })
})
