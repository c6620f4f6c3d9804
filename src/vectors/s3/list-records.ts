import { ListVectorsCommand, type ListVectorsOutput } from '@aws-sdk/client-s3vectors'
import type { VectorRecord } from '../vector-store.ts'
import { LIST_PAGE, LIST_SEGMENTS } from './limits.ts'
import type { S3Connection } from './s3-connection.ts'
import { fromWireRecord } from './wire-records.ts'

interface SegmentPage { readonly segmentIndex: number, readonly page: ListVectorsOutput }

/** Every record of an index, segments side by side, with no more than a page of each in memory. */
export async function * listRecords (connection: S3Connection, indexName: string, signal: AbortSignal | undefined): AsyncGenerator<VectorRecord> {
  const stop = new AbortController()
  const until = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const fetchPage = async (segmentIndex: number, nextToken?: string): Promise<SegmentPage> => {
    const command = new ListVectorsCommand({
      vectorBucketName: connection.bucket,
      indexName,
      maxResults: LIST_PAGE,
      segmentCount: LIST_SEGMENTS,
      segmentIndex,
      nextToken,
      returnData: true,
      returnMetadata: true
    })
    return { segmentIndex, page: await connection.call((client, options) => client.send(command, options), until) }
  }
  const pending = new Map(Array.from({ length: LIST_SEGMENTS }, (_, i) => [i, fetchPage(i)]))
  try {
    while (pending.size > 0) {
      const { segmentIndex, page: { vectors = [], nextToken } } = await Promise.race(pending.values())
      if (nextToken === undefined) pending.delete(segmentIndex)
      else pending.set(segmentIndex, fetchPage(segmentIndex, nextToken))
      for (const vector of vectors) yield fromWireRecord(vector)
    }
  } finally {
    // Pages under way when the reader stops, or when one fails, have nobody left to answer to.
    stop.abort()
    await Promise.allSettled(pending.values())
  }
}
