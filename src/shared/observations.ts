import { channel } from 'node:diagnostics_channel'

/** What a search spends its time on. `decode` lies within `embed`. */
export type Phase = 'decode' | 'embed' | 'store' | 'rank'

/** What happens in the service, for whoever counts it. No text, photo or key of a caller is in it. */
export type Observation =
  | { readonly kind: 'phase'; readonly phase: Phase; readonly seconds: number }
  /** A field of Query or Mutation that was answered, or `none` for a request that reached none. */
  | { readonly kind: 'operation'; readonly operation: string; readonly code: string; readonly seconds?: number }
  /** An error that a caller was told. */
  | { readonly kind: 'error'; readonly code: string }
  | {
    readonly kind: 'model'
    readonly modality: 'text' | 'image' | 'video' | 'document' | 'audio'
    readonly isFailed: boolean
    readonly seconds: number
  }
  | {
    readonly kind: 'aws'
    readonly service: string
    readonly operation: string
    readonly outcome: string
    readonly retries: number
    readonly seconds: number
  }

/**
 * A channel of Node rather than an object passed on: any room may tell, nobody need listen, and then it costs nothing.
 */
const observations = channel('vitrine.observations')

export function tell (observation: Observation): void {
  if (observations.hasSubscribers) observations.publish(observation)
}

/** Listens to this thread until the function it returns is called. */
export function listen (listener: (observation: Observation) => void): () => void {
  const onMessage = (message: unknown) => listener(message as Observation)
  observations.subscribe(onMessage)
  return () => {
    observations.unsubscribe(onMessage)
  }
}
