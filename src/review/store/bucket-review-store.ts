import PQueue from 'p-queue'
import { StoreUnavailableError } from '../../errors.ts'
import { parseLines } from './parse-lines.ts'
import type { ObjectBucket } from './object-bucket.ts'
import type { ReviewDraft, ReviewEntry } from './review-entry.ts'
import { numbered, toLines, type ReviewStore } from './review-store.ts'

/** Writers that come in between one after the other; each costs two calls. */
const TRIES = 20
const READS_AT_ONCE = 16
/** Entries between two snapshots: a replica that starts reads one of them, and so many objects at most. */
const SNAPSHOT_ENTRIES = 500

/**
 * Decisions as objects of Amazon S3, one for each append, named by the number of its first entry and written only where
 * there is none: who has not seen the last entry cannot write, so that there is one order without a lock. Snapshots
 * repeat all entries up to one, for who starts.
 */
export class BucketReviewStore implements ReviewStore {
  readonly #bucket: ObjectBucket
  readonly #prefix: string
  readonly #queue = new PQueue({ concurrency: 1 })
  #entries: readonly ReviewEntry[] = []
  /** Key of the last object read. */
  #last = ''
  #readAt = -Infinity
  #reading: Promise<readonly ReviewEntry[]> | undefined
  #snapshot = 0

  constructor (bucket: ObjectBucket, catalogue: string) {
    this.#bucket = bucket
    this.#prefix = `reviews/${catalogue}/`
  }

  async entries (maxAgeMs = 0): Promise<readonly ReviewEntry[]> {
    if (performance.now() - this.#readAt < maxAgeMs) return this.#entries
    // Whoever asks before the reading has begun shares it: what it finds is no older than the question.
    this.#reading ??= this.#queue.add(async () => {
      // An idle queue begins at once, before there is a reading to take back.
      await Promise.resolve()
      this.#reading = undefined
      return await this.#catchUp()
    })
    return await this.#reading
  }

  async append (draft: (entries: readonly ReviewEntry[]) => readonly ReviewDraft[]): Promise<ReviewEntry[]> {
    return await this.#queue.add(async () => {
      for (let tries = 0; tries < TRIES; tries++) {
        const before = await this.#catchUp()
        const added = numbered(before, draft(before))
        if (added.length === 0 || (await this.#write(added))) return added
      }
      throw new StoreUnavailableError('others review so much at the same time that this could not be written. Try again')
    })
  }

  async appliedUpTo (): Promise<number> {
    return Number((await this.#bucket.get(this.#appliedKey)) ?? 0)
  }

  async noteAppliedUpTo (seq: number): Promise<void> {
    await this.#bucket.put(this.#appliedKey, String(seq))
  }

  async close (): Promise<void> {
    await this.#queue.onIdle()
    this.#bucket.close()
  }

  get place (): string {
    return `s3://${this.#bucket.name}/${this.#prefix}`
  }

  get #appliedKey (): string {
    return `${this.#prefix}settled`
  }

  /** Whether it is in the store. */
  async #write (added: readonly ReviewEntry[]): Promise<boolean> {
    const key = this.#keyOf('entries', added[0]!.seq)
    const lines = toLines(added)
    // A first try whose answer was lost has made the object, and the second finds it: the same text is our own.
    const isMade = (await this.#bucket.create(key, lines)) || (await this.#bucket.get(key)) === lines
    if (isMade) this.#take(key, [...this.#entries, ...added])
    return isMade
  }

  async #catchUp (): Promise<readonly ReviewEntry[]> {
    if (this.#last === '') await this.#readSnapshot()
    const startedAt = performance.now()
    const keys = await this.#bucket.list(`${this.#prefix}entries/`, this.#last)
    for (let i = 0; i < keys.length; i += READS_AT_ONCE) {
      const page = keys.slice(i, i + READS_AT_ONCE)
      const texts = await Promise.all(page.map(async (key) => await this.#bucket.get(key)))
      for (const [n, key] of page.entries()) {
        const read = parseLines(texts[n] ?? '', this.#entries, key)
        if (read.length > 0) this.#take(key, [...this.#entries, ...read])
      }
    }
    this.#readAt = startedAt
    await this.#keepSnapshot()
    return this.#entries
  }

  async #readSnapshot (): Promise<void> {
    const key = (await this.#bucket.list(`${this.#prefix}snapshots/`, '')).at(-1)
    if (key === undefined) return
    const entries = parseLines((await this.#bucket.get(key)) ?? '', [], key)
    this.#snapshot = entries.length
    // Every object that begins after it comes later in the order of keys.
    if (entries.length > 0) this.#take(this.#keyOf('entries', entries.length), entries)
  }

  /** It only saves time: whoever may not write leaves it to others. */
  async #keepSnapshot (): Promise<void> {
    if (this.#entries.length - this.#snapshot < SNAPSHOT_ENTRIES) return
    this.#snapshot = this.#entries.length
    await this.#bucket.create(this.#keyOf('snapshots', this.#snapshot), toLines(this.#entries)).catch(() => false)
  }

  #take (key: string, entries: readonly ReviewEntry[]): void {
    this.#last = key
    this.#entries = entries
  }

  /** Padded, since S3 lists keys in the order of their letters. */
  #keyOf (kind: 'entries' | 'snapshots', seq: number): string {
    return `${this.#prefix}${kind}/${String(seq).padStart(12, '0')}.jsonl`
  }
}
