import type { Product } from '../catalogue/product.ts'
import { judged, statementOf, withStatement } from '../tagging/statement.ts'
import type { ShopTree, ToShop } from '../tagging/shop-tree.ts'
import type { WriteBack } from '../tagging/write-back.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import type { ReviewState } from './attribute-history.ts'
import { attributeNamed, reviewStates } from './review-state.ts'
import { isDecision, type ReviewEntry } from './store/review-entry.ts'
import type { ReviewStore } from './store/review-store.ts'

export interface DecisionApplierOptions {
  readonly store: ReviewStore
  readonly taxonomies: () => Promise<ReadonlyMap<string, Taxonomy>>
  readonly writeBack: Pick<WriteBack, 'changeAll'>
  readonly tree: Pick<ShopTree, 'learned'>
  /** Called when products may have changed; while decisions keep coming in, only now and then. */
  readonly onApplied?: () => void
  /** Told of the first of several failures in a row. Default: a warning of the process. */
  readonly warn?: (message: string) => void
}

interface Restating {
  readonly state: ReviewState
  readonly taxonomy: Taxonomy
  readonly toShop: ToShop
}

const PRODUCTS_AT_ONCE = 50
/** How soon what failed, or what a replica left behind that was killed, is tried again. */
const PERIOD_MS = 5000
const NEWS_MS = 30_000

/**
 * Brings what people decide into the index: at once, and again until it is there. Every replica does so for the entries
 * of all, and one that is killed in between leaves its entries to the others; the store keeps how far they have come.
 */
export class DecisionApplier {
  readonly #options: Required<DecisionApplierOptions>
  #timer: NodeJS.Timeout | undefined
  #running: Promise<number> | undefined
  #next: Promise<number> | undefined
  #appliedUpTo: number | undefined
  #noted = 0
  #isFailing = false
  #isNews = false
  #toldAt = -Infinity

  constructor ({
    onApplied = () => {},
    warn = (message) => process.emitWarning(message),
    ...options
  }: DecisionApplierOptions) {
    this.#options = { ...options, onApplied, warn }
  }

  /** Applies in the background from now on, until `close`. */
  start (): void {
    this.#timer ??= setInterval(() => this.#tick(), PERIOD_MS).unref()
    this.#tick()
  }

  /**
   * Resolves to the products changed once all entries that are there now are in the index. Rejects as the stores do;
   * nothing is lost by that. Entries of a taxonomy that is gone are left out.
   */
  async applyNew (): Promise<number> {
    // A run that is under way may have read the entries before the caller's was there.
    if (this.#running) this.#next ??= this.#running.then(this.#begin, this.#begin)
    return await (this.#next ?? this.#begin())
  }

  /** Ends after what is under way. */
  async close (): Promise<void> {
    clearInterval(this.#timer)
    await Promise.allSettled([this.#running, this.#next])
    await this.#note().catch(() => {})
  }

  readonly #begin = (): Promise<number> => {
    this.#next = undefined
    const running = this.#run().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }

  async #run (): Promise<number> {
    const { store, taxonomies, tree } = this.#options
    const entries = await store.entries()
    const last = entries.at(-1)?.seq ?? 0
    this.#appliedUpTo = Math.min(this.#appliedUpTo ?? (await this.#read()), last)
    if (last === this.#appliedUpTo) return 0
    const known = [...(await taxonomies()).values()]
    const placed = await Promise.all(
      known.map(async (taxonomy) => ({ taxonomy, toShop: await tree.learned(taxonomy) }))
    )
    const changes = changesOf(entries, this.#appliedUpTo, placed)
    let changed = 0
    for (let i = 0; i < changes.length; i += PRODUCTS_AT_ONCE) {
      changed += await this.#options.writeBack.changeAll(new Map(changes.slice(i, i + PRODUCTS_AT_ONCE)))
    }
    this.#appliedUpTo = last
    this.#isNews = true
    this.#tellNews()
    return changed
  }

  async #read (): Promise<number> {
    this.#noted = await this.#options.store.appliedUpTo()
    return this.#noted
  }

  async #note (): Promise<void> {
    const appliedUpTo = this.#appliedUpTo ?? 0
    if (appliedUpTo <= this.#noted) return
    await this.#options.store.noteAppliedUpTo(appliedUpTo)
    this.#noted = appliedUpTo
  }

  /** Whoever keeps lists of products makes them anew, which takes a large catalogue its time. */
  #tellNews (): void {
    if (!this.#isNews || performance.now() - this.#toldAt < NEWS_MS) return
    this.#isNews = false
    this.#toldAt = performance.now()
    this.#options.onApplied()
  }

  #tick (): void {
    this.#tellNews()
    // What is under way is followed by what comes next.
    if (this.#running) return
    this.applyNew()
      .then(async () => await this.#note())
      .then(
        () => this.#tell(undefined),
        (error: unknown) => this.#tell(error)
      )
  }

  #tell (error: unknown): void {
    if (error !== undefined && !this.#isFailing) {
      this.#options.warn(
        `decisions are kept, and not in the index yet; this is tried again every ${PERIOD_MS / 1000} s: ${error instanceof Error ? error.message : String(error)}`
      )
    }
    this.#isFailing = error !== undefined
  }
}

/** What the entries after one make of the products they name. */
function changesOf (
  entries: readonly ReviewEntry[],
  appliedUpTo: number,
  taxonomies: ReadonlyArray<Omit<Restating, 'state'>>
): Array<[string, (product: Product) => Product]> {
  const touched = touchedSince(entries, appliedUpTo)
  const byProduct = new Map<string, Restating[]>()
  for (const { taxonomy, toShop } of taxonomies) {
    for (const state of reviewStates(entries, taxonomy)) {
      if (!touched.has(keyOf(state.productId, state.attribute))) continue
      byProduct.set(state.productId, [...(byProduct.get(state.productId) ?? []), { state, taxonomy, toShop }])
    }
  }
  return [...byProduct].map(([id, own]) => [id, (product) => restated(product, own, appliedUpTo)])
}

function touchedSince (entries: readonly ReviewEntry[], appliedUpTo: number): Set<string> {
  const decisions = new Map(entries.filter(isDecision).map((entry) => [entry.seq, entry]))
  const fresh = entries.filter(({ seq }) => seq > appliedUpTo)
  const meant = fresh.flatMap((entry) => (isDecision(entry) ? entry : (decisions.get(entry.reverts) ?? [])))
  return new Set(meant.map(({ productId, attribute }) => keyOf(productId, attribute)))
}

function restated (product: Product, own: readonly Restating[], appliedUpTo: number): Product {
  return own.reduce((result, { state, taxonomy, toShop }) => {
    const { attribute, statement, base, trail } = state
    const current = statementOf(result, attribute)
    const before = trail.findLast(({ seq }) => seq <= appliedUpTo)?.statement ?? base
    const ours = [base, before, ...trail.filter(({ seq }) => seq > appliedUpTo).map((step) => step.statement)]
    // What the catalogue, or somebody else, has said since is not ours to take back.
    const next = ours.includes(current)
      ? statement
      : judged(current, state, attributeNamed(attribute, taxonomy)!, taxonomy)
    return next === current ? result : withStatement(result, attribute, next, toShop)
  }, product)
}

function keyOf (productId: string, attribute: string): string {
  return JSON.stringify([productId, attribute])
}
