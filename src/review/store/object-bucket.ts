import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client
} from '@aws-sdk/client-s3'
import { accountError } from '../../aws/account-error.ts'
import { failureKind, reasonOf } from '../../aws/failure.ts'
import { isCodedError, StoreThrottledError, StoreTimeoutError, StoreUnavailableError } from '../../errors.ts'
import { withDeadline } from '../../shared/deadline.ts'

export interface ObjectBucketOptions {
  readonly client: S3Client
  readonly bucket: string
  readonly callTimeoutMs: number
}

/** Another writer was first, or is writing this very moment. */
const LOST = new Set(['PreconditionFailed', 'ConditionalRequestConflict'])
const ACTIONS = 's3:ListBucket, s3:GetObject and, to review, s3:PutObject'

/** Objects of one bucket of Amazon S3 as texts: every call has a deadline and coded errors. */
export class ObjectBucket {
  readonly #options: ObjectBucketOptions

  constructor (options: ObjectBucketOptions) {
    this.#options = options
  }

  get name (): string {
    return this.#options.bucket
  }

  /** Keys with this prefix that come after another, in their order. */
  async list (prefix: string, after: string): Promise<string[]> {
    const keys: string[] = []
    let token: string | undefined
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#options.bucket,
        Prefix: prefix,
        ...(token === undefined ? { StartAfter: after } : { ContinuationToken: token })
      })
      const page = await this.#call(async (client, options) => await client.send(command, options))
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key!))
      token = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (token !== undefined)
    return keys
  }

  /** Undefined where there is no such object. */
  async get (key: string): Promise<string | undefined> {
    const command = new GetObjectCommand({ Bucket: this.#options.bucket, Key: key })
    return await this.#call(async (client, options) => {
      try {
        return await (await client.send(command, options)).Body!.transformToString()
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined
        throw error
      }
    })
  }

  async put (key: string, body: string): Promise<void> {
    const command = new PutObjectCommand({ Bucket: this.#options.bucket, Key: key, Body: body })
    await this.#call(async (client, options) => await client.send(command, options))
  }

  /** Whether this call made the object; false where one is there, be it of an earlier try of this call. */
  async create (key: string, body: string): Promise<boolean> {
    const command = new PutObjectCommand({ Bucket: this.#options.bucket, Key: key, Body: body, IfNoneMatch: '*' })
    return await this.#call(async (client, options) => {
      try {
        await client.send(command, options)
        return true
      } catch (error) {
        if (error instanceof Error && LOST.has(error.name)) return false
        throw error
      }
    })
  }

  close (): void {
    this.#options.client.destroy()
  }

  async #call<T> (send: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { client, bucket, callTimeoutMs } = this.#options
    try {
      return await withDeadline(callTimeoutMs, undefined, async (abortSignal) => await send(client, { abortSignal }))
    } catch (cause) {
      throw toObjectError(cause, `S3 bucket "${bucket}"`)
    }
  }
}

function toObjectError (cause: unknown, name: string): Error {
  if (isCodedError(cause)) return cause
  const kind = failureKind(cause)
  if (kind === 'throttled') return new StoreThrottledError(name, { cause })
  if (kind === 'timeout') return new StoreTimeoutError(name, reasonOf(cause), { cause })
  if (kind === 'missing') {
    return new StoreUnavailableError(`the ${name} of REVIEW_BUCKET does not exist, make it first`, { cause })
  }
  return (
    accountError(kind, { name, actions: ACTIONS, regionSetting: 'S3_VECTORS_REGION' }, cause) ??
    new StoreUnavailableError(`${name}: ${reasonOf(cause)}`, { cause })
  )
}
