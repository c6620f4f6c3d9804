import { JSONParser } from '@streamparser/json'
import { CatalogueFileError } from '../../../errors.ts'
import { JsonBounds } from '../json-bounds.ts'
import { thingsIn } from './linked-products.ts'
import { listedProduct, PRODUCT_LISTS } from './product-lists.ts'

/** An entry of a list; without `value` where `problem` says why. */
export interface JsonEntry {
  /** Entries are counted. */
  readonly line: number
  readonly value?: unknown
  readonly problem?: string
  /** What follows is missing. */
  readonly isCutOff?: boolean
}

/**
 * The products of an array, or of the first list within an object. Throws CATALOGUE_FILE_INVALID for what is none; what
 * breaks off later ends in an entry that says so.
 */
export async function * valuesOfArray (file: string, source: AsyncIterable<string>): AsyncGenerator<JsonEntry> {
  const found: unknown[] = []
  const parser = new JSONParser({ paths: PRODUCT_LISTS, keepStack: false })
  parser.onValue = (element) => {
    const product = listedProduct(element)
    if (product !== undefined) found.push(...thingsIn(product))
  }
  const bounds = new JsonBounds()
  let line = 0
  try {
    for await (const text of source) {
      const { sound, problem } = bounds.check(text)
      parser.write(sound)
      for (const value of found.splice(0)) yield { line: ++line, value }
      if (problem !== undefined) throw new RangeError(problem)
    }
  } catch (error) {
    if (error instanceof RangeError && line === 0) throw new CatalogueFileError(file, error.message, { cause: error })
    if (error instanceof CatalogueFileError || line === 0) {
      throw new CatalogueFileError(file, `it is not JSON: ${(error as Error).message}`, { cause: error })
    }
    yield { line: ++line, problem: whyBroken(error as Error), isCutOff: true }
    return
  }
  for (const value of found.splice(0)) yield { line: ++line, value }
  if (!parser.isEnded) yield { line: ++line, problem: 'the file ends within the array', isCutOff: true }
  if (line === 0) {
    throw new CatalogueFileError(file, 'it is JSON without a list of products; write an array, or one product a line')
  }
}

function whyBroken (error: Error): string {
  return error instanceof RangeError
    ? `${error.message}; what follows is not read`
    : `the array is not JSON from here on, and what follows is not read: ${error.message}`
}
