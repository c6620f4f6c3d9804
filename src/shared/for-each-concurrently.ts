/**
 * Runs `task` on every item, `limit` at a time. After a failure no further item is begun; what is under way ends first,
 * so that nothing goes on behind the back of a caller that was told of the failure.
 */
export async function forEachConcurrently<T> (
  items: Iterable<T>,
  limit: number,
  task: (item: T) => Promise<void>
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  let failure: { readonly error: unknown } | undefined
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !failure; next = iterator.next()) {
      try {
        await task(next.value)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, work))
  if (failure) throw failure.error
}
