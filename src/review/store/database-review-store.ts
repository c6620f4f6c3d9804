import { randomUUID } from 'node:crypto'
import PQueue from 'p-queue'
import type { Database, Run, Statement } from '../../postgres/database.ts'
import { quoted } from '../../postgres/quoted.ts'
import { parseLines } from './parse-lines.ts'
import type { ReviewDraft, ReviewEntry } from './review-entry.ts'
import { numbered, type ReviewStore } from './review-store.ts'

const ROWS_PER_PAGE = 5000

/** What was read so far. Numbers have no gaps, so that the last one is their count. */
interface Known {
  readonly entries: readonly ReviewEntry[]
  /** Of the last entry, the append that wrote it. */
  readonly written: string
}

/** What an append came to; what `draft` throws is none of the database's errors. */
type Outcome = { readonly added: ReviewEntry[] } | { readonly refusal: unknown }

const NOTHING: Known = { entries: [], written: '' }

/**
 * Decisions as rows of PostgreSQL. Who appends holds a lock until the end of its transaction, so that there is one
 * order; each append has a name of its own, by which one whose answer was lost knows that it was written.
 */
export class DatabaseReviewStore implements ReviewStore {
  readonly #database: Database
  readonly #schema: string
  readonly #catalogue: string
  readonly #queue = new PQueue({ concurrency: 1 })
  #known = NOTHING
  #readAt = -Infinity
  #reading: Promise<readonly ReviewEntry[]> | undefined

  /** The database is closed with it. */
  constructor (database: Database, schema: string, catalogue: string) {
    this.#database = database
    this.#schema = schema
    this.#catalogue = catalogue
  }

  async entries (maxAgeMs = 0): Promise<readonly ReviewEntry[]> {
    if (performance.now() - this.#readAt < maxAgeMs) return this.#known.entries
    // Whoever asks before the reading has begun shares it: what it finds is no older than the question.
    this.#reading ??= this.#queue.add(async () => {
      // An idle queue begins at once, before there is a reading to take back.
      await Promise.resolve()
      this.#reading = undefined
      return await this.#catchUp(async (statement) => await this.#database.query(statement))
    })
    return await this.#reading
  }

  async append (draft: (entries: readonly ReviewEntry[]) => readonly ReviewDraft[]): Promise<ReviewEntry[]> {
    return await this.#queue.add(async () => {
      const written = randomUUID()
      let tries = 0
      const outcome = await this.#database.transaction<Outcome>(async (run) => {
        await run({ text: 'SELECT pg_advisory_xact_lock(hashtext($1))', values: [`reviews ${this.place}`] })
        const before = await this.#catchUp(run)
        const mine = tries++ === 0 ? [] : await this.#writtenBy(run, written, before)
        return mine.length > 0 ? { added: mine } : await this.#write(run, before, draft, written)
      })
      if ('refusal' in outcome) throw outcome.refusal
      const { added } = outcome
      const isKnown = this.#known.entries.length >= (added.at(-1)?.seq ?? 0)
      if (!isKnown) this.#known = { entries: [...this.#known.entries, ...added], written }
      return added
    })
  }

  async appliedUpTo (): Promise<number> {
    const text = `SELECT seq::float8 FROM ${this.#table('settled_reviews')} WHERE catalogue = $1`
    const [[seq = 0] = []] = await this.#database.query({ text, values: [this.#catalogue] })
    return Number(seq)
  }

  async noteAppliedUpTo (seq: number): Promise<void> {
    await this.#database.query({
      text: `INSERT INTO ${this.#table('settled_reviews')} (catalogue, seq) VALUES ($1, $2)
        ON CONFLICT (catalogue) DO UPDATE SET seq = excluded.seq`,
      values: [this.#catalogue, seq]
    })
  }

  async close (): Promise<void> {
    await this.#queue.onIdle()
    await this.#database.close()
  }

  get place (): string {
    return `${this.#schema}.reviews of catalogue ${this.#catalogue}`
  }

  async #write (
    run: Run,
    before: readonly ReviewEntry[],
    draft: (entries: readonly ReviewEntry[]) => readonly ReviewDraft[],
    written: string
  ): Promise<Outcome> {
    let added: ReviewEntry[]
    try {
      added = numbered(before, draft(before))
    } catch (refusal) {
      return { refusal }
    }
    if (added.length > 0) await run(this.#insertion(added, written))
    return { added }
  }

  #insertion (added: readonly ReviewEntry[], written: string): Statement {
    return {
      text: `INSERT INTO ${this.#table('reviews')} (catalogue, seq, written, entry)
        SELECT $1, $2 + place, $3, entry FROM unnest($4::text[]) WITH ORDINALITY AS given (entry, place)`,
      values: [this.#catalogue, added[0]!.seq - 1, written, added.map((entry) => JSON.stringify(entry))]
    }
  }

  /** What an append has written although its answer was lost. */
  async #writtenBy (run: Run, written: string, entries: readonly ReviewEntry[]): Promise<ReviewEntry[]> {
    const rows = await run({
      text: `SELECT seq::float8 FROM ${this.#table('reviews')} WHERE catalogue = $1 AND written = $2 ORDER BY seq`,
      values: [this.#catalogue, written]
    })
    return rows.map(([seq]) => entries[Number(seq) - 1]!)
  }

  async #catchUp (run: Run): Promise<readonly ReviewEntry[]> {
    const startedAt = performance.now()
    let isWhole = false
    while (!isWhole) {
      const { entries, written } = this.#known
      const rows = await run(this.#rowsFrom(entries.length))
      const isSame = entries.length === 0 || String(rows[0]?.[0]) === written
      // A log without the last entry is another one: a backup was brought back.
      if (isSame) this.#take(entries.length === 0 ? rows : rows.slice(1))
      else this.#known = NOTHING
      isWhole = isSame && rows.length < ROWS_PER_PAGE
    }
    this.#readAt = startedAt
    return this.#known.entries
  }

  /** From the last entry that is known, to see that it is the same. */
  #rowsFrom (seq: number): Statement {
    return {
      text: `SELECT written::text, entry FROM ${this.#table('reviews')} WHERE catalogue = $1 AND seq >= $2
        ORDER BY seq LIMIT ${ROWS_PER_PAGE}`,
      values: [this.#catalogue, seq]
    }
  }

  #take (rows: ReadonlyArray<readonly unknown[]>): void {
    if (rows.length === 0) return
    const { entries } = this.#known
    const lines = rows.map(([, entry]) => `${String(entry)}\n`).join('')
    this.#known = {
      entries: [...entries, ...parseLines(lines, entries, this.place)],
      written: String(rows.at(-1)![0])
    }
  }

  #table (name: string): string {
    return `${quoted(this.#schema)}.${name}`
  }
}
