import { GraphQLError, type ExecutionResult, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import type { FastifyBaseLogger } from 'fastify'
import { isCodedError, PersistedQueryNotFoundError, QueryCostExceededError } from '../errors.ts'
import type { AnswerType } from './answer-type.ts'
import { ClientGoneError } from './context.ts'
import { LIMITS } from './operation-limits.ts'

export const MASKED_CODE = 'INTERNAL_SERVER_ERROR'
const MASKED_MESSAGE = 'Something went wrong on our side. Retry; if it stays, report the request id.'

/** GraphQL quotes an invalid value whole, and it may be a photo. */
const MAX_MESSAGE_LENGTH = 500

interface FormattedExecution {
  statusCode: number
  response: FormattedExecutionResult
}

/** What the parser says when it stops counting. */
const TOO_MANY_TOKENS = `Syntax Error: Document contains more that ${LIMITS.tokens} tokens. Parsing aborted.`

export interface ErrorFormat {
  readonly log: FastifyBaseLogger
  /** Default: any. */
  readonly type?: AnswerType
}

/** Coded errors and GraphQL's own pass with their code; anything else is masked, and logged with its cause. */
export function formatErrors ({ data, errors = [], extensions }: ExecutionResult, { log, type = 'any' }: ErrorFormat): FormattedExecution {
  const flat = errors.flatMap(expand)
  for (const error of flat) logError(error, log)
  // GraphQL over HTTP knows no data of what never ran; our answers of other types always had some.
  const known = data === undefined && type === 'response' ? {} : { data: data ?? null }
  return {
    statusCode: data ? 200 : isWrongMethod(errors) ? 405 : statusOf(flat, type),
    response: { ...known, errors: flat.map(toPublic), ...(extensions && { extensions }) }
  }
}

/** Mercurius wraps the errors of validation and parsing in one of its own. */
function expand (error: GraphQLError): GraphQLError[] {
  const wrapped = (error.originalError as { errors?: readonly GraphQLError[] } | undefined)?.errors
  return (wrapped ?? [error]).map((found) => found.message === TOO_MANY_TOKENS ? tooManyTokens() : found)
}

function tooManyTokens (): GraphQLError {
  const originalError = new QueryCostExceededError(`more than ${LIMITS.tokens} tokens`, LIMITS.tokens)
  return new GraphQLError(originalError.message, { originalError })
}

function toPublic (error: GraphQLError): GraphQLFormattedError {
  const { message, locations, path } = error
  const code = codeOf(error)
  const where = { ...(locations && { locations }), ...(path && { path }) }
  return { message: code === MASKED_CODE ? MASKED_MESSAGE : cut(message), ...where, extensions: { code } }
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
  else if (codeOf(error) === MASKED_CODE) log.error({ err: error.originalError ?? error, path: error.path }, 'unexpected error')
  else log.info({ code: codeOf(error), path: error.path }, cut(error.message))
}

function cut (message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message
}
