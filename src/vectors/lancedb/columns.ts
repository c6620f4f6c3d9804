import type { Field } from 'apache-arrow'
import type { IndexSpec, Metadata, MetadataValue } from '../vector-store.ts'
import { arrow } from './arrow.ts'

/** One key may hold values of different types on different records: a column for each key and type. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'texts' | 'numbers'

export const COLUMN_TYPES: readonly ColumnType[] = ['text', 'number', 'boolean', 'texts', 'numbers']

const item = <T extends Arrow>(type: T) => new arrow.Field('item', type, true)
type Arrow = InstanceType<typeof arrow.DataType>

/** Booleans are small integers because 0.37.1 refuses a batch whose boolean column is null throughout. */
const DATA_TYPES = {
  text: new arrow.Utf8(),
  number: new arrow.Float64(),
  boolean: new arrow.Int8(),
  texts: new arrow.List(item(new arrow.Utf8())),
  numbers: new arrow.List(item(new arrow.Float64()))
}

export function baseFields ({ dimension }: IndexSpec): Field[] {
  const vector = new arrow.FixedSizeList(dimension, item(new arrow.Float32()))
  return [
    new arrow.Field('key', new arrow.Utf8(), false),
    new arrow.Field('vector', vector, false),
    new arrow.Field('metadata', new arrow.Utf8(), false)
  ]
}

/**
 * Any key gives a name of lower-case letters, digits and underscores, so names need no quoting and keys cannot inject.
 */
export function columnName (key: string, type: ColumnType): string {
  const escaped = key.replace(/[^a-z0-9]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join('')
  )
  return `${type}_${escaped}`
}

export function columnType (column: string): ColumnType | undefined {
  return COLUMN_TYPES.find((type) => column.startsWith(`${type}_`))
}

export function columnField (column: string): Field {
  return new arrow.Field(column, DATA_TYPES[columnType(column)!], true)
}

export type ColumnValues = ReadonlyMap<string, MetadataValue>

/** The values of a record's filterable keys, by column. */
export function columnValues (metadata: Metadata, { nonFilterableKeys }: IndexSpec): ColumnValues {
  const entries = Object.entries(metadata).filter(([key]) => !nonFilterableKeys.includes(key))
  return new Map(entries.map(([key, value]) => [columnName(key, typeOf(value)), toStored(value)]))
}

function typeOf (value: MetadataValue): ColumnType {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value[0] === 'string' ? 'texts' : 'numbers'
}

/** Adding 0 turns -0 into 0, which the engine would not find equal. */
function toStored (value: MetadataValue): MetadataValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value + 0
  return typeof value === 'string' || typeof value[0] === 'string'
    ? value
    : value.map((element) => Number(element) + 0)
}
