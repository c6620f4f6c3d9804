import { Worker } from 'node:worker_threads'
import { tell } from '../../shared/observations.ts'
import { RunGate } from './run-gate.ts'
import type { WorkerFile } from '../../shared/worker-file.ts'
import type { Call, Input, MethodName, Model, Output, Reply, Told, WorkerSettings } from './worker-messages.ts'

export interface ModelThreadOptions {
  readonly file: WorkerFile
  /** What `serveModel` in that file opens its model with. */
  readonly settings: unknown
}

interface Waiting {
  readonly resolve: (output: unknown) => void
  readonly reject: (cause: unknown) => void
}

/** Longer than any run: beyond it something is wrong, and an exit must not hang. */
const EXIT_WAIT_MS = 5000

const gates = new Set<RunGate>()
process.on('exit', () => {
  for (const gate of gates) gate.shut(EXIT_WAIT_MS)
})

/**
 * One life of a worker that holds a model: once it has died, of whatever, every call rejects. Keeps the process alive
 * during calls only.
 */
export class ModelThread<M extends Model> {
  readonly #worker: Worker
  readonly #gate = new RunGate()
  readonly #waiting = new Map<number, Waiting>()
  readonly #onEnd: () => void
  #death: Error | undefined
  #lastId = 0

  private constructor ({ file: { url, execArgv }, settings }: ModelThreadOptions, onEnd: () => void) {
    this.#onEnd = onEnd
    const workerData: WorkerSettings<unknown> = { gate: this.#gate.buffer, settings }
    this.#worker = new Worker(url, { workerData, ...(execArgv && { execArgv: [...execArgv] }) })
    gates.add(this.#gate)
    this.#worker.on('message', (message: Reply | Told) =>
      'observation' in message ? tell(message.observation) : this.#receive(message)
    )
    this.#worker.on('error', (cause) => this.#die(cause instanceof Error ? cause : new Error(String(cause))))
    this.#worker.on('exit', (code) => this.#end(code))
  }

  /**
   * Resolves once the model is open, rejects with what kept it from opening. `onEnd` is called once it takes no more
   * calls.
   */
  static async start<M extends Model>(options: ModelThreadOptions, onEnd: () => void): Promise<ModelThread<M>> {
    const thread = new ModelThread<M>(options, onEnd)
    await thread.#reply(0)
    return thread
  }

  /** The input's buffers in `moved` are gone afterwards. */
  async call<K extends MethodName<M>>(
    method: K,
    input: Input<M, K>,
    moved: readonly ArrayBuffer[] = []
  ): Promise<Output<M, K>> {
    return (await this.#send(method, input, moved)) as Output<M, K>
  }

  /** Ends the thread after the calls under way. */
  async close (): Promise<void> {
    if (this.#death) return
    try {
      await this.#send('close', undefined, [])
    } finally {
      await this.#worker.terminate()
    }
  }

  async #send (method: string, input: unknown, moved: readonly ArrayBuffer[]): Promise<unknown> {
    if (this.#death) throw this.#death
    const call: Call = { id: ++this.#lastId, method, input }
    this.#worker.postMessage(call, [...moved])
    return await this.#reply(call.id)
  }

  async #reply (id: number): Promise<unknown> {
    this.#worker.ref()
    return await new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  #receive (reply: Reply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if ('problem' in reply) waiting?.reject(Object.assign(new Error(reply.problem.message), reply.problem))
    else waiting?.resolve(reply.output)
  }

  /** Of an uncaught error the thread hears first, of its end second: the first is the reason. */
  #die (cause: Error): void {
    if (this.#death) return
    this.#death = cause
    this.#onEnd()
    for (const { reject } of this.#waiting.values()) reject(cause)
    this.#waiting.clear()
  }

  #end (code: number): void {
    gates.delete(this.#gate)
    this.#die(new Error(`its thread ended with code ${code}`))
  }
}
