import { readFile } from 'node:fs/promises'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import PQueue from 'p-queue'
import { sendingMs } from '../../aws/client-settings.ts'
import type { MediaFile } from '../../media/media-file.ts'

const PREFIX = 'vitrine'
/** Each is in memory while it is sent. */
const UPLOADS_AT_ONCE = 4
const PATIENCE_MS = 15_000

/** The bucket that clips go to the model through, and come back from as vectors. */
export class MediaBucket {
  readonly #client: S3Client
  readonly #bucket: string
  readonly #uploads = new PQueue({ concurrency: UPLOADS_AT_ONCE })

  constructor (client: S3Client, bucket: string) {
    this.#client = client
    this.#bucket = bucket
  }

  get name (): string {
    return this.#bucket
  }

  get outputUri (): string {
    return `s3://${this.#bucket}/${PREFIX}/out`
  }

  /** Puts a file there unless it is there already; resolves to its address. */
  async upload ({ path, bytes, hash, format }: MediaFile, signal?: AbortSignal): Promise<string> {
    const Key = `${PREFIX}/in/${hash}.${format}`
    if ((await this.#lengthOf(Key, signal)) !== bytes) {
      await this.#uploads.add(async () => {
        // Not as a stream, which could not be sent again.
        const command = new PutObjectCommand({ Bucket: this.#bucket, Key, Body: await readFile(path) })
        const requestTimeout = PATIENCE_MS + sendingMs(bytes)
        await this.#client.send(command, { ...(signal && { abortSignal: signal }), requestTimeout })
      })
    }
    return `s3://${this.#bucket}/${Key}`
  }

  /** The text of an object of this bucket; undefined where there is none. */
  async text (uri: string, signal?: AbortSignal): Promise<string | undefined> {
    const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket, Key }), {
        ...(signal && { abortSignal: signal })
      })
      return await Body?.transformToString()
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  close (): void {
    this.#client.destroy()
  }

  async #lengthOf (Key: string, signal: AbortSignal | undefined): Promise<number | undefined> {
    try {
      const command = new HeadObjectCommand({ Bucket: this.#bucket, Key })
      return (await this.#client.send(command, { ...(signal && { abortSignal: signal }) })).ContentLength
    } catch (error) {
      // Without the right to list, S3 answers that a missing object is forbidden.
      if (isMissing(error) || statusOf(error) === 403) return undefined
      throw error
    }
  }
}

function isMissing (error: unknown): boolean {
  const { name } = error as { name?: string }
  return name === 'NoSuchKey' || name === 'NotFound' || statusOf(error) === 404
}

function statusOf (error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}
