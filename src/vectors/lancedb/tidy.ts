import { Index, type IndexConfig, type Table } from '@lancedb/lancedb'
import { columnType } from './columns.ts'

/** Up to here a scan of every row is as fast as an index, and exact. */
export const EXACT_ROWS = 10_000
export const ROWS_PER_PARTITION = 1_000_000

/** Longer than any query: cleaning a version that another process still reads breaks that read. */
const RETENTION_MS = 15 * 60_000
const MAX_FRAGMENTS = 16
/** Every optimise may leave a further graph beside the first, and each is searched. */
const MAX_SEGMENTS = 8
const VECTOR_INDEX = 'vector_idx'

/** Whether the table has come far enough from its best shape that putting it there pays. */
export async function isUntidy (table: Table): Promise<boolean> {
  const { numRows, fragmentStats } = await table.stats()
  if (fragmentStats.numFragments > MAX_FRAGMENTS) return true
  if (numRows <= EXACT_ROWS) return false
  const index = vectorIndexOf(await table.listIndices())
  return (index?.numUnindexedRows ?? numRows) > EXACT_ROWS
}

/** Joins small files, drops old versions, brings the indexes up to date and then makes sure that they are. */
export async function tidy (table: Table): Promise<void> {
  await table.optimize({ cleanupOlderThan: new Date(Date.now() - RETENTION_MS) })
  const rows = await table.countRows()
  if (rows <= EXACT_ROWS) return
  const indices = await table.listIndices()
  await indexColumns(table, new Set(indices.flatMap(({ columns }) => columns)))
  // 0.37.1 loses the vector index without a word when every row is replaced, and optimise does not bring it back.
  if (!covers(vectorIndexOf(indices))) await indexVectors(table, rows)
}

function vectorIndexOf (indices: readonly IndexConfig[]): IndexConfig | undefined {
  return indices.find(({ name }) => name === VECTOR_INDEX)
}

function covers (index: IndexConfig | undefined): boolean {
  return index !== undefined && index.numUnindexedRows === 0 && (index.numSegments ?? 1) <= MAX_SEGMENTS
}

async function indexVectors (table: Table, rows: number): Promise<void> {
  const numPartitions = Math.ceil(rows / ROWS_PER_PARTITION)
  const config = Index.hnswSq({ distanceType: 'cosine', numPartitions, m: 20, efConstruction: 200 })
  await table.createIndex('vector', { config, replace: true, name: VECTOR_INDEX })
}

async function indexColumns (table: Table, indexed: ReadonlySet<string>): Promise<void> {
  const { fields } = await table.schema()
  for (const { name } of fields.filter(({ name }) => !indexed.has(name))) {
    const config = configFor(name)
    if (config !== undefined) await table.createIndex(name, { config })
  }
}

/** Lists of numbers have no index in this engine and are scanned. */
function configFor (column: string): Index | undefined {
  if (column === 'key') return Index.btree()
  switch (columnType(column)) {
    case 'number': return Index.btree()
    case 'text':
    case 'boolean': return Index.bitmap()
    case 'texts': return Index.labelList()
    default: return undefined
  }
}
