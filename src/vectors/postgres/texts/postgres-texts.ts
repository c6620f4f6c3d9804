import type { Database, Row, Statement } from '../../../postgres/database.ts'
import type { KnownWord, Named, StoredTexts, TextMatch, TextMatches, WordsAsked } from '../../text-index.ts'
import type { CallOptions } from '../../vector-store.ts'
import { fromStoredText } from '../rows.ts'
import type { SqlNames, TableNames } from '../sql-names.ts'
import { askedWords, weigh, type WeighedWord } from './asked-words.ts'
import { bestStatement, sharesStatement } from './matches-sql.ts'
import { knownWordsStatement, someNamesStatement, toKnownWord } from './known-words.ts'
import { COUNTED, countStatement, statisticsStatement, toStatistics, type TextStatistics } from './statistics.ts'
import { nameOf } from './text-of.ts'

export interface PostgresTextsOptions {
  readonly database: Database
  readonly names: SqlNames
  readonly tables: TableNames
  readonly indexName: string
}

/** How long statistics are believed; what a word counts hardly changes with them. */
const STATISTICS_MS = 60_000
const NONE: TextMatches = { best: async () => new Map(), of: async () => new Map() }

/** The words of products, which a trigger keeps as their records are: see `keep_texts`. */
export class PostgresTexts implements StoredTexts {
  readonly #options: PostgresTextsOptions
  #statistics: { readonly known: Promise<TextStatistics>, readonly readAt: number } | undefined

  constructor (options: PostgresTextsOptions) {
    this.#options = options
  }

  async find (text: string, options: CallOptions = {}): Promise<TextMatches> {
    const words = await this.#weighed(text, options)
    if (words.length === 0) return NONE
    const { tables } = this.#options
    const read = async (statement: Statement | undefined) =>
      toMatches(statement ? await this.#read(statement, options) : [])
    return {
      best: async (least, count) => await read(bestStatement(tables, words, least, count)),
      of: async (ids) => await read(ids.length > 0 ? sharesStatement(tables, words, ids) : undefined)
    }
  }

  async named (text: string, options: CallOptions = {}): Promise<Named> {
    const name = nameOf(text)
    if (name === undefined) return { isBrand: false, titled: [] }
    const { texts } = this.#options.tables
    const [[isBrand, titled] = []] = await this.#read({
      text: `SELECT EXISTS (SELECT FROM ${texts} WHERE brand = $1), ARRAY(
        SELECT product FROM ${texts} WHERE title = $1 ORDER BY product LIMIT ${COUNTED})`,
      values: [name]
    }, options)
    return { isBrand: isBrand === true, titled: (titled as string[]).map(fromStoredText) }
  }

  async words (asked: WordsAsked): Promise<readonly KnownWord[]> {
    const { tables, names } = this.#options
    return (await this.#read(knownWordsStatement(tables, names, asked), asked)).map(toKnownWord)
  }

  async someNames (options: CallOptions = {}): Promise<readonly string[]> {
    const rows = await this.#read(someNamesStatement(this.#options.tables), options)
    return rows.map(([word]) => String(word))
  }

  async #weighed (text: string, options: CallOptions): Promise<WeighedWord[]> {
    const words = askedWords(text)
    if (words.length === 0) return []
    const { products, shares, languages } = await this.#readStatistics()
    const rows = await this.#read(countStatement(this.#options.tables, words, languages), options)
    return weigh(words.map(({ word }, i) => {
      const [forms, counted] = rows[i]!
      const having = Number(counted) < COUNTED ? Number(counted) : Math.max(COUNTED, (shares.get(word) ?? 0) * products)
      return { word, forms: forms as string[], products: having }
    }), products)
  }

  /** Not with the signal of one caller: others wait for the same. */
  async #readStatistics (): Promise<TextStatistics> {
    const known = this.#statistics
    if (known && performance.now() - known.readAt < STATISTICS_MS) return await known.known
    const read = this.#read(statisticsStatement(this.#options.tables), {}).then(([row]) => toStatistics(row))
    read.catch(() => { this.#statistics = undefined })
    this.#statistics = { known: read, readAt: performance.now() }
    return await read
  }

  async #read (statement: Statement, { signal }: CallOptions): Promise<Row[]> {
    this.#options.database.assertOpen()
    return await this.#options.database.query(statement, { signal, indexName: this.#options.indexName })
  }
}

function toMatches (rows: readonly Row[]): Map<string, TextMatch> {
  return new Map(rows.map(([id, share]) => [fromStoredText(String(id)), { share: Number(share) }]))
}
