export type Method = 'compare' | 'change' | 'scan' | 'metadata'

export interface Question {
  readonly id: number
  readonly method: Method
  readonly input: unknown
}

export interface Answer {
  readonly id: number
  readonly output?: unknown
  /** Why there is no output. */
  readonly problem?: string
}
