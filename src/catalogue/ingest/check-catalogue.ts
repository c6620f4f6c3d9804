import path from 'node:path'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { IdSet } from '../../shared/id-set.ts'
import { badRow, type CatalogueRow } from '../sources/catalogue-row.ts'
import { findImageRoot } from '../photos/image-root.ts'
import { addCounts, NO_COUNTS, rejectsOf, rowsOf, type IngestReport } from './ingest-report.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { IngestServiceOptions } from './ingest-service.ts'
import { ProductImageLoader } from '../photos/load-image.ts'
import { mapAhead } from '../../shared/map-ahead.ts'
import { ProductPipeline } from './product-pipeline.ts'
import { readCatalogue } from '../sources/read-catalogue.ts'
import { RejectLog } from './reject-log.ts'

export type CheckOptions = IngestOptions & Pick<IngestServiceOptions, 'dataDir' | 'catalogue' | 'images'>

const LOADING = 8

/** Reads a catalogue file and every photo as an ingest would, needs neither model nor store, and writes only the rejects. */
export async function checkCatalogue (options: CheckOptions): Promise<IngestReport> {
  const { file, imagesDir, images, mediaUrl = '/media/', signal, onProgress } = options
  const begun = performance.now()
  const imageRoot = imagesDir ?? await findImageRoot(file, options)
  const loader = new ProductImageLoader({ ...images, root: imageRoot, mediaUrl })
  const pipeline = new ProductPipeline(loader, signal)
  const rejects = await startLog(options)
  let counts = NO_COUNTS
  try {
    for await (const outcome of mapAhead(distinctRows(options), { concurrency: LOADING, ahead: LOADING }, (row) => pipeline.prepare(row))) {
      if (signal?.aborted) break
      await rejects.append(outcome.rejections)
      counts = addCounts(counts, 'photos' in outcome ? { new: 1, imagesRejected: outcome.rejections.length } : outcome.counts)
      onProgress?.({ line: outcome.line, counts })
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    await loader.close()
  }
  const seconds = (performance.now() - begun) / 1000
  return { ...counts, deleted: 0, isInterrupted: signal?.aborted === true, seconds, rate: rowsOf(counts) / seconds, ...await rejectsOf(rejects), imageRoot, file }
}

async function startLog ({ dataDir, catalogue, file, rejectsFile }: CheckOptions): Promise<RejectLog> {
  const folder = path.join(dataDir, 'checkpoints')
  await inDataFolder(folder, async () => await makeFolder(folder))
  const rejects = new RejectLog(rejectsFile ?? path.join(folder, `${catalogue}-${path.basename(file)}.check.jsonl`))
  await rejects.start(0)
  return rejects
}

async function * distinctRows (options: CheckOptions): AsyncGenerator<CatalogueRow> {
  const ids = new IdSet()
  for await (const row of readCatalogue(options.file, options)) {
    const known = 'product' in row ? ids.add(row.product.id, row.line) : undefined
    yield 'product' in row && known !== undefined ? badRow(row.line, `duplicate of line ${known}`, '', row.product.id) : row
  }
}
