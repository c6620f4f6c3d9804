import { IndexGoneError } from '../../../errors.ts'
import type { Database } from '../../../postgres/database.ts'
import { quoted } from '../../../postgres/quoted.ts'
import { toRecordMetadata } from '../rows.ts'
import { tableNames, type SqlNames, type TableNames } from '../sql-names.ts'
import { listingsOf } from './listing.ts'
import { productTable } from './product-tables.ts'

const ROWS = 1000
/** For filling the table of a large index, beyond the time of every statement. */
const FILL_MS = 3_600_000

/** Whether there are indexes without products, as an older program makes them, or products that it wrote. */
export async function lackProducts (database: Database, schema: string): Promise<boolean> {
  const rows = await database.query({ text: `SELECT id::text, has_products FROM ${quoted(schema)}.indexes` })
  if (rows.some(([, hasProducts]) => hasProducts !== true)) return true
  const unlisted = rows.map(([id]) => `EXISTS (SELECT FROM ${quoted(schema)}.products_${String(id)} WHERE listing IS NULL)`)
  if (unlisted.length === 0) return false
  const [[isLacking] = []] = await database.query({ text: `SELECT ${unlisted.join(' OR ')}` })
  return isLacking === true
}

/** Gives every index its products. Broken off, or run by many at once, it ends the same; searches go on meanwhile. */
export async function completeProducts (database: Database, names: SqlNames): Promise<void> {
  const ids = await database.query({ text: `SELECT id::text FROM ${quoted(names.schema)}.indexes ORDER BY id` })
  for (const [id] of ids) {
    const tables = tableNames(names, String(id))
    try {
      await makeTable(database, names, String(id), tables)
      await fillListings(database, tables)
    } catch (error) {
      // Deleted meanwhile.
      if (!(error instanceof IndexGoneError)) throw error
    }
  }
  await dropLeftOver(database, names)
}

async function makeTable (database: Database, names: SqlNames, id: string, tables: TableNames): Promise<void> {
  await database.transaction(async (run) => {
    const indexes = `${quoted(names.schema)}.indexes`
    // Who deletes the index, or completes it at the same time, waits or is waited for here.
    const [open] = await run({ text: `SELECT FROM ${indexes} WHERE id = $1 AND NOT has_products FOR UPDATE`, values: [id] })
    if (open === undefined) return
    for (const text of productTable(tables, names)) await run({ text })
    for (const [privilege, role] of await run({ text: GRANTED, values: [tables.records] })) {
      await run({ text: `GRANT ${String(privilege)} ON ${tables.products} TO ${String(role)}` })
    }
    await run({ text: `UPDATE ${indexes} SET has_products = true WHERE id = $1`, values: [id] })
  }, { moreMs: FILL_MS, indexName: tables.records })
}

/** Who may read or write the records may do the same with the products. */
const GRANTED = `SELECT privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(grantee::regrole::text) END
  FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) WHERE oid = to_regclass($1) AND grantee <> relowner`

/** Of products that no program of this version has written yet. */
async function fillListings (database: Database, tables: TableNames): Promise<void> {
  const text = `SELECT r.key, r.metadata, p.product FROM ${tables.products} p JOIN ${tables.records} r USING (key)
    WHERE p.listing IS NULL AND p.product > $1 ORDER BY p.product LIMIT ${ROWS}`
  const fill = `UPDATE ${tables.products} p SET listing = given.value FROM jsonb_each($1::jsonb) given
    WHERE p.product = given.key AND p.listing IS NULL`
  // No product is called nothing.
  for (let after = ''; ;) {
    const rows = await database.query({ text, values: [after] }, { indexName: tables.records })
    const listings = listingsOf(rows.map(toRecordMetadata))
    await database.query({ text: fill, values: [listings] }, { indexName: tables.records })
    if (rows.length < ROWS) return
    after = String(rows.at(-1)![2])
  }
}

/** Tables of indexes that an older program has deleted. */
async function dropLeftOver (database: Database, { schema }: SqlNames): Promise<void> {
  const rows = await database.query({
    text: `SELECT tablename::text FROM pg_tables WHERE schemaname = $1 AND tablename ~ '^products_[0-9]+$'
      AND NOT EXISTS (SELECT FROM ${quoted(schema)}.indexes WHERE 'products_' || id = tablename)`,
    values: [schema]
  })
  for (const [table] of rows) {
    await database.query({ text: `DROP TABLE IF EXISTS ${quoted(schema)}.${quoted(String(table))}` })
  }
}
