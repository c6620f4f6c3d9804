import type { GetOutputVector, ListOutputVector, PutInputVector } from '@aws-sdk/client-s3vectors'
import type { Embedding } from '../../embedding/embedder.ts'
import { StoreUnavailableError } from '../../errors.ts'
import type { Metadata, RecordMetadata, VectorRecord } from '../vector-store.ts'
import { MAX_BODY_BYTES, MAX_PUT_VECTORS } from './limits.ts'

/** Nine digits bring a float32 back the same: so many decimals for values from 0.01 on, and from 0.0001 on. */
const DECIMALS = 1e10
const DECIMALS_OF_SMALL = 1e12
const SMALL = 0.01
/** Smaller values are sent as they are. */
const TINY = 1e-4
/** Longest JSON of a number, with sign and comma. */
const MAX_NUMBER_BYTES = 24
/** Braces, names and quotes around a record, and around the whole body. */
const RECORD_BYTES = 64
const BODY_BYTES = 1024

/**
 * Plain numbers: the SDK writes a Float32Array as an object, and the double of a float32 takes 20 bytes where 12 do.
 */
export function toWireVector (embedding: Embedding): { readonly float32: number[] } {
  const float32 = new Array<number>(embedding.length)
  // A loop: all vectors of an ingest pass here, and `Array.from` with a function takes ten times as long.
  for (let i = 0; i < embedding.length; i++) {
    const value = embedding[i]!
    const size = Math.abs(value)
    const decimals = size < SMALL ? DECIMALS_OF_SMALL : DECIMALS
    float32[i] = size < TINY ? value : Math.round(value * decimals) / decimals
  }
  return { float32 }
}

export function toWireRecord ({ key, embedding, metadata }: VectorRecord): PutInputVector {
  return {
    key,
    data: toWireVector(embedding),
    ...(Object.keys(metadata).length > 0 && { metadata: { ...metadata } as NonNullable<PutInputVector['metadata']> })
  }
}

/** Rejects an answer without the data that was asked for: a vector is never made up. */
export function fromWireRecord ({ key, data, metadata }: GetOutputVector | ListOutputVector): VectorRecord {
  if (key === undefined || !data?.float32) {
    throw new StoreUnavailableError(`S3 Vectors sent the record "${key}" without its vector`)
  }
  return { key, embedding: Float32Array.from(data.float32), metadata: (metadata ?? {}) as Metadata }
}

export function fromWireMetadata ({ key, metadata }: ListOutputVector): RecordMetadata {
  if (key === undefined) throw new StoreUnavailableError('S3 Vectors sent a record without its key')
  return { key, metadata: (metadata ?? {}) as Metadata }
}

/** Records that one call takes. */
export interface PutBatch {
  readonly records: readonly VectorRecord[]
  /** The most that their JSON can have. */
  readonly bytes: number
}

/** Parts of `records` that one call takes, by count and by bytes. */
export function * putBatches (records: Iterable<VectorRecord>): Generator<PutBatch> {
  let batch: VectorRecord[] = []
  let bytes = BODY_BYTES
  for (const record of records) {
    const size = bytesOf(record)
    if (batch.length === MAX_PUT_VECTORS || (batch.length > 0 && bytes + size > MAX_BODY_BYTES)) {
      yield { records: batch, bytes }
      batch = []
      bytes = BODY_BYTES
    }
    batch.push(record)
    bytes += size
  }
  if (batch.length > 0) yield { records: batch, bytes }
}

function bytesOf ({ key, embedding, metadata }: VectorRecord): number {
  return (
    RECORD_BYTES +
    embedding.length * MAX_NUMBER_BYTES +
    Buffer.byteLength(JSON.stringify(key)) +
    Buffer.byteLength(JSON.stringify(metadata))
  )
}
