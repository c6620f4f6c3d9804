import { QueryVectorsCommand } from '@aws-sdk/client-s3vectors'
import { FilterInvalidError } from '../../errors.ts'
import type { IndexMode } from '../provisionable-store.ts'
import type { S3Connection } from './s3-connection.ts'

/** Only ENHANCED indexes have this operator. The installed SDK drops the mode from the answer of GetIndex. */
const ENHANCED_FILTER = { productId: { $startsWith: '#' } }

/** The mode of an index, told by what it accepts. */
export async function findIndexMode (
  connection: S3Connection,
  indexName: string,
  dimension: number
): Promise<IndexMode> {
  const command = new QueryVectorsCommand({
    vectorBucketName: connection.bucket,
    indexName,
    topK: 1,
    queryVector: { float32: Array.from({ length: dimension }, (_, i) => (i === 0 ? 1 : 0)) },
    filter: ENHANCED_FILTER
  })
  try {
    await connection.call((client, options) => client.send(command, options))
    return 'ENHANCED'
  } catch (error) {
    if (error instanceof FilterInvalidError) return 'CLASSIC'
    throw error
  }
}
