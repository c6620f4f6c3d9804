import type { Data, RecordBatch } from 'apache-arrow'
import type { RowBatch } from '../resident/resident-table.ts'
import type { Texts } from '../resident/text-chunks.ts'

/** Rows as plain columns, copied: the batch itself goes with its query. */
export function toRowBatch (batch: RecordBatch, dimension: number): RowBatch {
  return {
    rowIds: toRowIds([batch]),
    keys: textsOf(dataOf(batch, 'key')),
    vectors: vectorsOf(dataOf(batch, 'vector'), dimension),
    metadata: textsOf(dataOf(batch, 'metadata'))
  }
}

export function toRowIds (batches: readonly RecordBatch[]): BigUint64Array {
  const parts = batches.map((batch) => {
    const { values, length } = dataOf(batch, '_rowid')
    return (values as BigUint64Array).subarray(0, length)
  })
  const rowIds = new BigUint64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    rowIds.set(part, at)
    at += part.length
  }
  return rowIds
}

function dataOf (batch: RecordBatch, column: string): Data {
  return batch.getChild(column)!.data[0]!
}

function vectorsOf ({ children, offset, length }: Data, dimension: number): Float32Array {
  const values = children[0]!.values as Float32Array
  return values.slice(offset * dimension, (offset + length) * dimension)
}

function textsOf ({ values, valueOffsets, length }: Data): Texts {
  const offsets = (valueOffsets as Int32Array).slice(0, length + 1)
  const [first, last] = [offsets[0]!, offsets[length]!]
  return { bytes: (values as Uint8Array).slice(first, last), offsets: offsets.map((offset) => offset - first) }
}
