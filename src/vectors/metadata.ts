import { dot } from '../embedding/embedder.ts'
import { ConfigInvalidError, RecordInvalidError } from '../errors.ts'
import type { IndexSpec, Metadata, VectorRecord } from './vector-store.ts'

// Limits of Amazon S3 Vectors, held by every store so that a catalogue that works embedded works there.
const MAX_DIMENSION = 4096
const MAX_KEY_BYTES = 1024
export const MAX_METADATA_BYTES = 40_960
export const MAX_FILTERABLE_BYTES = 2048
const MAX_METADATA_KEYS = 50
const MAX_NON_FILTERABLE_KEYS = 10
const MAX_NON_FILTERABLE_KEY_LENGTH = 63
/** Of metadata without keys. */
const EMPTY_BYTES = 4
const INDEX_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** Rejects with CONFIG_INVALID what no store could keep: name, dimension and keys come from settings. */
export function validateIndexSpec ({ name, dimension, nonFilterableKeys }: IndexSpec): void {
  const problem = !INDEX_NAME.test(name)
    ? 'must have 3 to 63 lower-case letters, digits, hyphens and dots, a letter or digit first and last'
    : !Number.isInteger(dimension) || dimension < 1 || dimension > MAX_DIMENSION
        ? `has dimension ${dimension}, must have 1 to ${MAX_DIMENSION}`
        : nonFilterableKeys.length > MAX_NON_FILTERABLE_KEYS
          ? `has ${nonFilterableKeys.length} non-filterable keys, may have ${MAX_NON_FILTERABLE_KEYS}`
          : problemOfNonFilterableKey(nonFilterableKeys)
  if (problem !== undefined) throw new ConfigInvalidError(`the index "${name}" ${problem}`)
}

/** Rejects with RECORD_INVALID, naming key and reason, a record that S3 Vectors would refuse. */
export function validateRecord (spec: IndexSpec, { key, embedding, metadata }: VectorRecord): void {
  const problem =
    problemOfKey(key) ??
    problemOfEmbedding(embedding, spec.dimension) ??
    problemOfMetadata(metadata, spec.nonFilterableKeys)
  if (problem !== undefined) throw new RecordInvalidError(key, problem)
}

/** What is wrong with a vector of an index of this dimension, if anything. */
export function problemOfEmbedding (embedding: Float32Array, dimension: number): string | undefined {
  if (embedding.length !== dimension) return `the vector has ${embedding.length} values, the index takes ${dimension}`
  const energy = dot(embedding, embedding)
  if (!Number.isFinite(energy)) return 'the vector holds a value that is not a finite number'
  return energy > 0 ? undefined : 'the vector is all zeros and has no direction'
}

/**
 * Each key once. What no record can be called is absent for certain: it would fail a call, or be taken for another key.
 */
export function possibleKeys (keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => problemOfKey(key) === undefined)
}

/** Bytes of metadata as the service counts them: not the length of the JSON. Fitted by probes of the live service. */
export function metadataBytes (metadata: Metadata): number {
  return EMPTY_BYTES + sum(Object.entries(metadata).map(entryBytes))
}

function entryBytes ([key, value]: readonly [string, Metadata[string]]): number {
  return 8 + Buffer.byteLength(key) + valueBytes(value)
}

function valueBytes (value: Metadata[string]): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return 4
  if (typeof value === 'boolean') return 0
  return sum([...value].map((element) => 4 + valueBytes(element)))
}

function problemOfKey (key: string): string | undefined {
  const bytes = Buffer.byteLength(key)
  if (bytes < 1 || bytes > MAX_KEY_BYTES) return `the key has ${bytes} bytes, must have 1 to ${MAX_KEY_BYTES}`
  return key.isWellFormed() ? undefined : 'the key holds half of a surrogate pair'
}

function problemOfMetadata (metadata: Metadata, nonFilterableKeys: readonly string[]): string | undefined {
  const entries = Object.entries(metadata)
  if (entries.length > MAX_METADATA_KEYS) {
    return `it has ${entries.length} metadata keys, may have ${MAX_METADATA_KEYS}`
  }
  for (const [key, value] of entries) {
    const problem = key.isWellFormed() ? problemOfValue(value) : 'has half of a surrogate pair in its name'
    if (problem !== undefined) return `metadata "${key}" ${problem}`
  }
  let [all, filterable] = [EMPTY_BYTES, EMPTY_BYTES]
  for (const entry of entries) {
    const bytes = entryBytes(entry)
    all += bytes
    if (!nonFilterableKeys.includes(entry[0])) filterable += bytes
  }
  return (
    problemOfSize('metadata', all, MAX_METADATA_BYTES) ??
    problemOfSize('filterable metadata', filterable, MAX_FILTERABLE_BYTES)
  )
}

function problemOfSize (what: string, bytes: number, limit: number): string | undefined {
  return bytes > limit ? `its ${what} has ${bytes} bytes, may have ${limit}` : undefined
}

function problemOfValue (value: unknown): string | undefined {
  if (Array.isArray(value)) return problemOfList(value)
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is not a finite number'
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'holds half of a surrogate pair'
  if (typeof value === 'boolean') return undefined
  return value === null || value === undefined
    ? 'has no value: leave it out'
    : 'is nested: only strings, numbers, booleans and lists are kept'
}

function problemOfList (list: readonly unknown[]): string | undefined {
  const [first] = list
  if (list.length === 0) return 'is an empty list: leave it out'
  if (typeof first !== 'string' && typeof first !== 'number') {
    return 'is a list of something else than strings or numbers'
  }
  if (list.some((element) => typeof element !== typeof first)) return 'is a list of strings and other values mixed'
  const problem = list.map(problemOfValue).find((problem) => problem !== undefined)
  return problem && `has an element that ${problem}`
}

function problemOfNonFilterableKey (keys: readonly string[]): string | undefined {
  const key = keys.find((key) => key.length < 1 || key.length > MAX_NON_FILTERABLE_KEY_LENGTH)
  return key === undefined
    ? undefined
    : `has the non-filterable key "${key}", which must have 1 to ${MAX_NON_FILTERABLE_KEY_LENGTH} characters`
}

function sum (numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
