import type { FacetCounts } from '../catalogue/manifest.ts'
import type { Facets, FacetScope } from './types.generated.ts'

/** Counts as the schema has them; those of an index that an older version wrote know no attributes. */
export function toFacets (scope: FacetScope, { attributes = [], ...counts }: FacetCounts): Facets {
  return { scope, ...counts, attributes }
}
