import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import type { PhaseTimes } from '../shared/in-phase.ts'
import type { WeightedPart } from './query-part.ts'
import type { UnderstoodRequest } from './request.ts'
import type { Worded } from './worded-products.ts'

/** A question ready to be put to an index. */
export interface Question {
  readonly request: UnderstoodRequest
  readonly offeredText: string | undefined
  readonly hasWords: boolean
  readonly worded: Worded
  /** Ids of products that the text does not want. */
  readonly unwantedIds: ReadonlySet<string>
  readonly opened: OpenIndex
  readonly parts: readonly WeightedPart[]
  /** Words that name the color that the photo's thing should have. */
  readonly recolor: string | undefined
  readonly signal: AbortSignal
  readonly times: PhaseTimes
}
