import type { Head } from './head.ts'

/** What a network's thread opens its model with. */
export interface ModelFiles {
  readonly modelsDir: string
  /** Threads of the network. */
  readonly threads: number
  /** Read once for all threads, so that one which is replaced has the head that the model is named after. */
  readonly head: Head
}
