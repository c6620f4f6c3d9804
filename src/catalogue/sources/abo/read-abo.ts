import path from 'node:path'
import { CatalogueFileError } from '../../../errors.ts'
import { badRow, type CatalogueRow, type ReadOptions } from '../catalogue-row.ts'
import { utf8Bytes } from '../utf8-bytes.ts'
import { reasonOf } from '../read-json.ts'
import { readLines, type Line } from '../../../shared/read-lines.ts'
import { validateProduct } from '../validate-product.ts'
import { findAboFiles } from './abo-files.ts'
import { ImageIndex } from './image-index.ts'
import { toProduct, type ListingOptions } from './to-product.ts'

const DEFAULT_LANGUAGE = 'en_US'

/**
 * Streams the listings of Amazon Berkeley Objects, from the dataset's folder or one shard. Lines are counted on over
 * the shards, so that one number is a position in all of them; reasons name the shard and its own line. The same
 * `item_id` may be listed by several shops: as with any other double, the first one stands.
 * Throws CATALOGUE_FILE_INVALID, also in the midst of a damaged shard.
 */
export async function * readAbo (
  source: string,
  { language = DEFAULT_LANGUAGE, imagesDir }: ReadOptions
): AsyncGenerator<CatalogueRow> {
  const { shards, imageIndex } = await findAboFiles(source, imagesDir)
  const index = await ImageIndex.read(imageIndex)
  const options: ListingOptions = { language, pathOf: (id) => index.pathOf(id) }
  let before = 0
  for (const shard of shards) {
    let lines = 0
    for await (const line of readLines(utf8Bytes(shard))) {
      lines = line.number
      if (line.text?.trim() !== '') yield readListing(line, before, path.basename(shard), options)
    }
    if (lines === 0) throw new CatalogueFileError(shard, 'it is empty')
    before += lines
  }
}

function readListing (
  { number, text, problem }: Line,
  before: number,
  shard: string,
  options: ListingOptions
): CatalogueRow {
  const line = before + number
  const bad = (reason: string, id?: string) => badRow(line, `${shard} line ${number}: ${reason}`, text ?? '', id)
  if (text === undefined) return bad(problem ?? '')
  let listing: unknown
  try {
    listing = JSON.parse(text)
    return { line, product: validateProduct(isObject(listing) ? toProduct(listing, options) : listing) }
  } catch (error) {
    return bad(reasonOf(error), idOf(listing))
  }
}

function idOf (listing: unknown): string | undefined {
  const id = isObject(listing) ? listing['item_id'] : undefined
  return typeof id === 'string' ? id.slice(0, 200) : undefined
}

function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
