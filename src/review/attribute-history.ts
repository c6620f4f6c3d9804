import type { Attribute, Taxonomy } from '../taxonomy/taxonomy.ts'
import { judged, type Opinion } from '../tagging/statement.ts'
import { isDecision, type ReviewDecision, type ReviewEntry } from './store/review-entry.ts'

/** What the log says about one attribute of one product, after all that was decided and taken back. */
export interface ReviewState extends Opinion {
  readonly productId: string
  readonly attribute: string
  /** The photo that was looked at last. */
  readonly imageUrl: string | undefined
  /** What the catalogue itself states. */
  readonly base: string | undefined
  /** What the index should state, in the catalogue's words where people say nothing. */
  readonly statement: string | undefined
  /** The same after each entry, oldest first. */
  readonly trail: ReadonlyArray<{ readonly seq: number; readonly statement: string | undefined }>
}

/**
 * What people said of one attribute of one product, entry by entry. Where the index stated something that nobody here
 * wrote, the catalogue had changed its mind.
 */
export class AttributeHistory {
  readonly attribute: Attribute
  readonly #taxonomy: Taxonomy
  readonly #trail: Array<ReviewState['trail'][number]> = []
  readonly #right = new Set<string>()
  readonly #wrong = new Set<string>()
  #first: ReviewDecision | undefined
  /** Decisions that hold. */
  #live: ReviewDecision[] = []
  #base: string | undefined
  #statement: string | undefined

  constructor (attribute: Attribute, taxonomy: Taxonomy) {
    this.attribute = attribute
    this.#taxonomy = taxonomy
  }

  get statement (): string | undefined {
    return this.#statement
  }

  add (entry: ReviewEntry): void {
    if (isDecision(entry)) this.#decide(entry)
    else this.#takeBack(entry.reverts)
    this.#statement = judged(this.#base, this.#opinion(), this.attribute, this.#taxonomy)
    this.#trail.push({ seq: entry.seq, statement: this.#statement })
  }

  /** Of a history that has begun. */
  state (): ReviewState {
    const { productId, imageUrl } = this.#live.at(-1) ?? this.#first!
    return {
      productId,
      attribute: this.attribute.name,
      imageUrl,
      base: this.#base,
      statement: this.#statement,
      trail: this.#trail,
      ...this.#opinion()
    }
  }

  #decide (decision: ReviewDecision): void {
    this.#first ??= decision
    if (this.#live.length === 0 || decision.previous !== this.#statement) this.#base = decision.previous
    this.#live.push(decision)
    this.#learn(decision)
  }

  #takeBack (seq: number): void {
    this.#live = this.#live.filter((decision) => decision.seq !== seq)
    this.#right.clear()
    this.#wrong.clear()
    for (const decision of this.#live) this.#learn(decision)
  }

  /** A later decision wins over an earlier one. A value that the taxonomy has lost since does not count. */
  #learn ({ verdict, value, replacement }: ReviewDecision): void {
    const [label, other] = [this.#resolve(value), this.#resolve(replacement)]
    if (label !== undefined && verdict === 'ACCEPT') this.#accept(label)
    else if (label !== undefined) this.#reject(label)
    if (other !== undefined) this.#accept(other)
  }

  #accept (label: string): void {
    if (this.attribute.type === 'ONE_OF') this.#right.clear()
    this.#right.add(label)
    this.#wrong.delete(label)
  }

  #reject (label: string): void {
    this.#right.delete(label)
    this.#wrong.add(label)
  }

  #resolve (value: string | undefined): string | undefined {
    return value === undefined ? undefined : this.#taxonomy.resolve(this.attribute.name, value)
  }

  #opinion (): Opinion {
    return { right: [...this.#right], wrong: [...this.#wrong] }
  }
}
