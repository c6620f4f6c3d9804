import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { renderPages } from '../../src/media/documents.ts'
import { inspectMedia } from '../../src/media/inspect-media.ts'
import { folder } from '../fixtures/catalogue-files.ts'
import { pdfOf, pdfOfNestedForms } from '../fixtures/pdf.ts'

t.test('a small page that takes gigabytes to draw is given up, and the next document is read', async (t) => {
  const file = path.join(await folder(t), 'manual.pdf')
  const render = async (bytes: Buffer) => {
    await writeFile(file, bytes)
    const document = await inspectMedia(file, 'document', { maxBytes: 1e6, maxSeconds: 1, maxPages: 10 })
    return await renderPages(document, { maxPixels: 1e6 })
  }
  await t.rejects(render(pdfOfNestedForms()), { code: 'MEDIA_UNREADABLE' })
  t.equal((await render(pdfOf([{ lines: ['Care'] }]))).length, 1)
})
