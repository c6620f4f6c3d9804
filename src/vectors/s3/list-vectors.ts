import { ListVectorsCommand, type ListOutputVector, type ListVectorsOutput } from '@aws-sdk/client-s3vectors'
import { LIST_PAGE, LIST_SEGMENTS } from './limits.ts'
import type { S3Connection } from './s3-connection.ts'

interface SegmentPage {
  readonly segmentIndex: number
  readonly page: ListVectorsOutput
}

export interface ListOptions {
  readonly indexName: string
  /** Whether vectors are wanted, too. */
  readonly returnData: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * Every record of an index as it comes over the wire, segments side by side, with no more than a page of each in
 * memory.
 */
export async function * listVectors (
  connection: S3Connection,
  { indexName, returnData, signal }: ListOptions
): AsyncGenerator<ListOutputVector> {
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
      returnData,
      returnMetadata: true
    })
    return {
      segmentIndex,
      page: await connection.call((client, options) => client.send(command, options), { signal: until, indexName })
    }
  }
  const pending = new Map(Array.from({ length: LIST_SEGMENTS }, (_, i) => [i, fetchPage(i)]))
  try {
    while (pending.size > 0) {
      const {
        segmentIndex,
        page: { vectors = [], nextToken }
      } = await Promise.race(pending.values())
      // An empty token would begin anew, without end.
      if (!nextToken) pending.delete(segmentIndex)
      else pending.set(segmentIndex, fetchPage(segmentIndex, nextToken))
      yield * vectors
    }
  } finally {
    // Pages under way when the reader stops, or when one fails, have nobody left to answer to.
    stop.abort()
    await Promise.allSettled(pending.values())
  }
}
