import { toScore } from '../matches.ts'
import type {
  Candidate,
  IndexSpec,
  Match,
  Metadata,
  MetadataValue,
  RecordMetadata,
  VectorRecord
} from '../vector-store.ts'
import type { Row, SqlValue } from '../../postgres/database.ts'

const FLOAT_BYTES = 4
/** The number of values, and two bytes that mean nothing yet. */
const HEADER_BYTES = 4

const NUL = String.fromCharCode(0)
/** PostgreSQL keeps no NUL in texts: it becomes this and N, and this becomes itself twice. */
const ESCAPE = String.fromCharCode(1)
const ESCAPED = new RegExp(`${ESCAPE}(.)`, 'gs')

export function toStoredText (text: string): string {
  if (!text.includes(NUL) && !text.includes(ESCAPE)) return text
  return text.replaceAll(ESCAPE, ESCAPE + ESCAPE).replaceAll(NUL, `${ESCAPE}N`)
}

export function fromStoredText (text: string): string {
  if (!text.includes(ESCAPE)) return text
  return text.replace(ESCAPED, (_, char: string) => (char === ESCAPE ? ESCAPE : NUL))
}

/** The binary form of pgvector's type `vector`. */
export function toStoredVector (embedding: Float32Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + embedding.length * FLOAT_BYTES)
  bytes.writeUInt16BE(embedding.length)
  bytes.set(new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength), HEADER_BYTES)
  bytes.subarray(HEADER_BYTES).swap32()
  return bytes
}

function fromStoredVector (bytes: Buffer): Float32Array {
  // A copy, at an address that floats may lie at.
  const values = Buffer.from(bytes.subarray(HEADER_BYTES)).swap32()
  const embedding = new Float32Array(values.length / FLOAT_BYTES)
  new Uint8Array(embedding.buffer).set(values)
  return embedding
}

/** Columns key, embedding, metadata, filterable. */
export function toStoredRow ({ key, embedding, metadata }: VectorRecord, spec: IndexSpec): SqlValue[] {
  return [
    toStoredText(key),
    toStoredVector(embedding),
    JSON.stringify(metadata),
    JSON.stringify(filterable(metadata, spec))
  ]
}

export function toRecordMetadata ([key, metadata]: Row): RecordMetadata {
  return { key: fromStoredText(String(key)), metadata: JSON.parse(String(metadata)) as Metadata }
}

/** Of columns key and score. */
export function toCandidate ([key, score]: Row): Candidate {
  return { key: fromStoredText(String(key)), score: toScore(Number(score)) }
}

/** Of columns key, score and metadata. */
export function toMatch ([key, score, metadata]: Row): Match {
  return { ...toRecordMetadata([key, metadata]), score: toScore(Number(score)) }
}

/** Of columns key, metadata and the vector as bytes. */
export function toRecord (row: Row): VectorRecord {
  return { ...toRecordMetadata(row), embedding: fromStoredVector(row[2] as Buffer) }
}

function filterable (metadata: Metadata, { nonFilterableKeys }: IndexSpec): Record<string, MetadataValue> {
  const entries = Object.entries(metadata).filter(([key]) => !nonFilterableKeys.includes(key))
  return Object.fromEntries(entries.map(([key, value]) => [toStoredText(key), toStored(value)]))
}

function toStored (value: MetadataValue): MetadataValue {
  if (typeof value === 'string') return toStoredText(value)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value[0] === 'number') return value
  return value.map((text) => toStoredText(String(text)))
}
