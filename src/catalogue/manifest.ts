import type { VectorIndex } from '../vectors/vector-store.ts'
import type { RecordKind } from './record-keys.ts'
import { RESERVED_KEY_PREFIX } from './record-keys.ts'

/** Scores of one query modality against one kind of record; all cosine similarities. */
export interface ScoreStatistics {
  /** Mean and standard deviation over pairs of different products. */
  readonly mean: number
  readonly deviation: number
  /** Mean over pairs of records of the same product. */
  readonly matched: number
}

/** Of every kind that all catalogues have, and of those that this one has besides. */
type ByKind<T> = Readonly<Record<'text' | 'image', T>> & Readonly<Partial<Record<RecordKind, T>>>

/**
 * `calibration.text.image`: how a text query scores against photos; `question`: a photo that is asked with alone.
 */
export type Calibration = ByKind<ByKind<ScoreStatistics>> & {
  /** Absent where an older version measured. */
  readonly question?: ByKind<ScoreStatistics> | undefined
}

/** Records by kind. */
export type KindCounts = ByKind<number>

export interface FacetCount { readonly value: string, readonly count: number }

/** One attribute and how many products have each of its values. */
export interface AttributeCounts {
  readonly name: string
  readonly values: readonly FacetCount[]
}

export interface FacetCounts {
  readonly categories: readonly FacetCount[]
  readonly brands: readonly FacetCount[]
  readonly colors: readonly FacetCount[]
  readonly tags: readonly FacetCount[]
  /** Absent where an older version counted. */
  readonly attributes?: readonly AttributeCounts[] | undefined
  readonly price?: { readonly min: number, readonly max: number, readonly currency?: string | undefined } | undefined
}

/** What an index is of: written when an ingest begins (fingerprint) and again when it ends (statistics). */
export interface Manifest {
  readonly version: 1
  /** The embedder's identity; a service with another model refuses to start. */
  readonly model: string
  readonly dimension: number
  readonly products: number
  readonly views: number
  /** Views of each kind; absent until an ingest has ended. */
  readonly kinds?: KindCounts | undefined
  /** ISO 8601; absent until an ingest has ended. */
  readonly updatedAt?: string | undefined
  readonly calibration?: Calibration | undefined
  readonly facets: FacetCounts
  /** Names of attributes, those of most products first; absent where an older version counted. */
  readonly commonAttributes?: readonly string[] | undefined
  /** The last ingest that began to write here; makes checkpoints of earlier ones void. */
  readonly run?: string | undefined
  /** What the last ingest to end had read: file and settings, see `fingerprintOf`. Absent while one is under way. */
  readonly source?: string | undefined
}

const KEY = `${RESERVED_KEY_PREFIX}manifest`

export async function readManifest (index: VectorIndex): Promise<Manifest | undefined> {
  const record = (await index.get([KEY])).get(KEY)
  return record && JSON.parse(String(record.metadata['attributes'])) as Manifest
}

/** The manifest is a record of the index itself, so that it lives and dies with it on every store. */
export async function writeManifest (index: VectorIndex, manifest: Manifest): Promise<void> {
  const embedding = new Float32Array(index.spec.dimension)
  embedding[0] = 1
  await index.upsert([{ key: KEY, embedding, metadata: { kind: 'manifest', attributes: JSON.stringify(manifest) } }])
}
