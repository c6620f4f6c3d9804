import type { Filter, FilterValue } from '../filter.ts'
import type { Metadata } from '../vector-store.ts'

interface Column {
  /** Slots by value; a list counts for each of its elements. */
  readonly slots: Map<FilterValue, number[]>
  /** Those that have the key. */
  readonly present: number[]
  readonly numbers: Array<readonly [slot: number, value: number]>
}

/** Metadata turned round, for filters over many rows: which of them have a value. Same meaning as `matchesFilter`. */
export class FilterColumns {
  readonly #columns = new Map<string, Column>()
  readonly #excluded: ReadonlySet<string>

  constructor (nonFilterableKeys: readonly string[]) {
    this.#excluded = new Set(nonFilterableKeys)
  }

  add (slot: number, metadata: Metadata): void {
    for (const [key, value] of Object.entries(metadata)) {
      if (this.#excluded.has(key)) continue
      const column = this.#columns.get(key) ?? this.#addColumn(key)
      column.present.push(slot)
      if (typeof value === 'number') column.numbers.push([slot, value])
      for (const one of Array.isArray(value) ? (value as FilterValue[]) : [value as FilterValue]) {
        const slots = column.slots.get(one)
        if (slots) slots.push(slot)
        else column.slots.set(one, [slot])
      }
    }
  }

  /** 1 for each of the first `size` slots that passes. */
  passing (filter: Filter, size: number): Uint8Array {
    if ('and' in filter) return combined(filter.and.map((part) => this.passing(part, size)), (a, b) => a & b)
    if ('or' in filter) return combined(filter.or.map((part) => this.passing(part, size)), (a, b) => a | b)
    const mask = new Uint8Array(size)
    const column = this.#columns.get(filter.key)
    switch (filter.op) {
      case 'eq':
      case 'ne':
        mark(mask, column?.slots.get(filter.value))
        return filter.op === 'eq' ? mask : inverted(mask)
      case 'in':
      case 'nin':
        for (const value of filter.value) mark(mask, column?.slots.get(value))
        return filter.op === 'in' ? mask : inverted(mask)
      case 'exists':
        mark(mask, column?.present)
        return filter.value ? mask : inverted(mask)
      default:
        for (const [slot, value] of column?.numbers ?? []) if (holds(filter.op, value, filter.value)) mask[slot] = 1
        return mask
    }
  }

  #addColumn (key: string): Column {
    const column = { slots: new Map(), present: [], numbers: [] }
    this.#columns.set(key, column)
    return column
  }
}

function holds (op: 'gt' | 'gte' | 'lt' | 'lte', value: number, bound: number): boolean {
  switch (op) {
    case 'gt': return value > bound
    case 'gte': return value >= bound
    case 'lt': return value < bound
    case 'lte': return value <= bound
  }
}

function mark (mask: Uint8Array, slots: readonly number[] = []): void {
  for (const slot of slots) mask[slot] = 1
}

function inverted (mask: Uint8Array): Uint8Array {
  return mask.map((one) => 1 - one)
}

function combined ([first, ...others]: Uint8Array[], join: (a: number, b: number) => number): Uint8Array {
  const result = first!
  for (const other of others) for (let i = 0; i < result.length; i++) result[i] = join(result[i]!, other[i]!)
  return result
}
