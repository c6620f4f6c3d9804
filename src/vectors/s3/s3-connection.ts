import type { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { withDeadline } from '../../shared/deadline.ts'
import { StoreUnavailableError } from '../../errors.ts'
import { toStoreError } from './store-error.ts'

/** The client and the bucket, for the store and its indexes: every call has a deadline, coded errors and an end. */
export class S3Connection {
  readonly bucket: string
  readonly #client: S3VectorsClient
  readonly #callTimeoutMs: number
  #isClosed = false

  constructor ({ client, bucket, callTimeoutMs }: { readonly client: S3VectorsClient, readonly bucket: string, readonly callTimeoutMs: number }) {
    this.#client = client
    this.bucket = bucket
    this.#callTimeoutMs = callTimeoutMs
  }

  assertOpen (): void {
    if (this.#isClosed) throw new StoreUnavailableError('it has been closed')
  }

  /** `keys` are those of the records sent, for the message about one that is refused. */
  async call<T> (send: (client: S3VectorsClient, options: { abortSignal: AbortSignal }) => Promise<T>, signal?: AbortSignal, keys?: readonly string[]): Promise<T> {
    this.assertOpen()
    try {
      return await withDeadline(this.#callTimeoutMs, signal, async (abortSignal) => await send(this.#client, { abortSignal }))
    } catch (cause) {
      signal?.throwIfAborted()
      throw toStoreError(cause, this.bucket, keys)
    }
  }

  close (): void {
    this.#isClosed = true
    this.#client.destroy()
  }
}
