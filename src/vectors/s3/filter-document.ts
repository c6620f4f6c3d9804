import { FilterInvalidError } from '../../errors.ts'
import type { Filter } from '../filter.ts'
import { MAX_CONSTRAINTS } from '../match-filter.ts'

/** A filter in the language of S3 Vectors. */
export type FilterDocument = {
  readonly [key: string]:
    string | number | boolean | FilterDocument | ReadonlyArray<string | number | boolean | FilterDocument>
}

/**
 * Translates a valid filter. Conjunctions are spelled out, since fields side by side are not in the documented
 * language; `in` becomes alternatives of `$eq`, which alone is documented for a value that is a list; `ne` and `nin`
 * also ask for an absent key, on which AWS says nothing. Throws FILTER_INVALID above the service's cap.
 */
export function toFilterDocument (filter: Filter): FilterDocument {
  const constraints = count(filter)
  if (constraints > MAX_CONSTRAINTS) {
    throw new FilterInvalidError(
      `it has ${constraints} constraints on S3 Vectors, where "ne" and "nin" count one more, and may have ${MAX_CONSTRAINTS}`
    )
  }
  return translate(filter)
}

function translate (filter: Filter): FilterDocument {
  if ('and' in filter) return { $and: filter.and.map(translate) }
  if ('or' in filter) return { $or: filter.or.map(translate) }
  const { key, op, value } = filter
  // A key that begins with $ would be read as an operator; no key of ours does.
  if (key.startsWith('$')) {
    throw new FilterInvalidError(`"${key}" begins with $, which S3 Vectors reads as an operator`)
  }
  if (op === 'in') {
    const values = value.map((one): FilterDocument => ({ [key]: { $eq: one } }))
    return values.length === 1 ? values[0]! : { $or: values }
  }
  const condition: FilterDocument = { [key]: { [`$${op}`]: value } }
  return op === 'ne' || op === 'nin' ? { $or: [condition, { [key]: { $exists: false } }] } : condition
}

function count (filter: Filter): number {
  if ('and' in filter) return filter.and.reduce((sum, part) => sum + count(part), 0)
  if ('or' in filter) return filter.or.reduce((sum, part) => sum + count(part), 0)
  const values = filter.op === 'in' || filter.op === 'nin' ? filter.value.length : 1
  return filter.op === 'ne' || filter.op === 'nin' ? values + 1 : values
}
