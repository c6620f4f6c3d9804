import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ReviewEntry } from '../src/review/store/review-entry.ts'
import { ReviewLog } from '../src/review/store/review-log.ts'
import { toProduct } from '../src/catalogue/product-of-record.ts'
import type { TagLine } from '../src/tagging/bulk/tag-log.ts'
import type { ReviewArguments, TagArguments } from './kill-points-child.ts'
import { contentsOf, differences, type Contents } from './kill-points-contents.ts'
import type { Outcome, Problems, Trial } from './kill-points-trial.ts'
import { colorOf } from './kill-points-work.ts'

const REVIEWS = 6

/** People who decide, and were told that it is kept. */
export class ReviewTrial implements Trial {
  readonly program = 'review'
  readonly #dataDir: string
  #confirmed: ReviewEntry[] = []
  #next = 0

  constructor (dataDir: string) {
    this.#dataDir = dataDir
  }

  async next (): Promise<ReviewArguments> {
    const first = this.#next
    this.#next += REVIEWS
    return { first, reviews: REVIEWS }
  }

  async check ({ confirmed }: Outcome): Promise<Problems> {
    this.#confirmed.push(...confirmed)
    const entries = await new ReviewLog(path.join(this.#dataDir, 'reviews', 'shop.jsonl')).entries()
    const known = new Map(entries.map((entry) => [entry.seq, JSON.stringify(entry)]))
    const lost = this.#confirmed.filter((entry) => known.get(entry.seq) !== JSON.stringify(entry))
    const ids = entries.map((entry) => ('productId' in entry ? entry.productId : ''))
    const doubled = ids.filter((id, i) => ids.indexOf(id) !== i)
    return [...lost.map(({ seq }) => `lost: decision ${seq}`), ...doubled.map((id) => `doubled: decision on ${id}`)]
  }

  async finished (outcome: Outcome): Promise<Problems> {
    const problems = await this.check(outcome)
    const isWhole = outcome.confirmed.length === REVIEWS * 2
    return isWhole ? problems : [...problems, 'a run without a kill confirmed too little']
  }
}

/** Tags that go into the index and then into the log, where they count as done. */
export class TagTrial implements Trial {
  readonly program = 'tag'
  readonly #dataDir: string
  readonly #options: {
    readonly args: TagArguments
    readonly template: string
    readonly expected: ReadonlyArray<Contents | undefined>
  }

  /** `template` is a data folder before tagging, `expected` what tagging makes of it. */
  constructor (
    dataDir: string,
    options: {
      readonly args: TagArguments
      readonly template: string
      readonly expected: ReadonlyArray<Contents | undefined>
    }
  ) {
    this.#dataDir = dataDir
    this.#options = options
  }

  async begin (): Promise<void> {
    await rm(this.#dataDir, { recursive: true, force: true })
    await mkdir(this.#dataDir, { recursive: true })
    await cp(this.#options.template, this.#dataDir, { recursive: true })
  }

  async next (): Promise<TagArguments> {
    return this.#options.args
  }

  async check (): Promise<Problems> {
    const done = await this.#done()
    const doubled = done.filter((id, i) => done.indexOf(id) !== i).map((id) => `doubled: ${id} in the log`)
    const found = await contentsOf(this.#dataDir)
    return [...doubled, ...found.flatMap((contents, i) => this.#checkIndex(contents, i, new Set(done)))]
  }

  async finished (): Promise<Problems> {
    const done = await this.#done()
    const found = await contentsOf(this.#dataDir)
    const wanted = this.#options.expected
    const problems = [...(await this.check()), ...differences(found, wanted)]
    if (new Set(done).size !== wanted[0]!.records.size / 2) problems.push('lost: lines of the log')
    if (
      found.some(
        (contents, i) => JSON.stringify(contents?.manifest?.facets) !== JSON.stringify(wanted[i]?.manifest?.facets)
      )
    ) {
      problems.push('different: facets')
    }
    await this.begin()
    return problems
  }

  #checkIndex (contents: Contents | undefined, dimension: number, done: ReadonlySet<string>): string[] {
    const { records } = contents ?? { records: new Map<string, never>() }
    const lost = [...this.#options.expected[dimension]!.records.keys()]
      .filter((key) => !records.has(key))
      .map((key) => `lost: ${key}`)
    const unwritten = [...records].filter(([, { id, metadata }]) => {
      const { color, category, attributes } = toProduct(metadata)
      return (
        done.has(id) &&
        (color !== colorOf(id) || category !== 'Home/Furniture' || attributes['material']?.[0] !== 'wood')
      )
    })
    return [...lost, ...unwritten.map(([key]) => `lost: tags of ${key}`)]
  }

  /** Whole lines only: a last one without its end counts as not there. */
  async #done (): Promise<string[]> {
    const text = await readFile(path.join(this.#dataDir, 'shop.tags.jsonl'), 'utf8').catch(() => '')
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as TagLine).id)
  }
}
