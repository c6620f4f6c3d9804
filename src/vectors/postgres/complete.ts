import { IndexGoneError } from '../../errors.ts'
import type { Database, Run } from '../../postgres/database.ts'
import { TEXT_COLUMNS } from '../../postgres/keep-texts.ts'
import { quoted } from '../../postgres/quoted.ts'
import { listingsOf, textsOf } from './products/listing.ts'
import { productTable } from './products/product-tables.ts'
import { toRecordMetadata } from './rows.ts'
import { tableNames, type SqlNames, type TableNames } from './sql-names.ts'
import { knownWordsOf } from './texts/text-of.ts'
import { putWordsStatement } from './texts/known-words.ts'
import { textTables } from './texts/text-tables.ts'
import type { RecordMetadata } from '../vector-store.ts'

const ROWS = 1000
/** For filling the table of a large index, beyond the time of every statement. */
const FILL_MS = 3_600_000

/** Whether there are indexes without products or texts, as an older program makes them, or products that it wrote. */
export async function isIncomplete (database: Database, schema: string): Promise<boolean> {
  const name = quoted(schema)
  const rows = await database.query({ text: `SELECT id::text, has_products AND has_texts FROM ${name}.indexes` })
  if (rows.some(([, isWhole]) => isWhole !== true)) return true
  const lacking = rows.flatMap(([id]) => [
    `EXISTS (SELECT FROM ${name}.products_${String(id)} WHERE listing IS NULL)`,
    `EXISTS (SELECT FROM ${name}.texts_${String(id)} WHERE NOT is_current)`
  ])
  if (lacking.length === 0) return false
  const [[isLacking] = []] = await database.query({ text: `SELECT ${lacking.join(' OR ')}` })
  return isLacking === true
}

/**
 * Gives every index its products and their texts. Broken off, or run by many at once, it ends the same; searches and
 * writes go on meanwhile.
 */
export async function complete (database: Database, names: SqlNames): Promise<void> {
  const ids = await database.query({ text: `SELECT id::text FROM ${quoted(names.schema)}.indexes ORDER BY id` })
  for (const [id] of ids) {
    const tables = tableNames(names, String(id))
    try {
      await makeTables(database, names, String(id), tables)
      await fill(database, tables, LISTINGS_TO_FILL)
      await fill(database, tables, TEXTS_TO_FILL)
    } catch (error) {
      // Deleted meanwhile.
      if (!(error instanceof IndexGoneError)) throw error
    }
  }
  await dropLeftOver(database, names)
}

async function makeTables (database: Database, names: SqlNames, id: string, tables: TableNames): Promise<void> {
  const parts = [
    { flag: 'has_products', made: [tables.products], statements: productTable(tables, names) },
    { flag: 'has_texts', made: [tables.texts, tables.words], statements: textTables(tables, names) }
  ]
  for (const { flag, made, statements } of parts) {
    await database.transaction(async (run) => {
      const indexes = `${quoted(names.schema)}.indexes`
      // Who deletes the index, or completes it at the same time, waits or is waited for here.
      const [open] = await run({ text: `SELECT FROM ${indexes} WHERE id = $1 AND NOT ${flag} FOR UPDATE`, values: [id] })
      if (open === undefined) return
      for (const text of statements) await run({ text })
      await grant(run, tables.records, made)
      await run({ text: `UPDATE ${indexes} SET ${flag} = true WHERE id = $1`, values: [id] })
    }, { moreMs: FILL_MS, indexName: tables.records })
  }
}

/** Who may read or write the records may do the same with what belongs to them. */
async function grant (run: Run, records: string, tables: readonly string[]): Promise<void> {
  for (const [privilege, role] of await run({ text: GRANTED, values: [records] })) {
    for (const table of tables) await run({ text: `GRANT ${String(privilege)} ON ${table} TO ${String(role)}` })
  }
}

const GRANTED = `SELECT privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(grantee::regrole::text) END
  FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) WHERE oid = to_regclass($1) AND grantee <> relowner`

/** What is filled of products that no program of this version has written yet. */
interface ToFill {
  /** Rows `o` of a table that are not filled. */
  readonly open: (tables: TableNames) => string
  readonly tell: (records: readonly RecordMetadata[]) => string
  readonly update: (tables: TableNames) => string
  readonly hasWords?: boolean
}

const LISTINGS_TO_FILL: ToFill = {
  open: ({ products }) => `${products} o WHERE o.listing IS NULL`,
  tell: listingsOf,
  update: ({ products }) => `UPDATE ${products} p SET listing = given.value FROM jsonb_each($1::jsonb) given
    WHERE p.product = given.key AND p.listing IS NULL`
}

const TEXTS_TO_FILL: ToFill = {
  open: ({ texts }) => `${texts} o WHERE NOT o.is_current`,
  tell: textsOf,
  update: ({ texts }) => `UPDATE ${texts} t SET (words, title, brand, language, is_current) = (SELECT ${TEXT_COLUMNS})
    FROM jsonb_each($1::jsonb) given (key, told) WHERE t.product = given.key AND NOT t.is_current`,
  hasWords: true
}

async function fill (database: Database, tables: TableNames, { open, tell, update, hasWords }: ToFill): Promise<void> {
  const text = `SELECT r.key, r.metadata, o.product FROM (
      SELECT product FROM ${open(tables)} AND o.product > $1 ORDER BY o.product LIMIT ${ROWS}
    ) o JOIN ${tables.products} p USING (product) JOIN ${tables.records} r USING (key) ORDER BY o.product`
  const options = { indexName: tables.records }
  // No product is called nothing.
  for (let after = ''; ;) {
    const rows = await database.query({ text, values: [after] }, options)
    const records = rows.map(toRecordMetadata)
    const words = hasWords === true ? knownWordsOf(records) : []
    if (words.length > 0) await database.query(putWordsStatement(tables, words), options)
    await database.query({ text: update(tables), values: [tell(records)] }, { ...options, moreMs: FILL_MS })
    if (rows.length === 0) return
    after = String(rows.at(-1)![2])
  }
}

/** Tables of indexes that an older program has deleted. */
async function dropLeftOver (database: Database, { schema }: SqlNames): Promise<void> {
  const rows = await database.query({
    text: `SELECT tablename::text FROM pg_tables WHERE schemaname = $1 AND tablename ~ '^(products|texts|words)_[0-9]+$'
      AND NOT EXISTS (SELECT FROM ${quoted(schema)}.indexes WHERE substring(tablename from '[0-9]+$') = id::text)`,
    values: [schema]
  })
  for (const [table] of rows) {
    await database.query({ text: `DROP TABLE IF EXISTS ${quoted(schema)}.${quoted(String(table))}` })
  }
}
