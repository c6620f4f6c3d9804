/** One value of a metadata key that a filter compares with. */
export type FilterValue = string | number | boolean

/**
 * A condition on a record's filterable metadata, in the semantics of Amazon S3 Vectors:
 * against a list `eq` and `in` hold if any element does; `ne` and `nin` hold if none does, also where the key is absent;
 * `gt`, `gte`, `lt`, `lte` compare numbers only; a value of another type matches nothing.
 */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly key: string, readonly op: 'eq' | 'ne', readonly value: FilterValue }
  | { readonly key: string, readonly op: 'gt' | 'gte' | 'lt' | 'lte', readonly value: number }
  | { readonly key: string, readonly op: 'in' | 'nin', readonly value: readonly FilterValue[] }
  | { readonly key: string, readonly op: 'exists', readonly value: boolean }
