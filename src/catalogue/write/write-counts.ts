import type { Entry } from '../catalogue-indexes.ts'
import { readManifest, writeManifest } from '../manifest.ts'
import { withinLimit } from '../summarise.ts'
import { countedManifest, type CountChange } from './count-change.ts'

/** Counts a change in every manifest that there is. */
export async function writeCounts (entries: readonly Entry[], change: CountChange): Promise<void> {
  for (const { index } of entries) {
    const manifest = await readManifest(index)
    if (!manifest) continue
    const counted = withinLimit(countedManifest(manifest, change))
    if (JSON.stringify(counted) !== JSON.stringify(manifest)) await writeManifest(index, counted)
  }
}
