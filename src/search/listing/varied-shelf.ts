import type { ProductPage, TableProduct } from '../../vectors/product-table.ts'
import { varietyOf, type Variety } from '../variety.ts'
import type { ShelfProduct } from './listing.ts'

type NextPage = (page: Pick<ProductPage, 'after' | 'offset' | 'count'>) => Promise<readonly TableProduct[]>

const PAGE = 2000

/** Products without those that are like one before, read from the store only as far as they are shown. */
export class VariedShelf {
  /** Further on nobody pages, and to count would take seconds. */
  static readonly MAX_PRODUCTS = 100_000
  readonly #next: NextPage
  readonly #isNew: ReturnType<typeof varietyOf>
  readonly #kept: ShelfProduct[] = []
  #read = 0
  #last: string | undefined
  #isWhole = false
  #reading: Promise<void> = Promise.resolve()

  constructor (variety: Variety, next: NextPage) {
    this.#isNew = varietyOf(variety)
    this.#next = next
  }

  /** At least so many of them, or all that there are. */
  async upTo (count: number): Promise<readonly ShelfProduct[]> {
    const reading = this.#reading.catch(() => {}).then(async () => {
      while (this.#kept.length < count && !this.#isWhole) await this.#readPage()
    })
    this.#reading = reading
    await reading
    return this.#kept
  }

  async #readPage (): Promise<void> {
    const page = await this.#next({ after: this.#last, offset: this.#read, count: PAGE })
    for (const { id, key, title, brand, photo } of page) {
      if (this.#isNew({ title, brand, photo })) this.#kept.push({ id, key })
    }
    this.#read += page.length
    this.#last = page.at(-1)?.id ?? this.#last
    this.#isWhole = page.length < PAGE || this.#read >= VariedShelf.MAX_PRODUCTS
  }
}
