import type { FacetCounts } from '../catalogue/manifest.ts'
import type { FacetGroup, GroupedFacets } from '../search/facet-group.ts'
import type { FacetScope } from './types.generated.ts'

/** Counts as the schema has them; those of an index that an older version wrote know no attributes. */
export function toFacets (
  scope: FacetScope,
  { attributes = [], ...counts }: FacetCounts,
  groups: () => Promise<readonly FacetGroup[]>
): GroupedFacets {
  return { scope, ...counts, attributes, groups }
}
