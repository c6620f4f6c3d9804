import { chunks } from '../../shared/chunks.ts'
import {
  DeleteVectorsCommand,
  GetVectorsCommand,
  PutVectorsCommand,
  QueryVectorsCommand,
  type GetOutputVector,
  type ListOutputVector,
  type QueryOutputVector
} from '@aws-sdk/client-s3vectors'
import { Pacer } from '../../aws/pacer.ts'
import type { Embedding } from '../../embedding/embedder.ts'
import { StoreUnavailableError } from '../../errors.ts'
import { candidatesAmong } from '../candidates-among.ts'
import { byScoreThenKey, toScore } from '../matches.ts'
import { possibleKeys, validateRecord } from '../metadata.ts'
import { validateQuery } from '../validate-query.ts'
import type {
  CallOptions,
  Candidate,
  CandidateOptions,
  IndexSpec,
  Match,
  Metadata,
  QueryOptions,
  RecordMetadata,
  VectorIndex,
  VectorRecord
} from '../vector-store.ts'
import { toFilterDocument } from './filter-document.ts'
import { forEachConcurrently } from '../../shared/for-each-concurrently.ts'
import { CONCURRENCY, MAX_DELETE_KEYS, MAX_GET_KEYS, WRITES_PER_SECOND } from './limits.ts'
import { listVectors } from './list-vectors.ts'
import type { S3Connection } from './s3-connection.ts'
import {
  fromWireMetadata,
  fromWireRecord,
  putBatches,
  toWireRecord,
  toWireVector
} from './wire-records.ts'

/**
 * After a pause, as many vectors may go at once as the limit allows in this time. It is half of a second, since the
 * service counts by whole seconds.
 */
const BURST_MS = 500
const WRITES_BURST_MS = 10

/**
 * An index of S3 Vectors. Writes of this process are paced to the service's limits; writers elsewhere share those
 * limits.
 */
export class S3VectorIndex implements VectorIndex {
  readonly spec: IndexSpec
  readonly #connection: S3Connection
  readonly #index: { readonly vectorBucketName: string; readonly indexName: string }
  readonly #vectors: Pacer
  readonly #writes = new Pacer({ perSecond: WRITES_PER_SECOND, burstMs: WRITES_BURST_MS })

  constructor (connection: S3Connection, spec: IndexSpec, vectorsPerSecond: number) {
    this.#connection = connection
    this.spec = spec
    this.#vectors = new Pacer({ perSecond: vectorsPerSecond, burstMs: BURST_MS })
    this.#index = { vectorBucketName: connection.bucket, indexName: spec.name }
  }

