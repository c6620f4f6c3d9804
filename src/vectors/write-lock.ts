import { readFileSync } from 'node:fs'
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { StoreUnavailableError } from '../errors.ts'

const HEARTBEAT_MS = 5000
/** A lock whose owner cannot be asked (another container, a half-written file) is stale after this silence. */
const SILENT_MS = 60_000

interface Owner { readonly pid: number, readonly host: string, readonly started: string }

/** States of Linux: zombie and dead. */
const GONE = new Set(['Z', 'X'])

/** Keeps a second process from writing: the engine doubles rows when two merge the same keys. Readers need no lock. */
export class WriteLock {
  readonly #path: string
  #heartbeat: NodeJS.Timeout | undefined

  constructor (path: string) {
    this.#path = path
  }

  /** Rejects with STORE_UNAVAILABLE, naming its pid, while another live process holds the lock. */
  async acquire (): Promise<void> {
    if (this.#heartbeat !== undefined) return
    if (!await this.#create()) {
      await this.#clearStale()
      if (!await this.#create()) throw this.#refusal(await readOwner(this.#path))
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

  async #create (): Promise<boolean> {
    try {
      const file = await open(this.#path, 'wx')
      const owner: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) }
      await file.writeFile(JSON.stringify(owner)).finally(() => file.close())
      return true
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false
      throw new StoreUnavailableError(`the lock ${this.#path} cannot be written (${String(cause)})`, { cause })
    }
  }

  /** Moves a dead owner's lock aside first: of two processes that do so at once, only one finds it. */
  async #clearStale (): Promise<void> {
    const owner = await readOwner(this.#path)
    const modified = await stat(this.#path).then(({ mtimeMs }) => mtimeMs, () => Date.now())
    if (isAlive(owner, Date.now() - modified)) throw this.#refusal(owner)
    const aside = `${this.#path}.${process.pid}.stale`
    await rename(this.#path, aside).catch(() => {})
    await rm(aside, { force: true })
  }

  #refusal (owner: Owner | undefined): Error {
    return new StoreUnavailableError(`process ${owner?.pid ?? 'unknown'}${owner && owner.host !== hostname() ? ` on ${owner.host}` : ''} is writing to it (${this.#path}). Wait until it has ended`)
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
    return GONE.has(fields[0] ?? '') ? 'gone' : fields[19] ?? ''
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
  return typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number' &&
    'host' in value && typeof value.host === 'string' && 'started' in value && typeof value.started === 'string'
}
