import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import type { Neighbour } from './observation.ts'
import type { Prototypes } from './prototypes.ts'
import type { AttributeOpinion } from './statement.ts'

/** What people taught about a catalogue, as tagging uses it. */
export interface Lessons {
  /** Number of the last decision that was learned from, 0 for none. */
  readonly version: number
  readonly prototypes: Prototypes | undefined
  /** Values by attribute that people keep correcting. */
  readonly distrusted: ReadonlyMap<string, ReadonlySet<string>>
  /** What holds of a product by people's word. */
  of (productId: string): readonly AttributeOpinion[]
  /** Neighbours as people see them. */
  correct (neighbours: readonly Neighbour[]): Neighbour[]
}

/** Where lessons come from. Rejects as the place that keeps them does. */
export interface LessonSource {
  learned (taxonomy: Taxonomy): Promise<Lessons>
}