  /** After a failure some batches may be written: putting the same records again is safe and completes them. */
  async upsert (records: readonly VectorRecord[], { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    for (const record of records) validateRecord(this.spec, record)
    const lastOfEach = new Map(records.map((record) => [record.key, record]))
    await forEachConcurrently(putBatches(lastOfEach.values()), CONCURRENCY, async ({ records, bytes }) => {
      await this.#pace(records.length, signal)
      const command = new PutVectorsCommand({ ...this.#index, vectors: records.map(toWireRecord) })
      const call = { signal, keys: records.map(({ key }) => key), indexName: this.spec.name, bytes }
      await this.#connection.call((client, options) => client.send(command, options), call)
    })
  }

  async update (
    keys: readonly string[],
    change: (record: VectorRecord) => VectorRecord,
    options: CallOptions = {}
  ): Promise<void> {
    const records = [...(await this.get(keys, options)).values()]
    if (records.length > 0) await this.upsert(records.map(change), options)
  }

  async get (keys: readonly string[], { signal }: CallOptions = {}): Promise<Map<string, VectorRecord>> {
    const found = await this.#get(keys, true, signal)
    return new Map(Array.from(found, ([key, vector]) => [key, fromWireRecord(vector)]))
  }

  async metadata (keys: readonly string[], { signal }: CallOptions = {}): Promise<Map<string, Metadata>> {
    const found = await this.#get(keys, false, signal)
    return new Map(Array.from(found, ([key, vector]) => [key, fromWireMetadata(vector).metadata]))
  }

  async query (embedding: Embedding, options: QueryOptions): Promise<Match[]> {
    const { topK, filter, signal } = options
    this.#check(signal)
    validateQuery(this.spec, embedding, options)
    const input = {
      ...this.#index,
      topK,
      queryVector: toWireVector(embedding),
      ...(filter && { filter: toFilterDocument(filter) as NonNullable<QueryVectorsCommand['input']['filter']> }),
      returnDistance: true,
      returnMetadata: true
    }
    const matches: Match[] = []
    let nextToken: string | undefined
    do {
      const command = new QueryVectorsCommand({ ...input, nextToken })
      const page = await this.#connection.call((client, options) => client.send(command, options), {
        signal,
        indexName: this.spec.name
      })
      // A page may be short or empty and yet not be the last.
      matches.push(...(page.vectors ?? []).map(toMatch))
      nextToken = page.nextToken
    } while (nextToken)
    return matches.sort(byScoreThenKey)
  }

  /** With metadata: another call would take longer than they do. */
  async candidates (embedding: Embedding, { among, ...options }: CandidateOptions): Promise<Candidate[]> {
    // Not by a filter, under which the service may find fewer.
    if (among) return await candidatesAmong(this, among, embedding, options)
    return await this.query(embedding, options)
  }

  async delete (keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    await forEachConcurrently(chunks(possibleKeys(keys), MAX_DELETE_KEYS), CONCURRENCY, async (keys) => {
      await this.#pace(keys.length, signal)
      const command = new DeleteVectorsCommand({ ...this.#index, keys })
      await this.#connection.call((client, options) => client.send(command, options), {
        signal,
        indexName: this.spec.name
      })
    })
  }

  async * list ({ signal }: CallOptions = {}): AsyncGenerator<VectorRecord> {
    for await (const vector of this.#list(true, signal)) yield fromWireRecord(vector)
  }

  async * listMetadata ({ signal }: CallOptions = {}): AsyncGenerator<RecordMetadata> {
    for await (const vector of this.#list(false, signal)) yield fromWireMetadata(vector)
  }

  async #get (
    keys: readonly string[],
    returnData: boolean,
    signal: AbortSignal | undefined
  ): Promise<Map<string, GetOutputVector>> {
    this.#check(signal)
    const found = new Map<string, GetOutputVector>()
    await forEachConcurrently(chunks(possibleKeys(keys), MAX_GET_KEYS), CONCURRENCY, async (keys) => {
      const command = new GetVectorsCommand({ ...this.#index, keys, returnData, returnMetadata: true })
      const { vectors = [] } = await this.#connection.call((client, options) => client.send(command, options), {
        signal,
        indexName: this.spec.name
      })
      for (const vector of vectors) found.set(String(vector.key), vector)
    })
    // The service answers in an order of its own.
    return new Map(keys.flatMap((key) => (found.has(key) ? [[key, found.get(key)!]] : [])))
  }

  #list (returnData: boolean, signal: AbortSignal | undefined): AsyncGenerator<ListOutputVector> {
    this.#check(signal)
    return listVectors(this.#connection, { indexName: this.spec.name, returnData, signal })
  }

  #check (signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    this.#connection.assertOpen()
  }

  async #pace (vectors: number, signal: AbortSignal | undefined): Promise<void> {
    await this.#vectors.pass({ amount: vectors, signal })
    await this.#writes.pass({ signal })
  }
}

function toMatch ({ key, distance, metadata }: QueryOutputVector): Match {
  if (key === undefined || distance === undefined) {
    throw new StoreUnavailableError(`S3 Vectors sent the match "${key}" without its distance`)
  }
  return { key, score: toScore(1 - distance), metadata: (metadata ?? {}) as Metadata }
}
