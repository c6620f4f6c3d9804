import { Worker } from 'node:worker_threads'
import { workerFileBeside } from '../../shared/worker-file.ts'
import type { Answer, Method, Question } from './messages.ts'
import type { Change, Difference, Found, NearestQuery, ResidentSpec } from './resident-table.ts'

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (cause: Error) => void
}

/** A `ResidentTable` in a thread of its own. Keeps the process alive during calls only; rejects once it has died. */
export class ResidentThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #death: Error | undefined
  #lastId = 0

  constructor (spec: ResidentSpec) {
    const { url, execArgv } = workerFileBeside(import.meta.url, 'resident-worker')
    const { dimension, nonFilterableKeys } = spec
    this.#worker = new Worker(url, {
      workerData: { dimension, nonFilterableKeys },
      ...(execArgv && { execArgv: [...execArgv] })
    })
    this.#worker.unref()
    this.#worker.on('message', (answers: readonly Answer[]) => this.#receive(answers))
    this.#worker.on('error', (cause) => this.#die(cause instanceof Error ? cause : new Error(String(cause))))
    this.#worker.on('exit', (code) => this.#die(new Error(`the thread of the search ended with code ${code}`)))
  }

  async compare (rowIds: BigUint64Array): Promise<Difference> {
    return await this.#ask('compare', rowIds)
  }

  /** The buffers of the rows are moved there. */
  async change (change: Change): Promise<boolean> {
    const moved = change.rows.flatMap(({ rowIds, keys, vectors, metadata }) =>
      [rowIds, keys.bytes, keys.offsets, vectors, metadata.bytes, metadata.offsets].map(({ buffer }) => buffer)
    )
    return await this.#ask('change', change, moved as ArrayBuffer[])
  }

  async scan (query: NearestQuery): Promise<Found> {
    // A copy: the whole buffer would go that a part of it lies in.
    return await this.#ask('scan', { ...query, embedding: query.embedding.slice() })
  }

  async metadata (keys: readonly string[]): Promise<Array<string | undefined>> {
    return await this.#ask('metadata', keys)
  }

  async close (): Promise<void> {
    await this.#worker.terminate()
  }

  async #ask<T> (method: Method, input: unknown, moved: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#death) throw this.#death
    const id = ++this.#lastId
    const question: Question = { id, method, input }
    this.#worker.postMessage(question, [...moved])
    this.#worker.ref()
    return await new Promise<T>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  #receive (answers: readonly Answer[]): void {
    for (const { id, output, problem } of answers) {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (problem === undefined) waiting?.resolve(output as never)
      else waiting?.reject(new Error(problem))
    }
    if (this.#waiting.size === 0) this.#worker.unref()
  }

  #die (cause: Error): void {
    this.#death ??= cause
    for (const { reject } of this.#waiting.values()) reject(this.#death)
    this.#waiting.clear()
  }
}
