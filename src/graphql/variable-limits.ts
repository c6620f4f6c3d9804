import { QueryCostExceededError } from '../errors.ts'

interface Limits {
  readonly values: number
  readonly characters: number
}

/**
 * Of the variables of one operation. A check of one that is wrong writes all of it out, as often as there are mistakes,
 * and compares it letter by letter with every name that could be meant.
 */
const LIMITS: Limits = { values: 2000, characters: 131_072 }
/** Of those who write products or reviews, by the hundred a call. */
const WRITER_LIMITS: Limits = { values: 30_000, characters: 4_194_304 }
/** Of one name: the schema has none that is longer. */
const MAX_NAME = 256
const FILE = /^data:(?:image|video|audio|application)\//i

export interface Operation {
  /** Its text, where it is known: tells which variables are files. */
  readonly query?: string | undefined
  /** Whether the caller has a key to write with. */
  readonly isWriter: boolean
}

/**
 * Refuses variables that hold more than any question, files apart, before they are checked. Throws
 * QUERY_COST_EXCEEDED.
 */
export function limitVariables (variables: unknown, { query, isWriter }: Operation): void {
  const limits = isWriter ? WRITER_LIMITS : LIMITS
  const left: unknown[] = [withoutFiles(variables, query)]
  let values = 0
  let characters = 0
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string') characters += value.length
    if (isPlain(value)) {
      for (const [key, inner] of Object.entries(value)) {
        left.push(inner)
        characters += key.length
        if (key.length > MAX_NAME) refuse(MAX_NAME, 'characters in the name of a field')
        if (++values > limits.values) refuse(limits.values, 'values in variables')
      }
    }
    if (characters > limits.characters) refuse(limits.characters, 'characters in variables')
  }
}

function refuse (limit: number, what: string): never {
  throw new QueryCostExceededError(`more than ${limit} ${what}`, limit)
}

/** A file is a variable of its own, of the type Upload; elsewhere a text that begins so is a text. */
function withoutFiles (variables: unknown, query: string | undefined): unknown {
  if (!isPlain(variables)) return variables
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name, value]) => !(typeof value === 'string' && FILE.test(value) && isUpload(name, query))
    )
  )
}

function isUpload (name: string, query: string | undefined): boolean {
  return /^\w{1,256}$/.test(name) && (query === undefined || new RegExp(`\\$${name}\\s*:\\s*Upload\\b`).test(query))
}

/** JSON, not a file that came with the request. */
function isPlain (value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
