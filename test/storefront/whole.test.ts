import t from 'tap'
import { photo } from '../fixtures/word-embedder.ts'
import { testApp } from '../fixtures/app.ts'
import { answered, ask, noBrowser, openBrowser, shownIds } from '../fixtures/storefront-page.ts'

t.test(
  'the storefront of the real service searches by words and photo, and tells what is wrong with a file',
  { skip: noBrowser },
  async (t) => {
    const { app } = await testApp(t)
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const browser = await openBrowser(t)
    const page = await browser.newPage()
    const problems: string[] = []
    page.on('pageerror', ({ message }) => problems.push(message))

    await page.goto(url)
    await answered(page)
    t.ok((await shownIds(page)).length > 0, 'browsing')

    await ask(page, 'red dress')
    const byWords = await shownIds(page)
    t.ok(byWords.length > 0, 'words')
    t.match(await page.textContent('#drawer'), /total/)

    await page.setInputFiles('#file', { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await photo('red') })
    await page.getByAltText('Your photo').waitFor()
    await answered(page)
    t.ok((await shownIds(page)).length > 0, 'words and photo')
    t.ok(await page.isVisible('#mix'))

    await page.setInputFiles('#file', {
      name: 'broken.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('not a picture at all')
    })
    await page.locator('#notice h3').waitFor()
    t.match(await page.textContent('#notice'), /cannot read this kind of file|could not read that photo/)
    t.same(problems, [])
  }
)
