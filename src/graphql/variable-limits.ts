import { Kind, parse, type DocumentNode, type TypeNode } from 'graphql'
import { QueryCostExceededError } from '../errors.ts'
import { LIMITS as OPERATION_LIMITS } from './operation-limits.ts'

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

/**
 * Refuses variables that hold more than any question, files apart, before they are checked. Throws
 * QUERY_COST_EXCEEDED.
 */
export function limitVariables (variables: unknown, isWriter: boolean): void {
  const limits = isWriter ? WRITER_LIMITS : LIMITS
  const left: unknown[] = [withoutFiles(variables)]
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

/**
 * Refuses a long text that was let through for a file, where the query gives it another type: Mercurius would compare
 * it letter by letter. A query that cannot be read is left to the parser. Throws QUERY_COST_EXCEEDED.
 */
export function limitFiles (variables: unknown, query: unknown): void {
  const files = isPlain(variables) ? Object.entries(variables).filter(([, value]) => isLongFile(value)) : []
  if (files.length === 0 || typeof query !== 'string') return
  const others = othersIn(query)
  if (files.some(([name]) => others.has(name))) refuse(LIMITS.characters, 'characters in variables')
}

function isLongFile (value: unknown): boolean {
  return typeof value === 'string' && value.length > LIMITS.characters && FILE.test(value)
}

/** Names of the variables that some operation gives another type than Upload; none where it is no query. */
function othersIn (query: string): Set<string> {
  let document: DocumentNode
  try {
    document = parse(query, { maxTokens: OPERATION_LIMITS.tokens })
  } catch {
    return new Set()
  }
  const variables = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : []
  )
  return new Set(variables.filter(({ type }) => !isUpload(type)).map(({ variable }) => variable.name.value))
}

function isUpload (type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isUpload(type.type)
  return type.kind === Kind.NAMED_TYPE && type.name.value === 'Upload'
}

/** A file is a variable of its own; elsewhere a text that begins so is a text. */
function withoutFiles (variables: unknown): unknown {
  if (!isPlain(variables)) return variables
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => !(typeof value === 'string' && FILE.test(value)))
  )
}

/** JSON, not a file that came with the request. */
function isPlain (value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
