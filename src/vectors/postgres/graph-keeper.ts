import { IndexGoneError } from '../../errors.ts'
import type { Database } from '../../postgres/database.ts'
import { buildGraph, graphState, type GraphPlace } from './graph.ts'

const BUILD_AFTER_MS = 10_000
const STATE_FRESH_MS = 5000

/** Knows whether an index has its graph, and builds it when nothing has been written for a while. */
export class GraphKeeper {
  readonly #database: Database
  readonly #place: GraphPlace
  readonly #indexName: string
  #state: { readonly isReady: boolean, readonly readAt: number } | undefined
  #isWritten = false
  #buildTimer: NodeJS.Timeout | undefined

  constructor (database: Database, place: GraphPlace, indexName: string) {
    this.#database = database
    this.#place = place
    this.#indexName = indexName
  }

  async isReady (signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#state && performance.now() - this.#state.readAt < STATE_FRESH_MS) return this.#state.isReady
    const statement = graphState(this.#place)
    const [[, isReady] = []] = await this.#database.query(statement, { signal, indexName: this.#indexName })
    this.#state = { isReady: isReady === true, readAt: performance.now() }
    return this.#state.isReady
  }

  buildLater (): void {
    this.#isWritten = true
    clearTimeout(this.#buildTimer)
    this.#buildTimer = setTimeout(() => {
      this.buildNow().catch((error: unknown) => process.emitWarning(String(error)))
    }, BUILD_AFTER_MS).unref()
  }

  /** Builds the graph over what was written here, which may take minutes for 100,000 records. */
  async buildNow (): Promise<void> {
    clearTimeout(this.#buildTimer)
    if (!this.#isWritten) return
    this.#isWritten = false
    await buildGraph(this.#database, this.#place, this.#indexName).catch((error: unknown) => {
      if (!(error instanceof IndexGoneError)) throw error
    })
    this.#state = undefined
  }

  /** Of an index that is deleted: nothing is left to build. */
  forget (): void {
    clearTimeout(this.#buildTimer)
    this.#isWritten = false
  }
}
