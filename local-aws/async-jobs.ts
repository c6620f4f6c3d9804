import { createHash } from 'node:crypto'
import { AwsError } from './aws-error.ts'
import type { LocalEmbedder } from './invoke-model.ts'
import { embedSegments, type MediaVector } from './media-vectors.ts'
import { readNovaJob, type NovaPurpose } from './nova-request.ts'
import { toNovaVector } from './nova-vector.ts'
import type { ObjectStore } from './object-store.ts'
import { seededRandom } from './random.ts'

/** How asynchronous jobs go. */
export interface JobOptions {
  /** From the start of a job to its end. Default: 0. */
  readonly delayMs?: number
  /** Share of the jobs that fail as a whole, drawn from the seed. */
  readonly failRate?: number
  /** Jobs that fail first, whatever the rate. */
  readonly failFirst?: number
  /** Position of a segment that fails in every job. */
  readonly failedSegment?: number
  /**
   * Which of AWS's own sources the output follows: the schema page, or the posts, which name other files and fields.
   * Default: schema.
   */
  readonly form?: 'schema' | 'posts'
}

export interface LocalJob {
  readonly arn: string
  readonly token: string | undefined
  /** Address of what it embeds. */
  readonly input: string
  status: 'InProgress' | 'Completed' | 'Failed'
}

interface Job extends LocalJob {
  readonly fingerprint: string
  readonly modelInput: unknown
  readonly outputUri: string
  readonly submitTime: number
  readonly isDoomed: boolean
  ending?: Promise<void> | undefined
}

interface AsyncOptions extends JobOptions {
  readonly region: string
  readonly accountId: string
  readonly embedder: LocalEmbedder
  readonly now: () => number
  readonly objects: ObjectStore
  readonly seed: number
}

interface StartInput {
  readonly clientRequestToken?: string
  readonly modelId: string
  readonly modelInput: unknown
  readonly outputDataConfig: { readonly s3OutputDataConfig?: { readonly s3Uri: string } }
}

const MODEL_ID = 'amazon.nova-2-multimodal-embeddings-v1:0'

/** StartAsyncInvoke and GetAsyncInvoke; a token that was seen gives the job of then, as AWS promises. */
export function asyncOperations (options: AsyncOptions) {
  const { region, accountId, now, seed, delayMs = 0, failRate = 0, failFirst = 0 } = options
  const random = seededRandom(seed)
  const jobs: Job[] = []

  const start = (input: StartInput): Job => {
    const { clientRequestToken: token, modelInput, outputDataConfig } = input
    if (input.modelId !== MODEL_ID) throw new AwsError('ValidationException', 'The provided model identifier is invalid.')
    const { media } = readNovaJob(modelInput)
    const source = media.source.s3Location!.uri
    if (!options.objects.get(source)) throw new AwsError('ValidationException', `There is no object ${source}.`)
    const id = createHash('sha256').update(`${seed} ${jobs.length}`).digest('hex').slice(0, 12)
    const job: Job = {
      arn: `arn:aws:bedrock:${region}:${accountId}:async-invoke/${id}`,
      token,
      input: source,
      status: 'InProgress',
      fingerprint: JSON.stringify([modelInput, outputDataConfig]),
      modelInput,
      outputUri: `${(outputDataConfig.s3OutputDataConfig?.s3Uri ?? '').replace(/\/$/, '')}/${id}`,
      submitTime: now(),
      isDoomed: jobs.length < failFirst || random() < failRate
    }
    jobs.push(job)
    return job
  }

  const operations = {
    StartAsyncInvoke: (input: StartInput) => {
      const known = jobs.find(({ token }) => token !== undefined && token === input.clientRequestToken)
      const fingerprint = JSON.stringify([input.modelInput, input.outputDataConfig])
      if (known && known.fingerprint !== fingerprint) {
        throw new AwsError('ConflictException', 'The token was used for another request.')
      }
      return { invocationArn: (known ?? start(input)).arn }
    },
    GetAsyncInvoke: async ({ invocationArn }: { readonly invocationArn: string }) => {
      const job = jobs.find(({ arn }) => arn === invocationArn)
      if (!job) throw new AwsError('ValidationException', 'The provided ARN is invalid.')
      if (job.status === 'InProgress' && now() >= job.submitTime + delayMs) await (job.ending ??= end(job, options))
      return answerOf(job, region)
    }
  }
  return { operations, jobs: jobs as readonly LocalJob[] }
}

/** What GetAsyncInvoke says of a job now. */
function answerOf (job: Job, region: string) {
  return {
    invocationArn: job.arn,
    modelArn: `arn:aws:bedrock:${region}::foundation-model/${MODEL_ID}`,
    ...(job.token !== undefined && { clientRequestToken: job.token }),
    status: job.status,
    ...(job.status === 'Failed' && { failureMessage: 'The job failed, as it was told to.' }),
    submitTime: new Date(job.submitTime).toISOString(),
    outputDataConfig: { s3OutputDataConfig: { s3Uri: job.outputUri } }
  }
}

async function end (job: Job, options: AsyncOptions): Promise<void> {
  if (job.isDoomed) {
    job.status = 'Failed'
    return
  }
  const request = readNovaJob(job.modelInput)
  const { embeddingPurpose: purpose, media, video, embeddingDimension: dimension = 3072 } = request
  const kind = video ? 'video' : 'audio'
  const bytes = options.objects.get(media.source.s3Location!.uri)!
  const segmentSeconds = media.segmentationConfig?.durationSeconds ?? 5
  const segments = await embedSegments({ bytes, kind, segmentSeconds }, purpose, options.embedder)
  write(job, { kind, segments, purpose, dimension }, options)
  job.status = 'Completed'
}

interface Made {
  readonly kind: 'video' | 'audio'
  readonly segments: readonly MediaVector[]
  readonly purpose: NovaPurpose
  readonly dimension: number
}

/** The file of vectors and the one that names it, in either of the forms that AWS's sources show. */
function write (
  { outputUri, input }: Job,
  { kind, segments, purpose, dimension }: Made,
  { objects, form = 'schema', failedSegment }: AsyncOptions
): void {
  const isPost = form === 'posts'
  const name = kind === 'audio' ? 'embedding-audio' : isPost ? 'embedding-audio-video' : 'embedding-video'
  const outputFileUri = `${outputUri}/${name}.jsonl`
  const lines = segments.map(({ start, end, vector }, segmentIndex) => {
    const times = isPost ? { startTime: start, endTime: end } : { segmentStartSeconds: start, segmentEndSeconds: end }
    const segmentMetadata = { segmentIndex, ...times }
    if (segmentIndex === failedSegment) {
      return { status: isPost ? 'FAILED' : 'FAILURE', failureReason: 'it was told to fail', segmentMetadata }
    }
    const embedding = Array.from(toNovaVector(vector, purpose, dimension), (value) => Math.round(value * 1e9) / 1e9)
    return { embedding, segmentMetadata, status: 'SUCCESS' }
  })
  objects.put(outputFileUri, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const embeddingType = kind === 'audio' ? 'AUDIO' : isPost ? 'AUDIO_VIDEO_COMBINED' : 'VIDEO'
  const results = { sourceFileUri: input, embeddingDimension: dimension }
  const embeddingResults = [{ embeddingType, status: 'SUCCESS', outputFileUri }]
  objects.put(`${outputUri}/segmented-embedding-result.json`, JSON.stringify({ ...results, embeddingResults }))
  objects.put(`${outputUri}/manifest.json`, JSON.stringify({ status: 'Completed' }))
}
