import { CatalogueFileError } from '../../errors.ts'
import type { BadRow } from '../sources/catalogue-row.ts'

const MANY = 10_000
const PER_PRODUCT = 1000

/** A file with so many rows that cannot be used and hardly a product is no catalogue, and may go on for ever. */
export class BadRowLimit {
  readonly #file: string
  #count = 0

  constructor (file: string) {
    this.#file = file
  }

  /** Throws CATALOGUE_FILE_INVALID for the row that is one too many beside so many products. */
  add ({ line, reason }: BadRow, products: number): void {
    if (++this.#count < MANY || this.#count < PER_PRODUCT * products) return
    throw new CatalogueFileError(
      this.#file,
      `${this.#count} of its rows cannot be used and ${products} can; line ${line}: ${reason}`
    )
  }
}
