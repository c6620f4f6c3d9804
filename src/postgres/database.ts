import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StoreUnavailableError } from '../errors.ts'
import { withDeadline } from '../shared/deadline.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import { isLost, isPassing, toDatabaseError, type FailedStatement } from './database-error.ts'

/** A value of a statement; a buffer is in the binary form of its type. */
export type SqlValue = string | number | boolean | Buffer | readonly string[] | null
export type Row = readonly unknown[]

export interface Statement {
  readonly text: string
  readonly values?: readonly SqlValue[]
}

/** Runs a statement and resolves to its rows, each a list of columns. */
export type Run = (statement: Statement) => Promise<Row[]>

export interface StatementOptions extends FailedStatement {
  readonly signal?: AbortSignal | undefined
  /** Time beyond that of every statement, for one with much to write. */
  readonly moreMs?: number
}

export interface DatabaseOptions {
  readonly url: string
  readonly connections: number
  /** For one statement, or one transaction with all its statements. */
  readonly timeoutMs: number
  /** How long what passes, such as a server that starts anew, is waited for. */
  readonly patienceMs: number
}

const CONNECT_TIMEOUT_MS = 5000
const IDLE_MS = 30_000
const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 2000
/** By the name, too: behind a pooler the number may be that of another's connection. */
const CANCEL = 'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2'
/** Statements that were cancelled have so long to end before their connection is given up. */
const CANCEL_GRACE_MS = 2000

/** A bounded pool of connections: every statement has a deadline, coded errors, and is sent again after what passes. */
export class Database {
  readonly #options: DatabaseOptions
  readonly #pool: pg.Pool
  readonly #name = `vitrine ${randomUUID()}`
  #isClosed = false

  constructor (options: DatabaseOptions) {
    this.#options = options
    this.#pool = new pg.Pool({
      ...this.#clientConfig(),
      max: options.connections,
      idleTimeoutMillis: IDLE_MS,
      allowExitOnIdle: true
    })
    // A connection may end when nobody uses it, or between two statements: the next statement says so.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  /** Where the server is, in the form of a web address; a socket is on this machine. */
  get endpoint (): URL {
    const { host, port } = new pg.Client(this.#clientConfig())
    return new URL(`http://${host.startsWith('/') ? 'localhost' : host}:${port}`)
  }

  assertOpen (): void {
    if (this.#isClosed) throw new StoreUnavailableError('it has been closed')
  }

  async query (statement: Statement, options?: StatementOptions): Promise<Row[]> {
    return await this.#persistently(async (run) => await run(statement), options)
  }

  /** One transaction, begun anew from its first statement after what passes. */
  async transaction<T> (task: (run: Run) => Promise<T>, options?: StatementOptions): Promise<T> {
    return await this.#persistently(async (run) => {
      await run({ text: 'BEGIN' })
      try {
        const result = await task(run)
        await run({ text: 'COMMIT' })
        return result
      } catch (error) {
        await run({ text: 'ROLLBACK' }).catch(() => {})
        throw error
      }
    }, options)
  }

  /** Statements on one connection that nobody else uses afterwards, without a deadline: for building indexes. */
  async session<T> (task: (run: Run) => Promise<T>, failed: FailedStatement = {}): Promise<T> {
    this.assertOpen()
    const client = new pg.Client(this.#clientConfig())
    client.on('error', () => {})
    try {
      await client.connect()
      return await task(runOn(client))
    } catch (cause) {
      throw toDatabaseError(cause, failed)
    } finally {
      await client.end().catch(() => {})
    }
  }

  async close (): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#pool.end()
  }

  async #persistently<T> (task: (run: Run) => Promise<T>, options: StatementOptions = {}): Promise<T> {
    const { signal, moreMs = 0, ...failed } = options
    const timeoutMs = this.#options.timeoutMs + moreMs
    const end = Date.now() + this.#options.patienceMs
    let deadlocks = 0
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MS)) {
      this.assertOpen()
      try {
        return await withDeadline(timeoutMs, signal, async (until) => await this.#once(task, until))
      } catch (cause) {
        signal?.throwIfAborted()
        // The victim of a deadlock, as beside the deletion of its index, did nothing: it may go again at once.
        const isVictim = (cause as { code?: string }).code === '40P01' && ++deadlocks <= 3
        if (!isVictim && (!isPassing(cause) || Date.now() + delay > end)) throw toDatabaseError(cause, failed)
      }
      await sleep(delay * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }

  /** A caller that goes away is told at once; the connection is free again when its statement has ended. */
  async #once<T> (task: (run: Run) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connecting = this.#pool.connect()
    const client = await untilAborted(connecting, signal).catch((error: unknown) => {
      connecting.then((client) => client.release(), () => {})
      throw error
    })
    const cancel = () => this.#cancel(client)
    signal.addEventListener('abort', cancel, { once: true })
    const work = task(runOn(client))
    work
      .then(
        () => client.release(),
        (error: unknown) => client.release(isLost(error))
      )
      .finally(() => signal.removeEventListener('abort', cancel))
    return await untilAborted(work, signal)
  }

  /** Ends what the connection runs; where the server does not even do that, the connection is given up. */
  #cancel (client: pg.PoolClient): void {
    const giveUp = setTimeout(() => destroy(client), CANCEL_GRACE_MS)
    this.session(async (run) => {
      const { processID } = client as unknown as { readonly processID: number }
      await run({ text: CANCEL, values: [processID, this.#name] })
    })
      .then(
        () => clearTimeout(giveUp),
        () => {}
      )
  }

  #clientConfig (): pg.ClientConfig {
    return {
      connectionString: this.#options.url,
      application_name: this.#name,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true
    }
  }
}

function runOn (client: pg.ClientBase): Run {
  return async ({ text, values = [] }) => {
    const { rows } = await client.query<unknown[]>({ text, values: [...values], rowMode: 'array' })
    return rows
  }
}

/** Ends the statement that it waits for, with an error, at once. */
function destroy (client: pg.ClientBase): void {
  const { connection } = client as unknown as { readonly connection: { readonly stream: Socket } }
  connection.stream.destroy()
}
