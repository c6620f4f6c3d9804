import { Worker } from 'node:worker_threads'
import PQueue from 'p-queue'
import { MediaTooSlowError, MediaUnreadableError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { workerFileBeside } from '../shared/worker-file.ts'
import type { MediaFile } from './media-file.ts'

/** What the worker is given: without `maxPixels` it only counts. */
export interface DocumentOrder {
  readonly path: string
  readonly maxPixels?: number | undefined
}

export interface DocumentPage {
  /** From 1. */
  readonly page: number
  readonly text: string
  readonly image: Image
}

export type DocumentMessage = DocumentPage | { readonly pages: number } | { readonly problem: string }

/** Rendering takes a core each. */
const queue = new PQueue({ concurrency: 2 })
const OPEN_TIMEOUT_MS = 15_000
const PAGE_TIMEOUT_MS = 15_000

/** Rejects with MEDIA_UNREADABLE or MEDIA_TOO_LARGE. */
export async function countPages (path: string): Promise<number> {
  let pages = 0
  await read({ path }, undefined, (message) => {
    if ('pages' in message) pages = message.pages
  })
  return pages
}

/** Every page as a picture of at most `maxPixels`, and its text. Rejects with MEDIA_UNREADABLE or MEDIA_TOO_LARGE. */
export async function renderPages (
  { path }: MediaFile,
  { maxPixels, signal }: { readonly maxPixels: number; readonly signal?: AbortSignal | undefined }
): Promise<DocumentPage[]> {
  const pages: DocumentPage[] = []
  await read({ path, maxPixels }, signal, (message) => {
    if ('page' in message) pages.push(message)
  })
  return pages
}

async function read (
  order: DocumentOrder,
  signal: AbortSignal | undefined,
  onMessage: (message: DocumentMessage) => void
): Promise<void> {
  await queue.add(async () => {
    signal?.throwIfAborted()
    const { url, execArgv } = workerFileBeside(import.meta.url, 'document-worker')
    const worker = new Worker(url, {
      workerData: order,
      // What PDFium prints of a bad file is no line of our log.
      stdout: true,
      stderr: true,
      ...(execArgv && { execArgv: [...execArgv] })
    })
    try {
      await ended(worker, signal, onMessage)
    } finally {
      await worker.terminate()
    }
  })
}

/** Settles with the worker's end; each message gives it time for one page more. */
async function ended (
  worker: Worker,
  signal: AbortSignal | undefined,
  onMessage: (message: DocumentMessage) => void
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const tooSlow = () => reject(new MediaTooSlowError('document', PAGE_TIMEOUT_MS / 1000))
    const timer = setTimeout(tooSlow, OPEN_TIMEOUT_MS)
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    const settle = (done: () => void) => () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      done()
    }
    worker.on('message', (message: DocumentMessage) => {
      timer.refresh()
      if ('problem' in message) reject(new MediaUnreadableError('document', message.problem))
      else onMessage(message)
    })
    worker.once('error', (cause) => {
      settle(() => reject(new MediaUnreadableError('document', 'a page of it is damaged. Save it again and retry', { cause })))()
    })
    worker.once('exit', settle(resolve))
  })
}
