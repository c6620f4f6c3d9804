import { UploadInvalidError } from '../errors.ts'

const MAX_PATHS = 32
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** The body that Mercurius runs: query, variables, operationName, extensions. */
export type Operations = Record<string, unknown>

/** A place in the variables that waits for a file. */
export interface Target {
  readonly holder: Record<string, unknown>
  readonly key: string
}

export function parseOperations (value: unknown): Operations {
  const operations = parseJson('operations', value)
  if (Array.isArray(operations)) {
    throw new UploadInvalidError('batched operations are not accepted; send one operation a request')
  }
  if (!isRecord(operations)) {
    throw new UploadInvalidError('"operations" must be a JSON object with query and variables')
  }
  return operations
}

/** File fields and the nulls in the variables that they fill. */
export function parseMap (value: unknown, operations: Operations, maxFiles: number): Map<string, Target[]> {
  const map = parseJson('map', value)
  if (!isRecord(map)) throw new UploadInvalidError('"map" must be a JSON object such as {"0": ["variables.image"]}')
  const entries = Object.entries(map)
  if (entries.length > maxFiles) {
    throw new UploadInvalidError(`"map" names ${entries.length} files; at most ${maxFiles} are accepted`)
  }
  const seen = new Set<string>()
  return new Map(
    entries.map(([field, paths]) => [field, pathsOf(field, paths).map((path) => target(path, operations, seen))])
  )
}

function pathsOf (field: string, paths: unknown): string[] {
  const valid =
    Array.isArray(paths) &&
    paths.length > 0 &&
    paths.length <= MAX_PATHS &&
    paths.every((path) => typeof path === 'string')
  if (!valid) {
    throw new UploadInvalidError(
      `"map" must give a list of 1 to ${MAX_PATHS} paths for ${quote(field)}, such as ["variables.image"]`
    )
  }
  return paths
}

function target (path: string, operations: Operations, seen: Set<string>): Target {
  if (seen.has(path)) throw new UploadInvalidError(`"map" names the path ${quote(path)} twice`)
  seen.add(path)
  const keys = path.split('.')
  if (keys[0] !== 'variables' || keys.length < 2) {
    throw new UploadInvalidError(`the path ${quote(path)} in "map" must begin with "variables."`)
  }
  const key = keys.pop()!
  let holder: unknown = operations
  for (const step of keys) holder = child(holder, step, path)
  if (child(holder, key, path) !== null) {
    throw new UploadInvalidError(`the path ${quote(path)} in "map" must point to a null in "operations"`)
  }
  return { holder: holder as Record<string, unknown>, key }
}

function child (holder: unknown, key: string, path: string): unknown {
  const exists =
    typeof holder === 'object' && holder !== null && !FORBIDDEN_KEYS.has(key) && Object.hasOwn(holder, key)
  if (!exists) throw new UploadInvalidError(`the path ${quote(path)} in "map" does not exist in "operations"`)
  return (holder as Record<string, unknown>)[key]
}

function parseJson (field: string, value: unknown): unknown {
  // A part declared as application/json comes parsed.
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value, refusePrototypes)
  } catch (cause) {
    if (cause instanceof UploadInvalidError) throw cause
    throw new UploadInvalidError(`"${field}" must be JSON`, { cause })
  }
}

function refusePrototypes (key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor') throw new UploadInvalidError(`the key "${key}" is not accepted`)
  return value
}

function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A name from the client, short enough for a message. */
export function quote (name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name)
}
