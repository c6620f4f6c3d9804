import {
  CreateIndexCommand,
  CreateVectorBucketCommand,
  DeleteIndexCommand,
  DeleteVectorBucketCommand,
  GetIndexCommand,
  GetVectorBucketCommand,
  ListIndexesCommand,
  type EncryptionConfiguration,
  type Index,
  type S3VectorsClient
} from '@aws-sdk/client-s3vectors'
import { endpointOf, giveUpCall } from '../../aws/endpoint.ts'
import { failureKind } from '../../aws/failure.ts'
import { StoreUnavailableError } from '../../errors.ts'
import { validateIndexSpec } from '../metadata.ts'
import type {
  BucketDescription,
  IndexDescription,
  IndexMode,
  ProvisionableStore
} from '../provisionable-store.ts'
import type { IndexSpec, VectorIndex } from '../vector-store.ts'
import { forEachConcurrently } from '../../shared/for-each-concurrently.ts'
import { findIndexMode } from './index-mode.ts'
import { CONCURRENCY, VECTORS_PER_SECOND } from './limits.ts'
import { S3Connection } from './s3-connection.ts'
import { S3VectorIndex } from './s3-vector-index.ts'
import { alike, toSpec, nonFilterableKeysOf, encryptionOf, DEFAULT_ENCRYPTION } from './index-settings.ts'

export interface S3VectorStoreOptions {
  /** Closed with the store. */
  readonly client: S3VectorsClient
  readonly bucket: string
  /** For one call with all its tries; an operation may be many calls. */
  readonly callTimeoutMs: number
  /** Of the client, for one try. */
  readonly requestTimeoutMs: number
  /** Whether the service refuses what it is asked. */
  readonly isRefusing?: () => boolean
  /** Written to one index. Default: the quota of the service. */
  readonly vectorsPerSecond?: number
  /** Key that encrypts new buckets and indexes; fixed for their life. */
  readonly kmsKeyArn?: string
  /** Of new buckets and indexes. */
  readonly tags?: Readonly<Record<string, string>>
}

