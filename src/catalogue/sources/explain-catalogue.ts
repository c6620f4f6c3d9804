import type { Product } from '../product.ts'
import type { CatalogueRow, Explanation, ReadOptions } from './catalogue-row.ts'
import { readCatalogue } from './read-catalogue.ts'

export interface Explained {
  /** Absent where nothing of the file is a product. */
  readonly explanation: Explanation | undefined
  readonly products: readonly Product[]
  readonly bad: readonly CatalogueRow[]
  readonly notices: readonly string[]
}

const FIRST = 3

/** What the first rows of a file become. Rejects with CATALOGUE_FILE_INVALID. */
export async function explainCatalogue (file: string, options: ReadOptions): Promise<Explained> {
  let explanation: Explanation | undefined
  const [products, bad, notices]: [Product[], CatalogueRow[], string[]] = [[], [], []]
  const reading = {
    ...options,
    onNotice: (message: string) => notices.push(message),
    onExplanation: (given: Explanation) => {
      explanation = given
    }
  }
  for await (const row of readCatalogue(file, reading)) {
    if ('product' in row) products.push(row.product)
    else bad.push(row)
    if (products.length === FIRST || bad.length === FIRST * 10) break
  }
  return { explanation, products, bad: bad.slice(0, FIRST), notices }
}
