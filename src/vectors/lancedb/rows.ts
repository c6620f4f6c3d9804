import type { Data, DataType, Field, RecordBatch, Schema, Table, Vector } from 'apache-arrow'
import { ReadableMatch, toScore } from '../matches.ts'
import type { Found } from '../resident/resident-table.ts'
import type { Candidate, Metadata, RecordMetadata, VectorRecord } from '../vector-store.ts'
import { arrow } from './arrow.ts'
import type { ColumnValues } from './columns.ts'

/** What makes a record. */
export const RECORD_COLUMNS = ['key', 'vector', 'metadata']
export const METADATA_COLUMNS = ['key', 'metadata']

/**
 * Records as rows of a table with this schema, and `values` by column of each; a column that a record has no value for
 * is null.
 */
export function toTable (schema: Schema, records: readonly VectorRecord[], values: readonly ColumnValues[]): Table {
  const children = schema.fields.map((field) => toData(field, records, values))
  const struct = arrow.makeData({
    type: new arrow.Struct(schema.fields),
    length: records.length,
    nullCount: 0,
    children
  })
  return new arrow.Table(schema, new arrow.RecordBatch(schema, struct))
}

export function toRecords (batch: RecordBatch): VectorRecord[] {
  const vectors = column(batch, 'vector')
  // A copy: the record would keep the whole batch in memory.
  return toMetadata(batch).map((record, i) => ({
    ...record,
    embedding: Float32Array.from((vectors.get(i) as Vector).toArray() as Float32Array)
  }))
}

export function toMetadata (batch: RecordBatch): RecordMetadata[] {
  const [keys, metadata] = [column(batch, 'key'), column(batch, 'metadata')]
  return Array.from({ length: batch.numRows }, (_, i) => ({
    key: keys.get(i) as string,
    metadata: JSON.parse(metadata.get(i) as string) as Metadata
  }))
}

export function toMatches (batch: RecordBatch): ReadableMatch[] {
  const [keys, distances, metadata] = [column(batch, 'key'), column(batch, '_distance'), column(batch, 'metadata')]
  return Array.from({ length: batch.numRows }, (_, i) => {
    const score = toScore(1 - (distances.get(i) as number))
    return new ReadableMatch(keys.get(i) as string, score, () => metadata.get(i) as string)
  })
}

function toData (field: Field, records: readonly VectorRecord[], values: readonly ColumnValues[]): Data {
  switch (field.name) {
    case 'key':
      return build(
        records.map(({ key }) => key),
        field.type
      )
    case 'metadata':
      return build(
        records.map(({ metadata }) => JSON.stringify(metadata)),
        field.type
      )
    case 'vector':
      return vectorData(field, records)
    default:
      return build(
        values.map((row) => row.get(field.name) ?? null),
        field.type
      )
  }
}

function build (values: readonly unknown[], type: DataType): Data {
  return arrow.vectorFromArray(values, type).data[0]!
}

function vectorData ({ type }: Field, records: readonly VectorRecord[]): Data {
  const dimension = (type as InstanceType<typeof arrow.FixedSizeList>).listSize
  const data = new Float32Array(records.length * dimension)
  for (const [i, { embedding }] of records.entries()) data.set(embedding, i * dimension)
  const child = arrow.makeData({ type: new arrow.Float32(), length: data.length, nullCount: 0, data })
  return arrow.makeData({
    type: type as InstanceType<typeof arrow.FixedSizeList>,
    length: records.length,
    nullCount: 0,
    child
  })
}

function column (batch: RecordBatch, name: string): Vector {
  return batch.getChild(name)!
}

/** Of rows that were found in memory; metadata come with the nearest of them, and are read where they are looked at. */
export function toCandidates ({ keys, scores, metadata }: Found): Candidate[] {
  return keys.map((key, i) => {
    const [score, json] = [scores[i]!, metadata[i]]
    return json === undefined ? { key, score } : new ReadableMatch(key, score, () => json)
  })
}