/** Vector indexes in one bucket of Amazon S3 Vectors. */
export class S3VectorStore implements ProvisionableStore {
  readonly kind = 'bucket'
  readonly bucket: string
  readonly wanted: BucketDescription
  readonly #connection: S3Connection
  readonly #vectorsPerSecond: number
  readonly #creation: {
    readonly encryptionConfiguration?: EncryptionConfiguration
    readonly tags?: Record<string, string>
  }

  constructor ({
    client,
    bucket,
    callTimeoutMs,
    requestTimeoutMs,
    isRefusing = () => false,
    vectorsPerSecond = VECTORS_PER_SECOND,
    kmsKeyArn,
    tags = {}
  }: S3VectorStoreOptions) {
    this.bucket = bucket
    this.wanted = { encryption: kmsKeyArn ?? DEFAULT_ENCRYPTION }
    this.#connection = new S3Connection({ client, bucket, callTimeoutMs, requestTimeoutMs, isRefusing })
    this.#vectorsPerSecond = vectorsPerSecond
    this.#creation = {
      ...(kmsKeyArn !== undefined && { encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn } }),
      ...(Object.keys(tags).length > 0 && { tags: { ...tags } })
    }
  }

  async endpoint (): Promise<URL> {
    const command = new GetVectorBucketCommand({ vectorBucketName: this.bucket })
    command.middlewareStack.add(giveUpCall, { step: 'build', name: 'giveUpCall' })
    return await endpointOf(
      async () => await this.#connection.call((client, options) => client.send(command, options))
    )
  }

  async describeBucket (): Promise<BucketDescription | undefined> {
    const command = new GetVectorBucketCommand({ vectorBucketName: this.bucket })
    const answer = await this.#unless(
      'missing',
      this.#connection.call((client, options) => client.send(command, options))
    )
    return answer && { encryption: encryptionOf(answer.vectorBucket?.encryptionConfiguration) }
  }

  async createBucket (): Promise<void> {
    const command = new CreateVectorBucketCommand({ vectorBucketName: this.bucket, ...this.#creation })
    await this.#unless(
      'conflict',
      this.#connection.call((client, options) => client.send(command, options))
    )
  }

  async deleteBucket (): Promise<void> {
    const command = new DeleteVectorBucketCommand({ vectorBucketName: this.bucket })
    await this.#unless(
      'missing',
      this.#connection.call((client, options) => client.send(command, options))
    )
  }

  /** Looks first: who may only use what was provisioned may not create, not even what is there. */
  async createIndex (spec: IndexSpec): Promise<VectorIndex> {
    this.#connection.assertOpen()
    validateIndexSpec(spec)
    const there = await this.#describe(spec.name)
    if (there) return this.#open(alike(toSpec(there), spec))
    const command = new CreateIndexCommand({
      ...this.#place(spec.name),
      dataType: 'float32',
      dimension: spec.dimension,
      distanceMetric: spec.metric,
      // An empty list is refused.
      ...(spec.nonFilterableKeys.length > 0 && {
        metadataConfiguration: { nonFilterableMetadataKeys: [...spec.nonFilterableKeys] }
      }),
      ...this.#creation
    })
    const created = await this.#unless(
      'conflict',
      this.#connection.call((client, options) => client.send(command, options))
    )
    return this.#open(created ? spec : await this.#existing(spec))
  }

  async openIndex (name: string): Promise<VectorIndex | undefined> {
    const index = await this.#describe(name)
    return index && this.#open(toSpec(index))
  }

  async describeIndex (name: string): Promise<IndexDescription | undefined> {
    const index = await this.#describe(name)
    return (
      index && {
        name,
        dimension: index.dimension ?? 0,
        metric: index.distanceMetric ?? 'unknown',
        nonFilterableKeys: nonFilterableKeysOf(index),
        encryption: encryptionOf(index.encryptionConfiguration)
      }
    )
  }

  async indexMode ({ name, dimension }: Pick<IndexSpec, 'name' | 'dimension'>): Promise<IndexMode> {
    return await findIndexMode(this.#connection, name, dimension)
  }

  async listIndexNames (): Promise<string[]> {
    const names: string[] = []
    let nextToken: string | undefined
    do {
      const command = new ListIndexesCommand({ vectorBucketName: this.bucket, nextToken })
      const page = await this.#connection.call((client, options) => client.send(command, options))
      names.push(...(page.indexes ?? []).flatMap(({ indexName }) => indexName ?? []))
      nextToken = page.nextToken
    } while (nextToken)
    return names
  }

  async listIndexes (): Promise<IndexSpec[]> {
    const names = await this.listIndexNames()
    const specs: IndexSpec[] = []
    await forEachConcurrently(names, CONCURRENCY, async (name) => {
      // Absent: deleted since it was listed.
      const index = await this.#describe(name)
      if (index) specs.push(toSpec(index))
    })
    return specs
  }

  async deleteIndex (name: string): Promise<void> {
    const command = new DeleteIndexCommand(this.#place(name))
    await this.#unless(
      'missing',
      this.#connection.call((client, options) => client.send(command, options))
    )
  }

  async close (): Promise<void> {
    this.#connection.close()
  }

  #open (spec: IndexSpec): S3VectorIndex {
    return new S3VectorIndex(this.#connection, spec, this.#vectorsPerSecond)
  }

  async #describe (name: string): Promise<Index | undefined> {
    const command = new GetIndexCommand(this.#place(name))
    const answer = await this.#unless(
      'missing',
      this.#connection.call((client, options) => client.send(command, options))
    )
    return answer?.index
  }

  /** A conflict may be the echo of our own first try, whose answer was lost. */
  async #existing (spec: IndexSpec): Promise<IndexSpec> {
    const index = await this.#describe(spec.name)
    if (!index) {
      throw new StoreUnavailableError(`the index "${spec.name}" is being created or deleted by another process`)
    }
    return alike(toSpec(index), spec)
  }

  async #unless<T>(kind: 'missing' | 'conflict', call: Promise<T>): Promise<T | undefined> {
    try {
      return await call
    } catch (error) {
      if (error instanceof Error && failureKind(error.cause) === kind) return undefined
      throw error
    }
  }

  #place (indexName: string): { vectorBucketName: string; indexName: string } {
    return { vectorBucketName: this.bucket, indexName }
  }
}
