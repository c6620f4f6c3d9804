import { clusteredVectors, exactNearest, type ClusteredVectors } from '../test/fixtures/clustered-vectors.ts'

const CLUSTERS = 200
/** A filter by brand keeps one in so many, wherever they lie. */
const BRANDS = 100
export const FILTERED_BRAND = 'brand 7'
export const K = 10

export interface PeerData extends ClusteredVectors {
  readonly dimension: number
}

/** The same in every process that asks for the same. */
export function peerData (count: number, dimension: number, queries: number): PeerData {
  return { dimension, ...clusteredVectors({ count, dimension, clusters: CLUSTERS, queries }) }
}

export function brandOf (i: number): string {
  return `brand ${i % BRANDS}`
}

/** Words that say nothing, and are no code and no typing error. */
export function wordsOf (query: number): string {
  return `wish ${[...String(query)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`
}

/** The true neighbours of each query, by position. */
export function truthOf ({ queries, vectors }: PeerData, isFiltered: boolean): number[][] {
  const isAllowed = (i: number) => !isFiltered || brandOf(i) === FILTERED_BRAND
  return queries.map((query) => exactNearest(query, vectors, K, isAllowed))
}
