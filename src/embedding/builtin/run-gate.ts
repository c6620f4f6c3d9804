const SHUT = 0
const RUNS = 1

/**
 * Shared by the main thread and a model's thread. ONNX Runtime ends the whole process with SIGABRT when its thread is
 * stopped within a run, and an exit of the process stops all threads: so the exit waits here until the run has ended.
 */
export class RunGate {
  readonly buffer: SharedArrayBuffer
  readonly #state: Int32Array

  constructor (buffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer
    this.#state = new Int32Array(buffer)
  }

  /** Runs the task, or rejects if the gate is shut. */
  async pass<T> (task: () => Promise<T>): Promise<T> {
    // Entered before it is looked at, so that `shut` sees every run that does not see `shut`.
    Atomics.add(this.#state, RUNS, 1)
    try {
      if (Atomics.load(this.#state, SHUT) !== 0) throw new Error('the process is ending')
      return await task()
    } finally {
      Atomics.sub(this.#state, RUNS, 1)
      Atomics.notify(this.#state, RUNS)
    }
  }

  /** Lets nothing more in and blocks this thread until what is inside has ended, or for `timeoutMs`. */
  shut (timeoutMs: number): void {
    Atomics.store(this.#state, SHUT, 1)
    const end = performance.now() + timeoutMs
    for (let runs = this.#runs(); runs > 0 && performance.now() < end; runs = this.#runs()) {
      Atomics.wait(this.#state, RUNS, runs, end - performance.now())
    }
  }

  #runs (): number {
    return Atomics.load(this.#state, RUNS)
  }
}
