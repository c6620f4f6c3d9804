import { LRUCache } from 'lru-cache'
import { isColorReader } from './color-reader.ts'
import type { EmbedOptions, Embedder, Embedding, Purpose, QueryInput } from './embedder.ts'
import { isMetered, type ModelCost, type ModelUsage } from './metered-embedder.ts'
import { asQuestion, inColorsOf, type PhotoShaper } from './photo-shaper.ts'
import { isQueued, type QueueLength } from './queued-embedder.ts'
import { SharedCall } from './shared-call.ts'
import { toldOf } from './told-embedder.ts'

export interface CacheLimits {
  readonly maxEntries: number
  readonly maxBytes: number
}

export interface CacheCounters {
  readonly hits: number
  readonly misses: number
  /** Calls that waited for an equal one in flight. */
  readonly joins: number
  readonly entries: number
  readonly bytes: number
}

/** Called before a model is; what it rejects with keeps the model from being called. */
export type ChargeModel = (input: QueryInput) => Promise<void>

export interface CachedEmbedOptions extends EmbedOptions {
  readonly charge?: ChargeModel | undefined
}

interface ModelCall { readonly input: QueryInput, readonly purpose: Purpose, readonly signal: AbortSignal | undefined }

/**
 * An LRU of embeddings around any embedder. One entry serves every dimension, since embeddings are kept at native size
 * and cut by the caller; it belongs to one model, so that keys of two models cannot meet.
 */
export class CachedEmbedder implements PhotoShaper {
  readonly #embedder: Embedder
  readonly #cache: LRUCache<string, Embedding, ModelCall>
  /** In flight, by key; one that was evicted meanwhile lives on with those who wait for it. */
  readonly #calls = new Map<string, SharedCall>()
  readonly #counters = { hits: 0, misses: 0, joins: 0 }

  constructor (embedder: Embedder, { maxEntries, maxBytes }: CacheLimits) {
    this.#embedder = embedder
    this.#cache = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: (embedding, key) => embedding.byteLength + 2 * key.length,
      // The call is shared by all who ask: neither the first caller's signal nor an eviction may end it.
      ignoreFetchAbort: true,
      fetchMethod: async (key, _stale, { context }) => await this.#call(key, context)
    })
  }

  get model (): string { return this.#embedder.model }
  get dimensions (): readonly number[] { return this.#embedder.dimensions }
  get capabilities (): Embedder['capabilities'] { return this.#embedder.capabilities }
  get media (): Embedder['media'] { return this.#embedder.media }
  get maxTextLength (): number { return this.#embedder.maxTextLength }
  get languages (): Embedder['languages'] { return this.#embedder.languages }

  get counters (): CacheCounters {
    return { ...this.#counters, entries: this.#cache.size, bytes: this.#cache.calculatedSize }
  }

  /** What the model has used; undefined of one that bills nobody. */
  get usage (): ModelUsage | undefined {
    return isMetered(this.#embedder) ? this.#embedder.usage : undefined
  }

  /** Of the model's calls; empty of one that tells of none. */
  get queues (): readonly QueueLength[] {
    return isQueued(this.#embedder) ? this.#embedder.queues : []
  }

  async embed (input: QueryInput, { purpose, signal, charge }: CachedEmbedOptions): Promise<Embedding> {
    signal?.throwIfAborted()
    const normalised = normaliseInput(input)
    const key = cacheKey(normalised, purpose)
    if (charge && !this.#cache.has(key)) {
      await charge(normalised)
      signal?.throwIfAborted()
    }
    const status: LRUCache.Status<string, Embedding, ModelCall> = {}
    const call = this.#cache.forceFetch(key, { context: { input: normalised, purpose, signal }, status })
    this.#count(status.fetch)
    const shared = this.#calls.get(key)
    return await (shared ? shared.wait(call, signal) : call)
  }

  /** Whether `embed` would answer without a model call; does not count as a use. */
  isCached (input: QueryInput, purpose: Purpose): boolean {
    return this.#cache.has(cacheKey(normaliseInput(input), purpose))
  }

  /** What embedding these would cost now; undefined of a model that bills nobody. */
  costOf (inputs: readonly QueryInput[], purpose: Purpose): ModelCost | undefined {
    const model = this.#embedder
    if (!isMetered(model)) return undefined
    const calls = inputs.filter((input) => !this.isCached(input, purpose))
    const plans = calls.map((input) =>
      'media' in input ? model.media!.plan(input.media) : { calls: 1, usd: model.estimateUsd(input) }
    )
    return {
      modelCalls: plans.reduce((sum, plan) => sum + plan.calls, 0),
      estimatedUsd: plans.reduce((sum, plan) => sum + plan.usd, 0)
    }
  }

  /** Whether embeddings of photos hold their colors, so that nobody needs to measure them. */
  get tellsColors (): boolean {
    return isColorReader(this.#embedder)
  }

  /** Colors of a photo by its embedding; undefined of a model whose embeddings do not tell them. */
  colorsOf (photo: Embedding): ReadonlyMap<string, number> | undefined {
    return isColorReader(this.#embedder) ? this.#embedder.colorsOf(photo) : undefined
  }

  asQuestion (photo: Embedding): Embedding {
    return asQuestion(this.#embedder, photo)
  }

  inColorsOf (photo: Embedding, words: string): Embedding | undefined {
    return inColorsOf(this.#embedder, photo, words)
  }

  async close (): Promise<void> {
    this.#cache.clear()
    await this.#embedder.close()
  }

  async #call (key: string, { input, purpose, signal }: ModelCall): Promise<Embedding> {
    const shared = new SharedCall(signal, () => {
      // Who asks next must not join a call that is given up.
      if (this.#calls.get(key) === shared) this.#cache.delete(key)
    })
    this.#calls.set(key, shared)
    try {
      return await toldOf(this.#embedder, input, { purpose, signal: shared.signal })
    } finally {
      if (this.#calls.get(key) === shared) this.#calls.delete(key)
    }
  }

  #count (outcome: LRUCache.Status<string, Embedding>['fetch']): void {
    if (outcome === 'hit') this.#counters.hits++
    else if (outcome === 'inflight') this.#counters.joins++
    else this.#counters.misses++
  }
}

/** Spelling differences that no model should see, so that equal questions share an entry. */
function normaliseInput (input: QueryInput): QueryInput {
  return 'text' in input ? { text: input.text.normalize('NFC').trim().replace(/\s+/gu, ' ') } : input
}

function cacheKey (input: QueryInput, purpose: Purpose): string {
  if ('media' in input) return `${input.media.kind} ${purpose} ${input.media.hash}`
  return 'text' in input ? `text ${purpose} ${input.text}` : `image ${purpose} ${input.image.hash}`
}
