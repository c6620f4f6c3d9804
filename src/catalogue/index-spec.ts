import type { IndexSpec } from '../vectors/vector-store.ts'
import { indexName } from './catalogue-service.ts'
import { NON_FILTERABLE_KEYS } from './records.ts'

/** The index that a catalogue needs at a dimension. */
export function indexSpec (catalogue: string, dimension: number): IndexSpec {
  return { name: indexName(catalogue, dimension), dimension, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS }
}
