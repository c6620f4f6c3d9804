import { open, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import PQueue from 'p-queue'
import { DataDirUnusableError, StoreUnavailableError } from '../../errors.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { WriteLock } from '../../shared/write-lock.ts'
import { parseLines } from './parse-lines.ts'
import type { ReviewDraft, ReviewEntry } from './review-entry.ts'
import { numbered, toLines, type ReviewStore } from './review-store.ts'

/** Another process writes for a few milliseconds; one that holds the log longer is named in the refusal. */
const LOCK_TRIES = 40
const LOCK_WAIT_MS = 50
const NEWLINE = 10

/** Decisions as JSON lines that only ever grow; one process writes at a time, any number read. */
export class ReviewLog implements ReviewStore {
  readonly file: string
  readonly #queue = new PQueue({ concurrency: 1 })
  readonly #lock: WriteLock
  #entries: readonly ReviewEntry[] = []
  /** Bytes of the whole lines read so far. */
  #bytes = 0

  constructor (file: string) {
    this.file = file
    this.#lock = new WriteLock(`${file}.lock`)
  }

  /**
   * Rejects with REVIEW_LOG_DAMAGED or DATA_DIR_UNUSABLE. The file is looked at each time: that is cheap, and an answer
   * that is kept could be old.
   */
  async entries (): Promise<readonly ReviewEntry[]> {
    // Nothing new is the rule, and costs one look at the file.
    if ((await sizeOf(this.file)) === this.#bytes) return this.#entries
    return await this.#run(async () => await this.#catchUp())
  }

  /** In one write that is on the disk when this resolves; nobody else writes while `draft` runs. */
  async append (draft: (entries: readonly ReviewEntry[]) => readonly ReviewDraft[]): Promise<ReviewEntry[]> {
    return await this.#run(async () => {
      await inDataFolder(path.dirname(this.file), async () => await makeFolder(path.dirname(this.file)))
      await this.#acquire()
      try {
        const before = await this.#catchUp()
        const added = numbered(before, draft(before))
        if (added.length > 0) await inDataFolder(path.dirname(this.file), async () => await this.#write(added))
        return added
      } finally {
        await this.#lock.release()
      }
    })
  }

  async appliedUpTo (): Promise<number> {
    return await readFile(this.#appliedFile, 'utf8').then(
      (text) => Number(text) || 0,
      () => 0
    )
  }

  async noteAppliedUpTo (seq: number): Promise<void> {
    await inDataFolder(path.dirname(this.file), async () => await writeFile(this.#appliedFile, `${seq}\n`))
  }

  async close (): Promise<void> {
    await this.#queue.onIdle()
  }

  get place (): string {
    return this.file
  }

  get #appliedFile (): string {
    return `${this.file}.settled`
  }

  async #run<T>(task: () => Promise<T>): Promise<T> {
    return await this.#queue.add(task)
  }

  async #acquire (): Promise<void> {
    for (let left = LOCK_TRIES; ; left--) {
      try {
        return await this.#lock.acquire()
      } catch (error) {
        if (left === 0 || !(error instanceof StoreUnavailableError)) throw error
        await setTimeout(LOCK_WAIT_MS)
      }
    }
  }

  async #catchUp (): Promise<readonly ReviewEntry[]> {
    const size = await sizeOf(this.file)
    // Shorter than before is another file: a copy brought back, or none.
    if (size < this.#bytes) [this.#entries, this.#bytes] = [[], 0]
    if (size === this.#bytes) return this.#entries
    const fresh = await inDataFolder(
      path.dirname(this.file),
      async () => await readFrom(this.file, this.#bytes, size)
    )
    // A line without its end was never confirmed to anybody: a crash cut it off, or it is being written.
    const whole = fresh.subarray(0, fresh.lastIndexOf(NEWLINE) + 1)
    this.#entries = [...this.#entries, ...parseLines(whole.toString(), this.#entries, this.file)]
    this.#bytes += whole.length
    return this.#entries
  }

  /** Writes where the last whole line ends: what a crash cut off is overwritten. */
  async #write (added: readonly ReviewEntry[]): Promise<void> {
    const lines = Buffer.from(toLines(added))
    const handle = await open(this.file, 'a')
    try {
      await handle.truncate(this.#bytes)
      await handle.appendFile(lines)
      await handle.sync()
    } catch (error) {
      // A full disk may have taken some of several lines: who was told that it failed will send them all again.
      await handle.truncate(this.#bytes).catch(() => {})
      throw error
    } finally {
      await handle.close()
    }
    this.#entries = [...this.#entries, ...added]
    this.#bytes += lines.length
  }
}

async function sizeOf (file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 0
    throw new DataDirUnusableError(file, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

async function readFrom (file: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
