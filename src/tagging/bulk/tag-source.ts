import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { findImageRoot } from '../../catalogue/photos/image-root.ts'
import type { Product } from '../../catalogue/product.ts'
import { countLines, readCatalogue } from '../../catalogue/sources/read-catalogue.ts'
import { CatalogueFileError } from '../../errors.ts'

export interface SourceRow {
  /** From 1; of a folder the place of the photo. */
  readonly line: number
  readonly product?: Product
  /** Why a row cannot be used. */
  readonly problem?: string
}

const IMAGE_NAME = /\.(jpe?g|png|webp|gif|avif)$/i

/**
 * The folder that photos of a catalogue or of a folder of photos are relative to. Rejects with CATALOGUE_FILE_INVALID.
 */
export async function sourceRoot (source: string): Promise<string> {
  return (await isFolder(source)) ? path.resolve(source) : await findImageRoot(source)
}

/** Products of a catalogue file, or one for each photo below a folder, whose id is the path of the photo. */
export async function * readSource (source: string): AsyncGenerator<SourceRow> {
  if (await isFolder(source)) {
    for (const [i, name] of (await photosIn(source)).entries()) {
      yield {
        line: i + 1,
        product: { id: name, images: [name], colors: [], tags: [], identifiers: [], attributes: {}, variants: [] }
      }
    }
    return
  }
  for await (const row of readCatalogue(source)) {
    yield 'product' in row
      ? { line: row.line, product: row.product }
      : { line: row.line, problem: `line ${row.line}: ${row.reason}` }
  }
}

/** Lines of a catalogue or photos of a folder, for a progress bar. Rejects with CATALOGUE_FILE_INVALID. */
export async function countRows (source: string): Promise<number> {
  return (await isFolder(source)) ? (await photosIn(source)).length : await countLines(source)
}

async function photosIn (folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => IMAGE_NAME.test(name)).sort()
}

async function isFolder (source: string): Promise<boolean> {
  try {
    return (await stat(source)).isDirectory()
  } catch (cause) {
    throw new CatalogueFileError(source, 'there is no such file or folder', { cause })
  }
}
