import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  GetAsyncInvokeCommand,
  StartAsyncInvokeCommand,
  type BedrockRuntimeClient,
  type GetAsyncInvokeCommandOutput
} from '@aws-sdk/client-bedrock-runtime'
import { MediaJobFailedError } from '../../errors.ts'
import type { MediaFile } from '../../media/media-file.ts'
import { untilAborted } from '../../shared/until-aborted.ts'
import type { MediaPiece } from '../embedder.ts'
import type { JobEntry, JobLedger } from './job-ledger.ts'
import { readJobOutput } from './job-output.ts'
import type { MediaBucket } from './media-bucket.ts'
import { toMediaError } from './model-error.ts'
import { mediaInput } from './nova-input.ts'
import { MODEL_ID, novaJob } from './nova.ts'

export interface MediaJobsOptions {
  /** Closed with the jobs. */
  readonly client: BedrockRuntimeClient
  readonly bucket: MediaBucket
  readonly ledger: JobLedger
  readonly segmentSeconds: number
  /** For one job from its start to its end. */
  readonly timeoutMs: number
  /** Between two looks at a job, the first; later ones come four times as far apart. */
  readonly pollMs: number
}

const MAX_ATTEMPTS = 4
const SLOWER = 1.5
const SLOWEST = 4

/** Embeds clips and sounds by jobs of Amazon Bedrock, each paid once, whatever becomes of this process meanwhile. */
export class MediaJobs {
  readonly segmentSeconds: number
  readonly #options: Required<MediaJobsOptions>
  /** Of one file all who ask wait for one job. */
  readonly #running = new Map<string, Promise<MediaPiece[]>>()

  constructor (options: MediaJobsOptions) {
    this.segmentSeconds = options.segmentSeconds
    this.#options = options
  }

  /**
   * `onPaid` is told once a job was started. Rejects with MEDIA_JOB_FAILED, with a coded error of the account, or with
   * the signal's reason; the job then goes on, and the next run takes it up.
   */
  async run (
    file: MediaFile,
    dimension: number,
    signal: AbortSignal | undefined,
    onPaid: () => void
  ): Promise<MediaPiece[]> {
    const key = createHash('sha256')
      .update(JSON.stringify([file.hash, file.kind, dimension, this.segmentSeconds, MODEL_ID]))
      .digest('hex')
    const known = this.#running.get(key)
    if (known) return await untilAborted(known, signal)
    const running = this.#attempts(key, file, dimension, signal, onPaid).catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw toMediaError(cause, this.#options.bucket.name)
    })
    this.#running.set(key, running)
    try {
      return await running
    } finally {
      this.#running.delete(key)
    }
  }

  close (): void {
    this.#options.client.destroy()
    this.#options.bucket.close()
  }

  async #attempts (
    key: string,
    file: MediaFile,
    dimension: number,
    signal: AbortSignal | undefined,
    onPaid: () => void
  ): Promise<MediaPiece[]> {
    const { ledger } = this.#options
    const what = `the ${file.kind} ${file.path.split('/').at(-1)}`
    const failures: string[] = []
    while (failures.length < MAX_ATTEMPTS) {
      const before = await ledger.get(key)
      const entry = before?.arn === undefined ? await this.#start(key, before, file, dimension, signal, onPaid) : before
      const { status, failureMessage, outputDataConfig } = await this.#ended(entry, signal)
      const folder = outputDataConfig?.s3OutputDataConfig?.s3Uri
      if (status === 'Completed' && folder !== undefined) {
        const pieces = await this.#output(folder.replace(/\/$/, ''), what, dimension, signal)
        if (pieces) return pieces
      }
      failures.push(failureMessage ?? (status === 'Completed' ? 'its output is gone' : `it ended as ${status}`))
      await ledger.put({ key, attempt: entry.attempt, at: Date.now() })
    }
    throw new MediaJobFailedError(MODEL_ID, what, `${MAX_ATTEMPTS} jobs failed, at last: ${failures.at(-1)}`)
  }

  /** With a token made of what is asked: a start whose answer was lost gives the same job again. */
  async #start (
    key: string,
    before: JobEntry | undefined,
    file: MediaFile,
    dimension: number,
    signal: AbortSignal | undefined,
    onPaid: () => void
  ): Promise<JobEntry & { readonly arn: string }> {
    const { client, bucket, ledger } = this.#options
    const attempt = (before?.attempt ?? 0) + 1
    const uri = await bucket.upload(file, signal)
    const input = mediaInput(file, { s3Location: { uri } }, this.segmentSeconds)
    const command = new StartAsyncInvokeCommand({
      modelId: MODEL_ID,
      clientRequestToken: `${key.slice(0, 48)}-${attempt}`,
      modelInput: novaJob(input, dimension),
      outputDataConfig: { s3OutputDataConfig: { s3Uri: bucket.outputUri } }
    })
    const { invocationArn: arn } = await client.send(command, { ...(signal && { abortSignal: signal }) })
    const entry = { key, attempt, arn: arn!, at: Date.now() }
    await ledger.put(entry)
    onPaid()
    return entry
  }

  async #ended ({ arn }: JobEntry, signal: AbortSignal | undefined): Promise<GetAsyncInvokeCommandOutput> {
    const { client, pollMs, timeoutMs } = this.#options
    const command = new GetAsyncInvokeCommand({ invocationArn: arn! })
    const until = Date.now() + timeoutMs
    for (let waitMs = pollMs; ; waitMs = Math.min(waitMs * SLOWER, pollMs * SLOWEST)) {
      const job = await client.send(command, { ...(signal && { abortSignal: signal }) })
      if (job.status !== 'InProgress') return job
      if (Date.now() > until) {
        const reason = `it has not ended after ${timeoutMs / 1000} s (${arn})`
        throw new MediaJobFailedError(MODEL_ID, 'a file', reason)
      }
      await sleep(waitMs, undefined, { ...(signal && { signal }) })
    }
  }

  /** Undefined where what a job wrote is there no longer. */
  async #output (
    folder: string,
    what: string,
    dimension: number,
    signal: AbortSignal | undefined
  ): Promise<MediaPiece[] | undefined> {
    const { bucket } = this.#options
    if ((await bucket.text(`${folder}/segmented-embedding-result.json`, signal)) === undefined) return undefined
    const read = async (uri: string) => {
      const text = await bucket.text(uri, signal)
      if (text === undefined) throw new MediaJobFailedError(MODEL_ID, what, `${uri} is not there`)
      return text
    }
    return await readJobOutput(folder, { what, dimension, read })
  }
}
