import type { Filter, FilterValue } from '../filter.ts'
import { COLUMN_TYPES, columnName } from './columns.ts'

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** A filter as LanceDB's SQL, for a table that has these columns. A column that is not there is a key no record has. */
export function toSql (filter: Filter, columns: ReadonlySet<string>): string {
  if ('and' in filter) return `(${filter.and.map((part) => toSql(part, columns)).join(' AND ')})`
  if ('or' in filter) return anyOf(filter.or.map((part) => toSql(part, columns)))
  const { key, op } = filter
  switch (op) {
    case 'eq':
      return equalsAny(key, [filter.value], columns)
    case 'ne':
      return not(equalsAny(key, [filter.value], columns))
    case 'in':
      return equalsAny(key, filter.value, columns)
    case 'nin':
      return not(equalsAny(key, filter.value, columns))
    case 'exists':
      return filter.value ? exists(key, columns) : not(exists(key, columns))
    default: {
      const column = columnName(key, 'number')
      return columns.has(column) ? `${column} ${OPERATORS[op]} ${literal(filter.value)}` : 'false'
    }
  }
}

export function keysIn (keys: readonly string[]): string {
  return `key IN (${keys.map(literal).join(', ')})`
}

function equalsAny (key: string, values: readonly FilterValue[], columns: ReadonlySet<string>): string {
  const texts = values
    .filter((value) => typeof value === 'string')
    .map(literal)
    .join(', ')
  const numbers = values
    .filter((value) => typeof value === 'number')
    .map(literal)
    .join(', ')
  const booleans = values
    .filter((value) => typeof value === 'boolean')
    .map(literal)
    .join(', ')
  const conditions = [
    { column: columnName(key, 'text'), wanted: texts, sql: (column: string) => `${column} IN (${texts})` },
    {
      column: columnName(key, 'texts'),
      wanted: texts,
      sql: (column: string) => `array_has_any(${column}, make_array(${texts}))`
    },
    { column: columnName(key, 'number'), wanted: numbers, sql: (column: string) => `${column} IN (${numbers})` },
    {
      column: columnName(key, 'numbers'),
      wanted: numbers,
      sql: (column: string) => `array_has_any(${column}, make_array(${numbers}))`
    },
    { column: columnName(key, 'boolean'), wanted: booleans, sql: (column: string) => `${column} IN (${booleans})` }
  ]
  return anyOf(
    conditions
      .filter(({ column, wanted }) => wanted !== '' && columns.has(column))
      .map(({ column, sql }) => sql(column))
  )
}

function exists (key: string, columns: ReadonlySet<string>): string {
  const present = COLUMN_TYPES.map((type) => columnName(key, type)).filter((column) => columns.has(column))
  return anyOf(present.map((column) => `${column} IS NOT NULL`))
}

function anyOf (conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`
}

/** Null counts as false here, so that a missing key passes; SQL's NOT would leave null null. */
function not (condition: string): string {
  return `(${condition} IS NOT TRUE)`
}

/** The dialect knows no escape but the doubled quote. The exponent makes every number a double, exactly. */
function literal (value: FilterValue): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return typeof value === 'boolean' ? String(Number(value)) : (value + 0).toExponential().replace('+', '')
}
