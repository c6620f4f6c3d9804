import { quoted } from '../../postgres/quoted.ts'

/** Where the tables and the extension are; every statement names both, so that no search path matters. */
export interface SqlNames {
  readonly schema: string
  /** Schema that pgvector was installed in. */
  readonly extension: string
  /** Schema that pg_trgm was installed in. */
  readonly trigrams: string
}

/** The tables of an index: what prices and stock change has no index of vectors to bring up to date. */
export interface TableNames {
  readonly records: string
  /** One row for each product of the records. */
  readonly products: string
  /** The words of each product. */
  readonly texts: string
  /** Every word that products are written with. */
  readonly words: string
  readonly vectors: string
  /** Name of the graph over the vectors, without its schema. */
  readonly graph: string
}

/** `id` is never used again, so that a handle of a deleted index finds no other. */
export function tableNames ({ schema }: SqlNames, id: string): TableNames {
  return {
    records: `${quoted(schema)}.records_${id}`,
    products: `${quoted(schema)}.products_${id}`,
    texts: `${quoted(schema)}.texts_${id}`,
    words: `${quoted(schema)}.words_${id}`,
    vectors: `${quoted(schema)}.vectors_${id}`,
    graph: `vectors_${id}_graph`
  }
}
