import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { programFile } from '../test/fixtures/program.ts'
import type { Fault } from './faults.ts'
import type { LocalAwsOptions } from './local-aws.ts'
import type { TrafficStats } from './traffic.ts'

export interface ForkOptions extends Pick<LocalAwsOptions, 'limits' | 'seed' | 'faults'> {
  /** What stands in for the model on Bedrock: hashes of the input cost next to nothing. Default: hash. */
  readonly model?: 'builtin' | 'hash'
}

export type Order =
  { readonly verb: 'start', readonly options: ForkOptions } |
  { readonly verb: 'weather', readonly faults: readonly Fault[] } |
  { readonly verb: 'stats' } |
  { readonly verb: 'close' }

export interface Answer { readonly id: number, readonly value?: unknown, readonly error?: string }

/**
 * A local AWS in a process of its own: it outlives programs that are killed, and its time and memory are not theirs.
 */
export class ForkedLocalAws {
  /** Environment of a program that is to use this server in place of AWS. */
  readonly env: Readonly<Record<string, string>>
  readonly #child: ChildProcess
  readonly #ask: Ask

  private constructor (child: ChildProcess, ask: Ask, env: Readonly<Record<string, string>>) {
    this.#child = child
    this.#ask = ask
    this.env = env
  }

  static async start (options: ForkOptions = {}): Promise<ForkedLocalAws> {
    const child = fork(programFile('local-aws/forked'), { serialization: 'advanced' })
    const ask = askOf(child)
    return new ForkedLocalAws(child, ask, await ask({ verb: 'start', options }) as Record<string, string>)
  }

  get pid (): number {
    return this.#child.pid!
  }

  /** These faults and no others from now on. */
  async weather (...faults: readonly Fault[]): Promise<void> {
    await this.#ask({ verb: 'weather', faults })
  }

  async stats (): Promise<TrafficStats> {
    return await this.#ask({ verb: 'stats' }) as TrafficStats
  }

  /** Rejects if the server itself went wrong. */
  async close (): Promise<void> {
    const exited = once(this.#child, 'exit')
    await this.#ask({ verb: 'close' })
    await exited
  }
}

type Ask = (order: Order) => Promise<unknown>

function askOf (child: ChildProcess): Ask {
  const waiting = new Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', ({ id, value, error }: Answer) => {
    const { resolve, reject } = waiting.get(id)!
    waiting.delete(id)
    if (error === undefined) resolve(value)
    else reject(new Error(error))
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the local AWS ended with ${code ?? signal}`))
  })
  return async (order) => await new Promise((resolve, reject) => {
    const id = asked++
    waiting.set(id, { resolve, reject })
    child.send({ id, ...order })
  })
}
