import {
  GraphQLError,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError
} from 'graphql'
import type { FastifyBaseLogger } from 'fastify'
import { isCodedError, PersistedQueryNotFoundError, QueryCostExceededError } from '../errors.ts'
import { messageForCallers } from '../told-to-callers.ts'
import { tell } from '../shared/observations.ts'
import type { AnswerType } from './answer-type.ts'
import { ClientGoneError } from './context.ts'
import { LIMITS } from './operation-limits.ts'

const MASKED_CODE = 'INTERNAL_SERVER_ERROR'
/** In logs and metrics only: nobody is there to be told. */
const CLIENT_GONE = 'CLIENT_GONE'
const MASKED_MESSAGE = 'Something went wrong on our side. Retry; if it stays, report the request id.'

/** GraphQL quotes an invalid value whole, and it may be a photo. */
const MAX_MESSAGE_LENGTH = 500

interface FormattedExecution {
  statusCode: number
  response: FormattedExecutionResult
  /** Seconds, for the header of that name. */
  retryAfter?: number
}

/** What the parser says when it stops counting. */
const TOO_MANY_TOKENS = `Syntax Error: Document contains more that ${LIMITS.tokens} tokens. Parsing aborted.`

export interface ErrorFormat {
  readonly log: FastifyBaseLogger
  /** Default: any. */
  readonly type?: AnswerType
}

/** Coded errors and GraphQL's own pass with their code; anything else is masked, and logged with its cause. */
export function formatErrors (
  { data, errors = [], extensions }: ExecutionResult,
  { log, type = 'any' }: ErrorFormat
): FormattedExecution {
  const flat = errors.flatMap(expand)
  for (const error of flat) logError(error, log)
  tellErrors(flat)
  // GraphQL over HTTP knows no data of what never ran; our answers of other types always had some.
  const known = data === undefined && type === 'response' ? {} : { data: data ?? null }
  return {
    statusCode: data ? 200 : isWrongMethod(errors) ? 405 : statusOf(flat, type),
    response: { ...known, errors: flat.map(toPublic), ...(extensions && { extensions }) },
    ...retryAfterAll(flat)
  }
}

/** Mercurius wraps the errors of validation and parsing in one of its own. */
function expand (error: GraphQLError): GraphQLError[] {
  const wrapped = (error.originalError as { errors?: readonly GraphQLError[] } | undefined)?.errors
  return (wrapped ?? [error]).map((found) => (found.message === TOO_MANY_TOKENS ? tooManyTokens() : found))
}

function tooManyTokens (): GraphQLError {
  const originalError = new QueryCostExceededError(`more than ${LIMITS.tokens} tokens`, LIMITS.tokens)
  return new GraphQLError(originalError.message, { originalError })
}

function toPublic (error: GraphQLError): GraphQLFormattedError {
  const { message, locations, path, originalError } = error
  const code = codeOf(error)
  const where = { ...(locations && { locations }), ...(path && { path }) }
  const told = isCodedError(originalError) ? messageForCallers(originalError) : message
  return {
    message: code === MASKED_CODE ? MASKED_MESSAGE : cut(told),
    ...where,
    extensions: { code, ...retryAfterOf(error) }
  }
}

/** What says when to come back says it in seconds. */
function retryAfterOf ({ originalError }: GraphQLError): { retryAfter?: number } {
  const { retryAfter } = (originalError ?? {}) as { retryAfter?: unknown }
  return typeof retryAfter === 'number' ? { retryAfter } : {}
}

function retryAfterAll (errors: readonly GraphQLError[]): { retryAfter?: number } {
  const waits = errors.flatMap((error) => retryAfterOf(error).retryAfter ?? [])
  return waits.length > 0 ? { retryAfter: Math.max(...waits) } : {}
}

function codeOf ({ originalError, path, extensions, message }: GraphQLError): string {
  if (isCodedError(originalError)) return originalError.code
  if (typeof extensions?.['code'] === 'string') return extensions['code']
  // What a scalar says about a variable is an error of GraphQL within another.
  if (path || (originalError && !(originalError instanceof GraphQLError))) return MASKED_CODE
  if (message.startsWith('Syntax Error')) return 'GRAPHQL_PARSE_FAILED'
  return message.startsWith('Variable ') ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED'
}

/** A mutation by GET. */
function isWrongMethod ([first]: readonly GraphQLError[]): boolean {
  return (first?.originalError as { code?: string } | undefined)?.code === 'MER_ERR_METHOD_NOT_ALLOWED'
}

function statusOf ([first]: readonly GraphQLError[], type: AnswerType): number {
  const original = first?.originalError
  // Apollo Client reads the body of a failed request only where it is of the type of GraphQL over HTTP.
  if (original instanceof PersistedQueryNotFoundError && type !== 'response') return 200
  if (first && isCodedError(original)) return original.statusCode
  if (first && codeOf(first) === MASKED_CODE) return 500
  return type === 'json' ? 200 : 400
}

function logError (error: GraphQLError, log: FastifyBaseLogger): void {
  if (error.originalError instanceof ClientGoneError) log.info({ path: error.path }, error.message)
  else if (codeOf(error) === MASKED_CODE) {
    log.error({ err: error.originalError ?? error, path: error.path }, 'unexpected error')
  } else logRefusal(error, log)
}

/** GraphQL's own messages quote the operation and its variables, and so what a shopper asks. */
function logRefusal (error: GraphQLError, log: FastifyBaseLogger): void {
  const fields = { code: codeOf(error), path: error.path }
  const { originalError } = error
  // What callers are told only a part of stands whole in the log; it is for whoever runs the service.
  if (isCodedError(originalError) && messageForCallers(originalError) !== originalError.message) {
    log.error(fields, cut(error.message))
  } else if (error.path?.length === 1) log.debug(fields, cut(error.message))
  else if (isCodedError(originalError)) log.info(fields, cut(error.message))
  else log.info(fields, 'the operation was refused')
}

/** What failed before any field was asked would be counted nowhere else. */
function tellErrors (errors: readonly GraphQLError[]): void {
  for (const error of errors) tell({ kind: 'error', code: outcomeOf(error) })
  const [first] = errors
  if (first && !first.path) tell({ kind: 'operation', operation: 'none', code: outcomeOf(first) })
}

function outcomeOf (error: GraphQLError): string {
  return error.originalError instanceof ClientGoneError ? CLIENT_GONE : codeOf(error)
}

/** The code that a caller is told of what a resolver threw. */
export function codeOfThrown (error: unknown): string {
  if (error instanceof ClientGoneError) return CLIENT_GONE
  if (error instanceof GraphQLError) return codeOf(error)
  return isCodedError(error) ? error.code : MASKED_CODE
}

function cut (message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message
}
