import { accountError } from '../../aws/account-error.ts'
import { failureKind, reasonOf } from '../../aws/failure.ts'
import {
  FilterInvalidError,
  IndexGoneError,
  isCodedError,
  RecordInvalidError,
  StoreThrottledError,
  StoreTimeoutError,
  StoreUnavailableError
} from '../../errors.ts'

interface FieldProblem {
  readonly path?: string
  readonly message?: string
}

const ACTIONS =
  's3vectors:QueryVectors, GetVectors, GetIndex and, to ingest, ListVectors, PutVectors, DeleteVectors, CreateIndex, DeleteIndex, TagResource'

export interface Failed {
  readonly bucket: string
  /** Whether the service refuses what it is asked, be it not this call. */
  readonly isRefusing?: boolean
  /** Name of an index that was there when it was opened. */
  readonly indexName?: string
  /** Of the records sent, to name the one refused. */
  readonly keys?: readonly string[]
}

/** The coded error that stands for a failed call to S3 Vectors. */
export function toStoreError (cause: unknown, { bucket, isRefusing = false, indexName, keys = [] }: Failed): Error {
  if (isCodedError(cause)) return cause
  const kind = failureKind(cause)
  const name = `S3 Vectors bucket "${bucket}"`
  switch (kind) {
    case 'throttled':
      return new StoreThrottledError(name, { cause })
    case 'timeout':
      return isRefusing
        ? new StoreThrottledError(name, { cause })
        : new StoreTimeoutError(name, reasonOf(cause), { cause })
    case 'invalid':
      return invalidError(cause, keys)
    case 'missing':
      return indexName !== undefined
        ? new IndexGoneError(indexName, { cause })
        : new StoreUnavailableError(`the index or the ${name} does not exist, make them with: vitrine provision`, {
          cause
        })
    default:
      return (
        accountError(kind, { name, actions: ACTIONS, regionSetting: 'S3_VECTORS_REGION' }, cause) ??
        new StoreUnavailableError(reasonOf(cause), { cause })
      )
  }
}

function invalidError (cause: unknown, keys: readonly string[]): Error {
  const { fieldList = [] } = cause as { fieldList?: readonly FieldProblem[] }
  for (const { path = '', message = reasonOf(cause) } of fieldList) {
    if (path.startsWith('filter')) return new FilterInvalidError(message, { cause })
    const key = keys[Number(/^vectors\[(\d+)\]/.exec(path)?.[1] ?? NaN)]
    if (key !== undefined) return new RecordInvalidError(key, message, { cause })
  }
  return new StoreUnavailableError(`S3 Vectors refuses the request: ${reasonOf(cause)}`, { cause })
}
