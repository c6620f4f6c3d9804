import { setImmediate, setTimeout } from 'node:timers/promises'
import type { OpenIndex } from '../../catalogue/catalogue-service.ts'
import { toProduct } from '../../catalogue/product-of-record.ts'
import { RESERVED_KEY_PREFIX } from '../../catalogue/record-keys.ts'
import { untilAborted } from '../../shared/until-aborted.ts'
import { englishWords } from './english-words.ts'
import { MiniSearchTextIndex } from './minisearch-text-index.ts'
import { Speller } from './speller.ts'
import type { KnownWords } from './known-words.ts'
import { StoredWords } from './stored-words.ts'
import { Vocabulary } from './vocabulary.ts'

export interface CatalogueWordsOptions {
  /** A catalogue of more products is searched by vectors alone; 0 for every catalogue. */
  readonly maxProducts: number
  readonly warn?: (message: string) => void
}

interface Built {
  readonly state: string
  readonly words: KnownWords | undefined
}

/** How long the first searches wait for the words; those after a change are served with the words of before. */
const PATIENCE_MS = 2000
/**
 * How long after a failure the store is left alone with it; searches go by vectors alone meanwhile, or by the words of
 * before.
 */
const RETRY_MS = 60_000
/** Products taken in before others have their turn on this thread: some milliseconds. */
const AT_ONCE = 20

/**
 * The words of the catalogue's products, read from the store's metadata when a search first needs them and again after
 * each ingest (`updatedAt`). A store that searches words itself, as PostgreSQL does, is asked instead: its index is as
 * new as its last write, of whatever size, and nothing is kept here.
 */
export class CatalogueWords {
  readonly #options: CatalogueWordsOptions
  #built: Built | undefined
  #building: Promise<Built | undefined> | undefined
  #failedAt = -Infinity
  readonly #stored = new StoredWords()

  constructor (options: CatalogueWordsOptions) {
    this.#options = options
  }

  /**
   * Undefined for a catalogue that is too large, while the first list of a large one is being read, and where it cannot
   * be read, which a warning says. Rejects with the reason of the signal. Give the index of the same dimension each
   * time.
   */
  async get (opened: OpenIndex, signal: AbortSignal): Promise<KnownWords | undefined> {
    if (this.#options.maxProducts === 0) return undefined
    if (opened.index.texts) return await this.#stored.of(opened.index.texts, stateOf(opened), signal)
    if (this.#built?.state === stateOf(opened) || performance.now() - this.#failedAt < RETRY_MS) {
      return this.#built?.words
    }
    const next = this.#build(opened)
    if (this.#built) return this.#built.words
    return (await untilAborted(inTime(next, PATIENCE_MS), signal))?.words
  }

  #build (opened: OpenIndex): Promise<Built | undefined> {
    this.#building ??= this.#read(opened)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#building = undefined
      })
    return this.#building
  }

  #fail (error: unknown): undefined {
    this.#failedAt = performance.now()
    const reason = error instanceof Error ? error.message : String(error)
    this.#warn(
      `the words of the catalogue cannot be read, texts are searched for by their vectors alone for a minute: ${reason}`
    )
  }

  async #read (opened: OpenIndex): Promise<Built> {
    const { maxProducts } = this.#options
    const { manifest } = opened
    const state = stateOf(opened)
    if (manifest.products > maxProducts) {
      this.#warn(
        `the catalogue has ${manifest.products} products, more than TEXT_INDEX_PRODUCTS (${maxProducts}): it is searched by vectors alone, and spelling is not put right`
      )
    }
    const words = manifest.products > maxProducts ? undefined : await readWords(opened, maxProducts)
    this.#built = { state, words }
    return this.#built
  }

  #warn (message: string): void {
    const { warn = (text) => process.emitWarning(text) } = this.#options
    warn(message)
  }
}

async function readWords ({ index }: OpenIndex, maxProducts: number): Promise<KnownWords> {
  const words = new MiniSearchTextIndex()
  const vocabulary = new Vocabulary()
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const product = toProduct(metadata)
    if (words.has(product.id) || words.products >= maxProducts) continue
    words.add(product)
    vocabulary.add(product)
    if (words.products % AT_ONCE === 0) await setImmediate()
  }
  const speller = new Speller(vocabulary, englishWords())
  return { index: words, spell: async (_text, ask) => ask(speller) }
}

function stateOf ({ index, manifest }: OpenIndex): string {
  return `${index.spec.name} ${manifest.updatedAt ?? ''}`
}

/** Undefined where it takes longer; it goes on nevertheless. */
async function inTime<T> (promise: Promise<T>, ms: number): Promise<T | undefined> {
  const given = new AbortController()
  try {
    return await Promise.race([promise, setTimeout(ms, undefined, { signal: given.signal })])
  } finally {
    given.abort()
  }
}
