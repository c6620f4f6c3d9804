import type { Embedder } from './embedder.ts'

/** Calls of a model that run, and that wait for a place. */
export interface QueueLength {
  /** One of few, known when the model is opened. */
  readonly name: string
  readonly running: number
  readonly waiting: number
}

/** An embedder that takes so many calls at once and lets the others wait. */
export interface QueuedEmbedder extends Embedder {
  readonly queues: readonly QueueLength[]
}

export function isQueued (embedder: Embedder): embedder is QueuedEmbedder {
  return 'queues' in embedder
}

export function lengthOf (
  name: string,
  { pending, size }: { readonly pending: number; readonly size: number }
): QueueLength {
  return { name, running: pending, waiting: size }
}
