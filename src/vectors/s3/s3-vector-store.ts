import {
  CreateIndexCommand, CreateVectorBucketCommand, DeleteIndexCommand, GetIndexCommand, ListIndexesCommand,
  type EncryptionConfiguration, type Index, type S3VectorsClient
} from '@aws-sdk/client-s3vectors'
import { failureKind } from '../../aws/failure.ts'
import { IndexConflictError, StoreUnavailableError } from '../../errors.ts'
import { validateIndexSpec } from '../metadata.ts'
import type { IndexSpec, VectorIndex, VectorStore } from '../vector-store.ts'
import { forEachConcurrently } from './for-each-concurrently.ts'
import { CONCURRENCY } from './limits.ts'
import { S3Connection } from './s3-connection.ts'
import { S3VectorIndex } from './s3-vector-index.ts'

export interface S3VectorStoreOptions {
  /** Closed with the store. */
  readonly client: S3VectorsClient
  readonly bucket: string
  /** For one call with all its tries; an operation may be many calls. */
  readonly callTimeoutMs: number
  /** Key that encrypts new buckets and indexes; fixed for their life. */
  readonly kmsKeyArn?: string
  /** Of new buckets and indexes. */
  readonly tags?: Readonly<Record<string, string>>
}

/** Vector indexes in one bucket of Amazon S3 Vectors. */
export class S3VectorStore implements VectorStore {
  readonly #connection: S3Connection
  readonly #creation: { readonly encryptionConfiguration?: EncryptionConfiguration, readonly tags?: Record<string, string> }

  constructor ({ client, bucket, callTimeoutMs, kmsKeyArn, tags = {} }: S3VectorStoreOptions) {
    this.#connection = new S3Connection({ client, bucket, callTimeoutMs })
    this.#creation = {
      ...(kmsKeyArn !== undefined && { encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn } }),
      ...(Object.keys(tags).length > 0 && { tags: { ...tags } })
    }
  }

  /** Creates the vector bucket; one that is there is left as it is. */
  async createBucket (): Promise<void> {
    const command = new CreateVectorBucketCommand({ vectorBucketName: this.#connection.bucket, ...this.#creation })
    await this.#unless('conflict', this.#connection.call((client, options) => client.send(command, options)))
  }

  async createIndex (spec: IndexSpec): Promise<VectorIndex> {
    this.#connection.assertOpen()
    validateIndexSpec(spec)
    const command = new CreateIndexCommand({
      ...this.#place(spec.name),
      dataType: 'float32',
      dimension: spec.dimension,
      distanceMetric: spec.metric,
      // An empty list is refused.
      ...(spec.nonFilterableKeys.length > 0 && { metadataConfiguration: { nonFilterableMetadataKeys: [...spec.nonFilterableKeys] } }),
      ...this.#creation
    })
    const created = await this.#unless('conflict', this.#connection.call((client, options) => client.send(command, options)))
    return new S3VectorIndex(this.#connection, created ? spec : await this.#existing(spec))
  }

  async openIndex (name: string): Promise<VectorIndex | undefined> {
    const index = await this.#describe(name)
    return index && new S3VectorIndex(this.#connection, toSpec(index))
  }

  async listIndexes (): Promise<IndexSpec[]> {
    const names: string[] = []
    let nextToken: string | undefined
    do {
      const command = new ListIndexesCommand({ vectorBucketName: this.#connection.bucket, nextToken })
      const page = await this.#connection.call((client, options) => client.send(command, options))
      names.push(...(page.indexes ?? []).flatMap(({ indexName }) => indexName ?? []))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
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
    await this.#unless('missing', this.#connection.call((client, options) => client.send(command, options)))
  }

  async close (): Promise<void> {
    this.#connection.close()
  }

  async #describe (name: string): Promise<Index | undefined> {
    const command = new GetIndexCommand(this.#place(name))
    const answer = await this.#unless('missing', this.#connection.call((client, options) => client.send(command, options)))
    return answer?.index
  }

  /** A conflict may be the echo of our own first try, whose answer was lost. */
  async #existing (spec: IndexSpec): Promise<IndexSpec> {
    const index = await this.#describe(spec.name)
    if (!index) throw new StoreUnavailableError(`the index "${spec.name}" is being created or deleted by another process`)
    const existing = toSpec(index)
    const [there, asked] = [describe(existing), describe(spec)]
    if (there !== asked) throw new IndexConflictError(spec.name, there, asked)
    return existing
  }

  async #unless<T> (kind: 'missing' | 'conflict', call: Promise<T>): Promise<T | undefined> {
    try {
      return await call
    } catch (error) {
      if (error instanceof Error && failureKind(error.cause) === kind) return undefined
      throw error
    }
  }

  #place (indexName: string): { vectorBucketName: string, indexName: string } {
    return { vectorBucketName: this.#connection.bucket, indexName }
  }
}

function toSpec ({ indexName = '', dimension = 0, distanceMetric, metadataConfiguration }: Index): IndexSpec {
  if (distanceMetric !== 'cosine') throw new StoreUnavailableError(`the index "${indexName}" measures ${distanceMetric} distance, only cosine is used`)
  return { name: indexName, dimension, metric: distanceMetric, nonFilterableKeys: metadataConfiguration?.nonFilterableMetadataKeys ?? [] }
}

function describe ({ dimension, metric, nonFilterableKeys }: IndexSpec): string {
  return `dimension ${dimension}, ${metric} distance, non-filterable keys ${[...nonFilterableKeys].sort().join(', ') || 'none'}`
}
