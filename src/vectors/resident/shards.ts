import type { RowBatch } from './resident-table.ts'
import type { Texts } from './text-chunks.ts'

/** Rows that lie side by side go to the same shard, so many at a time. */
const BLOCK_BITS = 10

/** The row ids of each of so many shards. */
export function splitRowIds (rowIds: BigUint64Array, shards: number): BigUint64Array[] {
  if (shards === 1) return [rowIds]
  return positionsByShard(rowIds, shards).map((positions) => pick(rowIds, positions))
}

/** A batch for each of so many shards; undefined for those that none of its rows belongs to. Copies all of it. */
export function splitBatch (batch: RowBatch, shards: number): Array<RowBatch | undefined> {
  return positionsByShard(batch.rowIds, shards).map((positions) =>
    positions.length === 0 ? undefined : part(batch, positions)
  )
}

function positionsByShard (rowIds: BigUint64Array, shards: number): number[][] {
  const positions = Array.from({ length: shards }, (): number[] => [])
  const halves = new Uint32Array(rowIds.buffer, rowIds.byteOffset, 2 * rowIds.length)
  for (let i = 0; i < rowIds.length; i++) positions[((halves[2 * i]! >>> BLOCK_BITS) + halves[2 * i + 1]!) % shards]!.push(i)
  return positions
}

function part ({ rowIds, keys, vectors, metadata }: RowBatch, positions: readonly number[]): RowBatch {
  const dimension = vectors.length / rowIds.length
  const values = new Float32Array(positions.length * dimension)
  for (const [to, from] of positions.entries()) {
    values.set(vectors.subarray(from * dimension, (from + 1) * dimension), to * dimension)
  }
  return {
    rowIds: pick(rowIds, positions),
    keys: pickTexts(keys, positions),
    vectors: values,
    metadata: pickTexts(metadata, positions)
  }
}

function pick (rowIds: BigUint64Array, positions: readonly number[]): BigUint64Array {
  return BigUint64Array.from(positions, (position) => rowIds[position]!)
}

function pickTexts ({ bytes, offsets }: Texts, positions: readonly number[]): Texts {
  const parts = positions.map((position) => bytes.subarray(offsets[position], offsets[position + 1]))
  const starts = new Int32Array(parts.length + 1)
  for (const [i, { length }] of parts.entries()) starts[i + 1] = starts[i]! + length
  const copy = new Uint8Array(starts.at(-1)!)
  for (const [i, one] of parts.entries()) copy.set(one, starts[i])
  return { bytes: copy, offsets: starts }
}
