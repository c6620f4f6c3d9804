import type { IndexSpec, Metadata, MetadataValue, RecordMetadata, VectorRecord } from '../vector-store.ts'
import type { Row, SqlValue } from './database.ts'

const FLOAT_BYTES = 4
/** The number of values, and two bytes that mean nothing yet. */
const HEADER_BYTES = 4

/** PostgreSQL keeps no NUL in texts: it becomes two characters, and so does the one that they begin with. */
export function toStoredText (text: string): string {
  return /[\0\x01]/.test(text) ? text.replace(/[\0\x01]/g, (char) => (char === '\0' ? '\x01\x02' : '\x01\x01')) : text
}

export function fromStoredText (text: string): string {
  return text.includes('\x01')
    ? text.replace(/\x01([\x01\x02])/g, (_, char: string) => (char === '\x02' ? '\0' : '\x01'))
    : text
}

/** The binary form of pgvector's type `vector`. */
export function toStoredVector (embedding: Float32Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + embedding.length * FLOAT_BYTES)
  bytes.writeUInt16BE(embedding.length)
  bytes.set(new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength), HEADER_BYTES)
  bytes.subarray(HEADER_BYTES).swap32()
  return bytes
}

export function fromStoredVector (bytes: Buffer): Float32Array {
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
