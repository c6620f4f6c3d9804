import type { IndexSpec } from '../vectors/vector-store.ts'
import { FIRST, indexName } from './generations.ts'
import { NON_FILTERABLE_KEYS } from './records.ts'

/** The index that a catalogue needs at a dimension. */
export function indexSpec (catalogue: string, dimension: number, generation = FIRST.live): IndexSpec {
  return {
    name: indexName(catalogue, dimension, generation),
    dimension,
    metric: 'cosine',
    nonFilterableKeys: NON_FILTERABLE_KEYS
  }
}
