import { PRODUCT_ID } from '../../../postgres/keep-products.ts'
import { rangeIndexes } from '../../../postgres/migrations.ts'
import { quoted } from '../../../postgres/quoted.ts'
import { triggersOn } from '../triggers.ts'
import type { SqlNames, TableNames } from '../sql-names.ts'
import { DEAREST_FIRST, NEWEST_FIRST, PRICE, TITLE, UNTIMED } from './product-order.ts'

/** Makes the products of an index: a table that is filled from its records, and what keeps it as they are. */
export function productTable ({ records, products }: TableNames, { schema }: SqlNames): string[] {
  return [
    ...triggersOn(records, `${quoted(schema)}.keep_products`),
    `CREATE INDEX ON ${records} (${PRODUCT_ID}, key)`,
    tableOf(products),
    `INSERT INTO ${products} (product, key, filterable)
      SELECT DISTINCT ON (1) ${PRODUCT_ID}, key, filterable FROM ${records}
      WHERE ${PRODUCT_ID} IS NOT NULL ORDER BY 1, key`,
    `CREATE INDEX ON ${products} USING gin (filterable jsonb_path_ops)`,
    ...rangeIndexes(products),
    `CREATE INDEX ON ${products} (currency)`,
    ...[PRICE, DEAREST_FIRST].map((order) => `CREATE INDEX ON ${products} ((${order}), product) WHERE ${UNTIMED}`),
    `CREATE INDEX ON ${products} (product) WHERE NOT ${UNTIMED}`,
    ...[NEWEST_FIRST, TITLE].map((order) => `CREATE INDEX ON ${products} ((${order}), product)`),
    `CREATE INDEX ON ${products} (product) WHERE listing IS NULL`
  ]
}

/** `listing` has what no filter names, see `listingOf`. */
function tableOf (products: string): string {
  return `CREATE TABLE ${products} (
    product text COLLATE "C" PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    filterable jsonb NOT NULL,
    listing jsonb,
    title_order text COLLATE "C" GENERATED ALWAYS AS (listing ->> 'order') STORED,
    currency text COLLATE "C" GENERATED ALWAYS AS (filterable ->> 'currency') STORED,
    ${numberColumn('price', 'price')},
    ${numberColumn('regular_price', 'regularPrice')},
    ${numberColumn('sale_starts', 'saleStarts')},
    ${numberColumn('sale_ends', 'saleEnds')},
    ${numberColumn('added', 'added')}
  )`
}

/** A number among what can be filtered by, as a column. */
function numberColumn (name: string, key: string): string {
  return `${name} float8 GENERATED ALWAYS AS (
    CASE WHEN jsonb_typeof(filterable -> '${key}') = 'number' THEN (filterable -> '${key}')::float8 END
  ) STORED`
}
