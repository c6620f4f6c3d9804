import type { Observation } from '../../shared/observations.ts'

/** What lives in a worker: methods of one value to one value, all of which can be cloned to another thread. */
export interface Model {
  close(): Promise<void>
}

export type MethodName<M extends Model> = Exclude<keyof M, 'close'> & string

export type Input<M extends Model, K extends keyof M> = M[K] extends (input: infer I) => Promise<unknown> ? I : never
export type Output<M extends Model, K extends keyof M> = M[K] extends (input: never) => Promise<infer O> ? O : never

export interface WorkerSettings<S> {
  readonly gate: SharedArrayBuffer
  /** What the model is opened with. */
  readonly settings: S
}

export interface Call {
  readonly id: number
  readonly method: string
  readonly input: unknown
}

/** An error on its way to another thread, which would lose its code. */
export interface Problem {
  readonly message: string
  readonly code?: string
  readonly statusCode?: number
}

/** What a worker tells beside its replies, to be told again where it can be heard. */
export interface Told {
  readonly observation: Observation
}

/** The first reply has the id 0 and says that the model is open. */
export type Reply =
  { readonly id: number; readonly output: unknown } | { readonly id: number; readonly problem: Problem }
