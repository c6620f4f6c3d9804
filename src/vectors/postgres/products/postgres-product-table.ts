import type { Database, Row, SqlValue, Statement } from '../../../postgres/database.ts'
import type { CountAsk, ProductCount, ProductPage, ProductTable, TableProduct, WantedProducts } from '../../product-table.ts'
import type { CallOptions, Metadata } from '../../vector-store.ts'
import { fromStoredText, toStoredText, toRecordMetadata } from '../rows.ts'
import type { TableNames } from '../sql-names.ts'
import { countStatement, toCounts } from './product-counts.ts'
import { currencySpan, isByPrice, mainCurrency, pageStatement, placeStatement } from './product-pages.ts'
import { conditionsOf, whereSql } from './wanted-sql.ts'

export interface PostgresProductTableOptions {
  readonly database: Database
  readonly tables: TableNames
  readonly indexName: string
}

/**
 * What is counted finds room in memory instead of being sorted on disk, which took most of the time; translating the
 * statement into machine code would take longer than it saves.
 */
const FOR_COUNTING = "SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)"

/** A row for each product, which a trigger keeps as the records are: see `keep_products` in the migrations. */
export class PostgresProductTable implements ProductTable {
  readonly #options: PostgresProductTableOptions

  constructor (options: PostgresProductTableOptions) {
    this.#options = options
  }

  async page (page: ProductPage): Promise<TableProduct[]> {
    const { products } = this.#options.tables
    const currency = isByPrice(page.order) ? await this.#currency(page.signal) : undefined
    const ordered = { ...page, currency }
    const { after } = page
    const [place] = after === undefined ? [] : await this.#read(placeStatement(products, after, ordered), page)
    return (await this.#read(pageStatement(products, ordered, place as SqlValue[] | undefined), page)).map(toProduct)
  }

  async total (wanted: WantedProducts, options: CallOptions = {}): Promise<number> {
    const values: SqlValue[] = []
    const where = whereSql(conditionsOf(wanted, values))
    const text = `SELECT count(*)::int FROM ${this.#options.tables.products} r ${where}`
    const [[total] = []] = await this.#read({ text, values }, options)
    return Number(total)
  }

  async count (asks: readonly CountAsk[], options: CallOptions = {}): Promise<Array<readonly ProductCount[]>> {
    if (asks.length === 0) return []
    const { database, tables, indexName } = this.#options
    database.assertOpen()
    const rows = await database.transaction(async (run) => {
      await run({ text: FOR_COUNTING })
      return await run(countStatement(tables.products, asks))
    }, { signal: options.signal, indexName })
    return toCounts(asks, rows)
  }

  async metadataOf (ids: readonly string[], options: CallOptions = {}): Promise<Map<string, Metadata>> {
    const { products, records } = this.#options.tables
    const text = `SELECT p.product, r.metadata FROM ${products} p JOIN ${records} r USING (key) WHERE p.product = ANY($1)`
    const rows = ids.length === 0 ? [] : await this.#read({ text, values: [ids.map(toStoredText)] }, options)
    return new Map(rows.map(toRecordMetadata).map(({ key, metadata }) => [key, metadata]))
  }

  /** The one that is sorted by, where there are several. */
  async #currency (signal: AbortSignal | undefined): Promise<string | undefined> {
    const { products } = this.#options.tables
    const [[first, last] = []] = await this.#read(currencySpan(products), { signal })
    if (first === last) return undefined
    const [[main] = []] = await this.#read(mainCurrency(products), { signal })
    return typeof main === 'string' ? main : undefined
  }

  async #read (statement: Statement, { signal }: CallOptions): Promise<Row[]> {
    this.#options.database.assertOpen()
    return await this.#options.database.query(statement, { signal, indexName: this.#options.indexName })
  }
}

function toProduct ([id, key, ...rest]: Row): TableProduct {
  const [title, brand, photo] = rest.map((one) => (typeof one === 'string' ? fromStoredText(one) : undefined))
  return { id: fromStoredText(String(id)), key: fromStoredText(String(key)), title, brand, photo }
}
