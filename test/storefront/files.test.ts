import t from 'tap'
import { MediaTooLargeError, PayloadTooLargeError } from '../../src/errors.ts'
import { answered, noBrowser, openShop, visit } from '../fixtures/storefront-page.ts'
import { pdfOf } from '../fixtures/pdf.ts'

const CLIP = { name: 'walk.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no clip') }
const PDF = { name: 'chart.pdf', mimeType: 'application/pdf', buffer: pdfOf([{ lines: ['A page'] }]) }
const WAV = { name: 'bell.wav', mimeType: 'audio/wav', buffer: Buffer.from('RIFF') }

t.test('clips and documents to search by', { skip: noBrowser }, async (t) => {
  const shop = await openShop(t)
  t.afterEach(() => {
    shop.failure = undefined
  })

  for (const [file, noun] of [[CLIP, 'clip'], [PDF, 'document']] as const) {
    t.test(`a ${noun} is called one, by its name, and can be taken away`, async (t) => {
      const { page } = await visit(shop)
      shop.failure = new PayloadTooLargeError('The file', 1)
      await page.setInputFiles('#file', file)
      await page.locator('#heading', { hasText: `Looks like your ${noun}` }).waitFor()
      t.equal(await page.textContent('.chip span'), `Your ${noun}: ${file.name}`)
      t.equal(await page.locator('.chip img').count(), 0)
      await page.getByText('That file is too big').first().waitFor()
      t.notMatch(await page.textContent('#notice'), /screenshot|photo/)
      await page.getByText(`Go on without the ${noun}`).waitFor()

      shop.failure = undefined
      await page.getByLabel(`Remove the ${noun}`).click()
      await answered(page)
      t.equal(await page.locator('.chip').count(), 0)
    })
  }

  t.test('a clip that is too long is not tried again', async (t) => {
    const { page } = await visit(shop)
    shop.failure = new MediaTooLargeError('video', '40 seconds', '30 seconds')
    await page.setInputFiles('#file', CLIP)
    await page.getByText('That file is too long').first().waitFor()
    t.equal(await page.getByText('Try again').count(), 0)
    t.equal(await page.getByText('Choose another file').count(), 1)
  })

  t.test('what is neither is told what can be used', async () => {
    const { page } = await visit(shop)
    await page.setInputFiles('#file', WAV)
    await page.locator('#notice', { hasText: 'a short clip or a PDF' }).waitFor()
  })
})
