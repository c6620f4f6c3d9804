import { FilterInvalidError } from '../errors.ts'
import type { Filter, FilterValue } from './filter.ts'
import type { IndexSpec, Metadata, MetadataValue } from './vector-store.ts'

/** Of S3 Vectors: each value compared with counts one. */
export const MAX_CONSTRAINTS = 100
/** Deeper nesting could overflow the native stack of a store's query parser, which no handler can catch. */
const MAX_FILTER_DEPTH = 16

/** Whether a record with this metadata passes: the reference that every store is tested against. */
export function matchesFilter (filter: Filter, metadata: Metadata): boolean {
  if ('and' in filter) return filter.and.every((part) => matchesFilter(part, metadata))
  if ('or' in filter) return filter.or.some((part) => matchesFilter(part, metadata))
  const value = Object.hasOwn(metadata, filter.key) ? metadata[filter.key] : undefined
  switch (filter.op) {
    case 'eq':
      return equalsAny(value, [filter.value])
    case 'ne':
      return !equalsAny(value, [filter.value])
    case 'in':
      return equalsAny(value, filter.value)
    case 'nin':
      return !equalsAny(value, filter.value)
    case 'exists':
      return (value !== undefined) === filter.value
    case 'gt':
      return typeof value === 'number' && value > filter.value
    case 'gte':
      return typeof value === 'number' && value >= filter.value
    case 'lt':
      return typeof value === 'number' && value < filter.value
    case 'lte':
      return typeof value === 'number' && value <= filter.value
  }
}

/** Rejects with FILTER_INVALID a filter that S3 Vectors would refuse, or that names a key closed to filters. */
export function validateFilter (spec: IndexSpec, filter: Filter): void {
  const constraints = validate(spec, filter, 1)
  if (constraints > MAX_CONSTRAINTS) {
    throw new FilterInvalidError(`it compares with ${constraints} values, may compare with ${MAX_CONSTRAINTS}`)
  }
}

function equalsAny (value: MetadataValue | undefined, wanted: readonly FilterValue[]): boolean {
  const values: readonly FilterValue[] = Array.isArray(value) ? value : [value as FilterValue]
  return values.some((one) => wanted.includes(one))
}

function validate (spec: IndexSpec, filter: Filter, depth: number): number {
  if (depth > MAX_FILTER_DEPTH) throw new FilterInvalidError(`it is nested deeper than ${MAX_FILTER_DEPTH} levels`)
  if ('and' in filter) return validateParts(spec, 'and', filter.and, depth)
  if ('or' in filter) return validateParts(spec, 'or', filter.or, depth)
  if (spec.nonFilterableKeys.includes(filter.key)) {
    throw new FilterInvalidError(`"${filter.key}" is not filterable in the index "${spec.name}"`)
  }
  const problem = problemOfOperand(filter)
  if (problem !== undefined) throw new FilterInvalidError(`"${filter.op}" of "${filter.key}" ${problem}`)
  return Array.isArray(filter.value) ? filter.value.length : 1
}

function validateParts (spec: IndexSpec, op: string, parts: readonly Filter[], depth: number): number {
  if (!Array.isArray(parts) || parts.length === 0) throw new FilterInvalidError(`"${op}" has no conditions`)
  return parts.reduce((constraints, part) => constraints + validate(spec, part, depth + 1), 0)
}

function problemOfOperand ({ op, value }: { readonly op: string; readonly value: unknown }): string | undefined {
  switch (op) {
    case 'eq':
    case 'ne':
      return isFilterValue(value) ? undefined : 'needs a string, a finite number or a boolean'
    case 'in':
    case 'nin':
      return Array.isArray(value) && value.length > 0 && value.every(isFilterValue)
        ? undefined
        : 'needs a list of one or more strings, finite numbers or booleans'
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return Number.isFinite(value) ? undefined : 'needs a finite number'
    case 'exists':
      return typeof value === 'boolean' ? undefined : 'needs true or false'
    default:
      return 'is no operator: use eq, ne, gt, gte, lt, lte, in, nin or exists'
  }
}

function isFilterValue (value: unknown): value is FilterValue {
  return (
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    (typeof value === 'string' && !/\p{Surrogate}/u.test(value))
  )
}
