import type { Filter, FilterValue } from '../filter.ts'
import { toStoredText } from './rows.ts'
import type { SqlValue } from '../../postgres/database.ts'

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The column of filterable metadata. */
const COLUMN = 'r.filterable'

/**
 * A filter as a condition on the column `filterable`, its values appended to `values`. Containment is what the index
 * on that column answers.
 */
export function toSql (filter: Filter, values: SqlValue[]): string {
  if ('and' in filter) return `(${filter.and.map((part) => toSql(part, values)).join(' AND ')})`
  if ('or' in filter) return `(${filter.or.map((part) => toSql(part, values)).join(' OR ')})`
  const { key, op } = filter
  switch (op) {
    case 'eq': return equalsAny(key, [filter.value], values)
    case 'ne': return `NOT ${equalsAny(key, [filter.value], values)}`
    case 'in': return equalsAny(key, filter.value, values)
    case 'nin': return `NOT ${equalsAny(key, filter.value, values)}`
    case 'exists': return `${filter.value ? '' : 'NOT '}${COLUMN} ? ${parameter(values, toStoredText(key))}::text`
    default: {
      const value = `(${COLUMN} -> ${parameter(values, toStoredText(key))}::text)`
      const wanted = `${parameter(values, JSON.stringify(filter.value))}::jsonb`
      return `(jsonb_typeof(${value}) = 'number' AND ${value} ${OPERATORS[op]} ${wanted})`
    }
  }
}

/** Appends a value and gives its place. */
export function parameter (values: SqlValue[], value: SqlValue): string {
  values.push(value)
  return `$${values.length}`
}

/** A list contains its element in a list of one, and a single value itself. */
function equalsAny (key: string, wanted: readonly FilterValue[], values: SqlValue[]): string {
  const conditions = wanted.flatMap((value) => {
    const stored = typeof value === 'string' ? toStoredText(value) : value
    const single = JSON.stringify({ [toStoredText(key)]: stored })
    // No list of booleans is stored.
    if (typeof value === 'boolean') return [single]
    return [single, JSON.stringify({ [toStoredText(key)]: [stored] })]
  })
  return `(${conditions.map((json) => `${COLUMN} @> ${parameter(values, json)}::jsonb`).join(' OR ')})`
}
