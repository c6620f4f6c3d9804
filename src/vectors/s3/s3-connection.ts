import type { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { sendingMs } from '../../aws/client-settings.ts'
import { withDeadline } from '../../shared/deadline.ts'
import { StoreUnavailableError } from '../../errors.ts'
import { toStoreError } from './store-error.ts'

export interface S3Call {
  readonly signal?: AbortSignal | undefined
  /** Of the records sent, for the message about one that is refused. */
  readonly keys?: readonly string[]
  /** Name of an index that was there when it was opened. */
  readonly indexName?: string
  /** That the call sends at most: a large put takes its time on a slow line. */
  readonly bytes?: number
}

interface SendOptions {
  readonly abortSignal: AbortSignal
  readonly requestTimeout?: number
}

export interface S3ConnectionOptions {
  readonly client: S3VectorsClient
  readonly bucket: string
  readonly callTimeoutMs: number
  /** Of the client, for one try. */
  readonly requestTimeoutMs: number
  /** Whether the service refuses what it is asked; told as that where time runs out. */
  readonly isRefusing?: () => boolean
}

/** The client and the bucket, for the store and its indexes: every call has a deadline, coded errors and an end. */
export class S3Connection {
  readonly bucket: string
  readonly #client: S3VectorsClient
  readonly #callTimeoutMs: number
  readonly #requestTimeoutMs: number
  readonly #isRefusing: () => boolean
  #isClosed = false

  constructor ({ client, bucket, callTimeoutMs, requestTimeoutMs, isRefusing = () => false }: S3ConnectionOptions) {
    this.#client = client
    this.bucket = bucket
    this.#callTimeoutMs = callTimeoutMs
    this.#requestTimeoutMs = requestTimeoutMs
    this.#isRefusing = isRefusing
  }

  assertOpen (): void {
    if (this.#isClosed) throw new StoreUnavailableError('it has been closed')
  }

  async call<T>(
    send: (client: S3VectorsClient, options: SendOptions) => Promise<T>,
    { signal, bytes = 0, ...told }: S3Call = {}
  ): Promise<T> {
    this.assertOpen()
    const more = sendingMs(bytes)
    const longer = more > 0 && { requestTimeout: this.#requestTimeoutMs + more }
    try {
      return await withDeadline(
        this.#callTimeoutMs + more,
        signal,
        async (abortSignal) => await send(this.#client, { abortSignal, ...longer })
      )
    } catch (cause) {
      signal?.throwIfAborted()
      throw toStoreError(cause, { bucket: this.bucket, isRefusing: this.#isRefusing(), ...told })
    }
  }

  close (): void {
    this.#isClosed = true
    this.#client.destroy()
  }
}
