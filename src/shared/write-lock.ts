import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { DataDirUnusableError, StoreUnavailableError } from '../errors.ts'

const HEARTBEAT_MS = 5000
/** A lock whose owner cannot be asked, in another container, is stale after this silence. */
const SILENT_MS = 60_000

const DRAFT = '.draft'

interface Owner {
  readonly pid: number
  readonly host: string
  readonly started: string
}

/** States of Linux: zombie and dead. */
const GONE = new Set(['Z', 'X'])

/** Keeps a second process from writing: the engine doubles rows when two merge the same keys. Readers need no lock. */
export class WriteLock {
  readonly #path: string
  #heartbeat: NodeJS.Timeout | undefined

  constructor (path: string) {
    this.#path = path
  }

  /**
   * Rejects with STORE_UNAVAILABLE, naming its pid, while another live process holds the lock, with DATA_DIR_UNUSABLE
   * where it cannot be written.
   */
  async acquire (): Promise<void> {
    if (this.#heartbeat !== undefined) return
    if (!(await create(this.#path))) {
      await this.#clearStale()
      if (!(await create(this.#path))) throw this.#refusal(await readOwner(this.#path))
    }
    this.#heartbeat = setInterval(() => {
      const now = new Date()
      utimes(this.#path, now, now).catch(() => {})
    }, HEARTBEAT_MS).unref()
  }

  async release (): Promise<void> {
    if (this.#heartbeat === undefined) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = undefined
    await rm(this.#path, { force: true })
  }

  /**
   * One at a time judges and removes: another's judgement would be of the lock before, its removal of the one made
   * since.
   */
  async #clearStale (): Promise<void> {
    const guard = `${this.#path}.takeover`
    await this.#removeIfStale(guard)
    if (!(await create(guard))) throw this.#refusal(await readOwner(guard))
    try {
      await this.#removeIfStale(this.#path)
      await removeDrafts(this.#path)
    } finally {
      await rm(guard, { force: true })
    }
  }

  async #removeIfStale (path: string): Promise<void> {
    const modified = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined
    )
    if (modified === undefined) return
    const owner = await readOwner(path)
    if (isAlive(owner, Date.now() - modified)) throw this.#refusal(owner)
    await rm(path, { force: true })
  }

  #refusal (owner: Owner | undefined): Error {
    return new StoreUnavailableError(
      `process ${owner?.pid ?? 'unknown'}${owner && owner.host !== hostname() ? ` on ${owner.host}` : ''} is writing to it (${this.#path}). Wait until it has ended`
    )
  }
}

/**
 * Whether it was not there yet. Written beside and linked into place: a kill or a full disk in between must not leave a
 * lock without its owner, which would count as held.
 */
async function create (path: string): Promise<boolean> {
  const owner: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) }
  const draft = `${path}.${randomUUID()}${DRAFT}`
  try {
    await writeFile(draft, JSON.stringify(owner), { flag: 'wx' })
    await link(draft, path)
    return true
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new DataDirUnusableError(dirname(path), message, { cause })
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

/** What killed processes left half made. */
async function removeDrafts (path: string): Promise<void> {
  const names = (await readdir(dirname(path))).filter(
    (name) => name.startsWith(`${basename(path)}.`) && name.endsWith(DRAFT)
  )
  for (const draft of names.map((name) => join(dirname(path), name))) {
    const modified = await stat(draft).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now()
    )
    if (Date.now() - modified > SILENT_MS) await rm(draft, { force: true })
  }
}

function isAlive (owner: Owner | undefined, silentMs: number): boolean {
  if (owner?.host !== hostname()) return silentMs < SILENT_MS
  // A pid may be another process's by now, after a restart of a container always the same few.
  return isRunning(owner.pid) && startOf(owner.pid) === owner.started
}

function isRunning (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * When the process was started, in ticks since boot: field 22 of Linux's stat, of which the second may hold spaces.
 * A killed process that its parent has not yet waited for still has a pid, but no longer writes: it counts as gone.
 */
function startOf (pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return GONE.has(fields[0] ?? '') ? 'gone' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

async function readOwner (path: string): Promise<Owner | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isOwner(owner) ? owner : undefined
  } catch {
    return undefined
  }
}

function isOwner (value: unknown): value is Owner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    typeof value.host === 'string' &&
    'started' in value &&
    typeof value.started === 'string'
  )
}
