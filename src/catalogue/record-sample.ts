import { hash } from 'node:crypto'
import type { Product } from './product.ts'
import { MEDIA_RECORD_KINDS, type RecordKind } from './record-keys.ts'

export interface SampledRecord {
  readonly key: string
  readonly kind: RecordKind
}

export interface SampledProduct {
  readonly title: string | undefined
  readonly records: readonly SampledRecord[]
}

const SIZE = 100
const MAX_WORDS_AND_PHOTOS = 5
/** Of clips, pages and sounds, each. */
const MAX_OTHERS = 2

/**
 * The records of up to 100 products, drawn evenly: those whose ids hash lowest. Unlike a reservoir filled in order of
 * arrival, that gives the same sample whatever order the store lists in, and all records of a product or none.
 */
export class RecordSample {
  readonly #products = new Map<string, SampledProduct>()
  #limit = 'g'

  add ({ id, title }: Product, record: SampledRecord): void {
    const rank = hash('sha256', id)
    if (rank >= this.#limit) return
    const views = this.#products.get(rank)?.records ?? []
    this.#products.set(rank, { title, records: firstOf([...views, record]) })
    if (this.#products.size >= SIZE * 2) this.#cut()
  }

  /** In order of their hash. */
  products (): SampledProduct[] {
    this.#cut()
    return [...this.#products].sort(([a], [b]) => a < b ? -1 : 1).map(([, product]) => product)
  }

  #cut (): void {
    const ranks = [...this.#products.keys()].sort()
    for (const rank of ranks.splice(SIZE)) {
      this.#products.delete(rank)
      if (rank < this.#limit) this.#limit = rank
    }
  }
}

/**
 * The words and the first photos, and the first of each other kind: `#image-10` would sort before `#image-2`, hence by
 * length first.
 */
function firstOf (records: SampledRecord[]): SampledRecord[] {
  const order = ({ kind, key }: SampledRecord) => kind === 'text' ? -1 : key.length
  const sorted = records.sort((a, b) => order(a) - order(b) || (a.key < b.key ? -1 : 1))
  const of = (kinds: readonly RecordKind[], most: number) =>
    sorted.filter(({ kind }) => kinds.includes(kind)).slice(0, most)
  return [of(['text', 'image'], MAX_WORDS_AND_PHOTOS), ...MEDIA_RECORD_KINDS.map((kind) => of([kind], MAX_OTHERS))].flat()
}
