import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PDFiumLibrary, type PDFiumPage } from '@hyzyla/pdfium'
import { encodePng } from '../images/encode-png.ts'
import type { DocumentMessage, DocumentOrder } from './documents.ts'

// PDFium in WebAssembly, in a thread of its own: what a hostile file does to it ends with this thread.

const POINTS_PER_INCH = 72
const MAX_DPI = 200
const MAX_TEXT = 20_000

/** A small file can ask for gigabytes: what a page of A4 takes at 200 dots an inch, and ten times as much. */
const MAX_MEMORY = 268_435_456

boundMemory()
const { path, maxPixels } = workerData as DocumentOrder

const library = await PDFiumLibrary.init()
const document = await library.loadDocument(await readFile(path)).catch((error: unknown) => {
  tell({ problem: reasonOf(error) })
})
if (document) {
  tell({ pages: document.getPageCount() })
  if (maxPixels !== undefined) for (const page of document.pages()) await render(page, maxPixels)
}

async function render (page: PDFiumPage, most: number): Promise<void> {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const scale = Math.min(MAX_DPI / POINTS_PER_INCH, Math.sqrt(most / Math.max(1, originalWidth * originalHeight)))
  const text = page.getText().slice(0, MAX_TEXT)
  const { data, width, height } = await page.render({ scale, render: 'bitmap' })
  tell({ page: page.number + 1, text, image: await encodePng(data, width, height) })
}

/** PDFium takes more memory through this method alone; who is refused gives the page up. */
function boundMemory (): void {
  const { prototype } = WebAssembly.Memory
  const { grow } = prototype
  prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > MAX_MEMORY) throw new RangeError('the page takes too much memory')
    return grow.call(this, pages)
  }
}

function tell (message: DocumentMessage): void {
  parentPort!.postMessage(message)
}

function reasonOf (error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return /password/i.test(reason)
    ? 'it is protected by a password. Save it without one and retry'
    : 'it is damaged or no PDF. Save it again and retry'
}
