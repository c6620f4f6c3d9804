import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { CatalogueFileError } from '../../errors.ts'
import { findAboFiles, versionOf } from '../sources/abo/abo-files.ts'
import type { IngestOptions } from './ingest-options.ts'

/**
 * What a run reads and how; equal for the same file and settings, so that a finished run can be told by its manifest.
 */
export async function fingerprintOf (
  { file, format, language, mediaUrl, imagesDir, currency, encoding, mapping, filterableAttributes }: IngestOptions,
  { model, dimensions }: { model: string; dimensions: readonly number[] }
): Promise<string> {
  const { size, mtimeMs } = await statFile(file)
  const parts = format === 'abo' ? [language, await versionOf(await findAboFiles(file, imagesDir))] : []
  const identity = [
    path.resolve(file),
    size,
    mtimeMs,
    model,
    dimensions,
    mediaUrl,
    imagesDir,
    currency,
    encoding,
    mapping,
    filterableAttributes,
    ...parts
  ]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex')
}

async function statFile (file: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    return await stat(file)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new CatalogueFileError(file, code === 'ENOENT' ? 'there is no such file' : message, { cause })
  }
}
