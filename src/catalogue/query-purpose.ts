import type { Purpose } from '../embedding/embedder.ts'
import type { Manifest } from './manifest.ts'

/** What queries of a catalogue are embedded for: its texts, its photos, or both. */
export function queryPurpose ({ kinds }: Pick<Manifest, 'kinds'>): Purpose {
  if (!kinds || (kinds.text > 0) === (kinds.image > 0)) return 'query'
  return kinds.text > 0 ? 'text-query' : 'image-query'
}
