/** One value of a metadata key that a filter compares with. */
export type FilterValue = string | number | boolean

/**
 * A condition on a record's filterable metadata, in the semantics of Amazon S3 Vectors: against a list `eq` and `in`
 * hold if any element does; `ne` and `nin` hold if none does, also where the key is absent; `gt`, `gte`, `lt`, `lte`
 * compare numbers only; a value of another type matches nothing.
 */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly key: string, readonly op: 'eq' | 'ne', readonly value: FilterValue }
  | { readonly key: string, readonly op: 'gt' | 'gte' | 'lt' | 'lte', readonly value: number }
  | { readonly key: string, readonly op: 'in' | 'nin', readonly value: readonly FilterValue[] }
  | { readonly key: string, readonly op: 'exists', readonly value: boolean }

const OPPOSITE = { eq: 'ne', ne: 'eq', in: 'nin', nin: 'in', gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' } as const

/** The filter that holds where this one does not; it needs no operator that a store lacks. */
export function negated (filter: Filter): Filter {
  if ('and' in filter) return { or: filter.and.map(negated) }
  if ('or' in filter) return { and: filter.or.map(negated) }
  switch (filter.op) {
    case 'exists': return { ...filter, value: !filter.value }
    case 'eq':
    case 'ne': return { ...filter, op: OPPOSITE[filter.op] }
    case 'in':
    case 'nin': return { ...filter, op: OPPOSITE[filter.op] }
    // A record without the number is neither below nor above it.
    default: return { or: [{ ...filter, op: OPPOSITE[filter.op] }, { key: filter.key, op: 'exists', value: false }] }
  }
}
