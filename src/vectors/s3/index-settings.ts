import type { EncryptionConfiguration, Index } from '@aws-sdk/client-s3vectors'
import { IndexConflictError, StoreUnavailableError } from '../../errors.ts'
import type { IndexSpec } from '../vector-store.ts'

/** Where no key is given. */
export const DEFAULT_ENCRYPTION = 'AES256'

/** The index that is there, if it is the one that is asked for. */
export function alike (existing: IndexSpec, spec: IndexSpec): IndexSpec {
  const [there, asked] = [describe(existing), describe(spec)]
  if (there !== asked) throw new IndexConflictError(spec.name, there, asked)
  return existing
}

export function toSpec (index: Index): IndexSpec {
  const { indexName = '', dimension = 0, distanceMetric } = index
  if (distanceMetric !== 'cosine') {
    throw new StoreUnavailableError(
      `the index "${indexName}" measures ${distanceMetric} distance, only cosine is used`
    )
  }
  return { name: indexName, dimension, metric: distanceMetric, nonFilterableKeys: nonFilterableKeysOf(index) }
}

export function nonFilterableKeysOf ({ metadataConfiguration }: Index): string[] {
  return metadataConfiguration?.nonFilterableMetadataKeys ?? []
}

export function encryptionOf ({ sseType = DEFAULT_ENCRYPTION, kmsKeyArn }: EncryptionConfiguration = {}): string {
  return kmsKeyArn ?? sseType
}

function describe ({ dimension, metric, nonFilterableKeys }: IndexSpec): string {
  return `dimension ${dimension}, ${metric} distance, non-filterable keys ${[...nonFilterableKeys].sort().join(', ') || 'none'}`
}
