import { Readable } from 'node:stream'

export interface AheadOptions {
  /** Calls at the same time. */
  readonly concurrency: number
  /** Results kept until they are asked for; bounds the memory of a fast stage before a slow one. */
  readonly ahead: number
}

/** Maps in the background while earlier results are still being used; results come in the order of the source. */
export function mapAhead<T, R> (
  source: AsyncIterable<T>,
  { concurrency, ahead }: AheadOptions,
  map: (item: T) => Promise<R>
): AsyncIterable<R> {
  const options = { concurrency, highWaterMark: ahead }
  return Readable.from(source).map(map, options)
}
