import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, watch, type FSWatcher } from 'node:fs'
import path from 'node:path'
import type { Progress } from '../src/catalogue/ingest/checkpoint.ts'

export interface IngestEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const COMMAND = new URL('../src/commands/vitrine.ts', import.meta.url).pathname

/** `vitrine ingest` in a process of its own, watched through its checkpoints. */
export class IngestProcess {
  readonly ended: Promise<IngestEnd>
  /** Confirmed progress that was there before it began, and the latest. */
  readonly before: Progress | undefined
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #watcher: FSWatcher
  readonly #onConfirmed: (progress: Progress) => void
  #latest: Progress | undefined
  #batches = 0

  /** `flags` as of the command line; the environment is passed on, with `env` over it. */
  constructor (
    args: readonly string[],
    env: Readonly<Record<string, string>> & { readonly DATA_DIR: string },
    onConfirmed: (progress: Progress) => void = () => {}
  ) {
    this.#folder = path.join(env.DATA_DIR, 'checkpoints')
    this.#onConfirmed = onConfirmed
    mkdirSync(this.#folder, { recursive: true })
    this.before = this.#latest = this.#read()
    this.#watcher = watch(this.#folder, () => this.#look())
    this.#child = spawn(process.execPath, ['--import', 'tsx', COMMAND, 'ingest', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    this.ended = this.#end()
  }

  get pid (): number {
    return this.#child.pid!
  }

  /** Batches that this process itself has confirmed, as far as was seen. */
  get batches (): number {
    return this.#batches
  }

  get latest (): Progress | undefined {
    return this.#latest
  }

  /** Resolves once it has confirmed `count` batches of its own, or has ended. */
  async confirmed (count: number): Promise<void> {
    const over = this.ended.then(() => true)
    while (this.#batches < count && !(await Promise.race([over, once(this.#watcher, 'change').then(() => false)])));
  }

  async kill (): Promise<IngestEnd> {
    this.#child.kill('SIGKILL')
    return await this.ended
  }

  #look (): void {
    const progress = this.#read()
    const isKnown = progress?.line === this.#latest?.line && progress?.run === this.#latest?.run
    if (progress === undefined || isKnown) return
    this.#latest = progress
    this.#batches++
    this.#onConfirmed(progress)
  }

  #read (): Progress | undefined {
    try {
      const name = readdirSync(this.#folder).find((name) => name.endsWith('.json'))
      return name && JSON.parse(readFileSync(path.join(this.#folder, name), 'utf8'))
    } catch (error) {
      // Removed between the two calls: the run is over.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  async #end (): Promise<IngestEnd> {
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]!.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    }
    const [code, signal] = (await once(this.#child, 'close')) as [number | null, NodeJS.Signals | null]
    this.#look()
    this.#watcher.close()
    return { code, signal, ...output }
  }
}
