import type { Embedding } from '../embedding/embedder.ts'
import type { Metadata, VectorRecord } from '../vectors/vector-store.ts'
import { splitHashes } from './content-hash.ts'
import type { MediaSpan } from './product.ts'
import { toProduct } from './product-of-record.ts'
import { recordRefsOf } from './record-keys.ts'

/**
 * What the indexes hold of one product: the hashes each record was made from, its embeddings, and all keys it may have.
 */
export class StoredProduct {
  readonly #hashes: readonly Map<string, string>[]
  readonly #widest: number
  readonly #known: Pick<StoredProduct, 'has'> | undefined
  readonly #keys = new Set<string>()
  readonly #embeddings = new Map<string, Embedding>()
  readonly #metadata = new Map<string, Metadata>()

  /**
   * `widest` is the position of the widest of the dimensions, of which the others are cuts; `known` knows all of them
   * already.
   */
  constructor (dimensions: number, widest: number, known?: Pick<StoredProduct, 'has'>) {
    this.#hashes = Array.from({ length: dimensions }, () => new Map<string, string>())
    this.#widest = widest
    this.#known = known
  }

  get isEmpty (): boolean {
    return this.#keys.size === 0
  }

  /** A record's metadata names all records of its product, also those that were not asked for. */
  add (dimension: number, { key, embedding, metadata }: VectorRecord): void {
    const { content, inputHash } = splitHashes(String(metadata['contentHash']))
    this.#hashes[dimension]!.set(key, content)
    this.#keys.add(key)
    for (const ref of recordRefsOf(toProduct(metadata))) this.#keys.add(ref.key)
    if (dimension !== this.#widest) return
    this.#metadata.set(key, metadata)
    if (inputHash !== undefined) this.#embeddings.set(inputHash, embedding)
  }

  /** Whether every dimension has each of these records, made from this content. */
  has (keys: readonly string[], contentHash: string): boolean {
    if (this.#known) return this.#known.has(keys, contentHash)
    return this.#hashes.every((hashes) => keys.every((key) => hashes.get(key) === contentHash))
  }

  /** What the model made of this input before, in the widest dimension; of any record, since photos change places. */
  embeddingOf (inputHash: string): Embedding | undefined {
    return this.#embeddings.get(inputHash)
  }

  /** Width and height of a photo by its stored address, where they are known. */
  sizeOf (url: string): readonly [number, number] | undefined {
    for (const metadata of this.#metadata.values()) {
      const { images, imageSizes } = toProduct(metadata)
      const size = imageSizes?.[images.indexOf(url)]
      if (size) return size
    }
    return undefined
  }

  /** Keys of parts of clips, documents and sounds. */
  get mediaKeys (): readonly string[] {
    return [...this.#keys].filter((key) => /#(video|page|audio)-[^#]+$/.test(key))
  }

  /** What is stored of a file by its stored address. */
  spansOf (field: 'videos' | 'documents' | 'audio', url: string): readonly MediaSpan[] {
    const [metadata] = this.#metadata.values()
    if (!metadata) return []
    const product = toProduct(metadata)
    const position = product[field]?.indexOf(url) ?? -1
    const kind = field === 'videos' ? 'video' : field === 'documents' ? 'page' : 'audio'
    return (product.parts ?? []).filter((part) => part.kind === kind && part.file === position)
  }

  /** When it first came into the catalogue, seconds since 1970. */
  get added (): number | undefined {
    const times = [...this.#metadata.values()].map(({ added }) => added).filter((time) => typeof time === 'number')
    return times.length > 0 ? Math.min(...times) : undefined
  }

  metadataOf (key: string): Metadata | undefined {
    return this.#metadata.get(key)
  }

  /** Keys of photos from this position on, but the first, which is always asked for. */
  photosFrom (position: number): string[] {
    return [...this.#keys].filter((key) => Number(/#image-(\d+)$/.exec(key)?.[1] ?? 0) >= Math.max(1, position))
  }

  keysBeside (keys: readonly string[]): string[] {
    return [...this.#keys].filter((key) => !keys.includes(key))
  }
}
