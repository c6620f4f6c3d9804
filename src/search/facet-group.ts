import type { FacetCounts } from '../catalogue/manifest.ts'

export type FacetKind = 'PATH' | 'VALUE' | 'RANGE'

export interface FacetValue {
  readonly value: string
  readonly label: string
  readonly count: number
  readonly selected: boolean
  /** Ends of a range; absent at its open end. */
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export interface FacetGroup {
  readonly id: string
  /** Name of the attribute, if it is one. */
  readonly attribute?: string | undefined
  readonly label: string
  readonly kind: FacetKind
  /** Of the prices of a range. */
  readonly currency?: string | undefined
  readonly values: readonly FacetValue[]
}

/** Counts of a page or of the catalogue, and the groups that are made of them only where they are asked for. */
export interface GroupedFacets extends Required<Pick<FacetCounts, 'attributes'>>, Omit<FacetCounts, 'attributes'> {
  readonly scope: 'RESULTS' | 'CATALOGUE'
  readonly groups: () => Promise<readonly FacetGroup[]>
}
