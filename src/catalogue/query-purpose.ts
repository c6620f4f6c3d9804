import type { Purpose } from '../embedding/embedder.ts'
import type { Manifest } from './manifest.ts'
import type { RecordKind } from './record-keys.ts'

/** What queries of a catalogue are embedded for: the one kind of record that it holds, or a mix. */
export function queryPurpose ({ kinds = { text: 0, image: 0 } }: Pick<Manifest, 'kinds'>): Purpose {
  const held = Object.entries(kinds).flatMap(([kind, count]) => (count > 0 ? [kind as RecordKind] : []))
  return held.length === 1 ? `${held[0]!}-query` : 'query'
}
