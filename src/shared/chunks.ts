/** Slices of a list, for calls that take so many at once. */
export function * chunks<T> (items: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size)
}
