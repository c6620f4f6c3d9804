import { GraphQLError, type ExecutionResult, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import type { FastifyBaseLogger } from 'fastify'
import { isCodedError, messageForCallers } from '../errors.ts'
import { ClientGoneError } from './context.ts'

export const MASKED_CODE = 'INTERNAL_SERVER_ERROR'
const MASKED_MESSAGE = 'Something went wrong on our side. Retry; if it stays, report the request id.'

/** GraphQL quotes an invalid value whole, and it may be a photo. */
const MAX_MESSAGE_LENGTH = 500

interface FormattedExecution {
  statusCode: number
  response: FormattedExecutionResult
}

/** Coded errors and GraphQL's own pass with their code; anything else is masked, and logged with its cause. */
export function formatErrors ({ data, errors = [], extensions }: ExecutionResult, { log }: { log: FastifyBaseLogger }): FormattedExecution {
  const flat = errors.flatMap(expand)
  for (const error of flat) logError(error, log)
  return {
    statusCode: data ? 200 : statusOf(flat),
    response: { data: data ?? null, errors: flat.map(toPublic), ...(extensions && { extensions }) }
  }
}

/** Mercurius wraps the errors of validation and parsing in one of its own. */
function expand (error: GraphQLError): GraphQLError[] {
  const wrapped = (error.originalError as { errors?: readonly GraphQLError[] } | undefined)?.errors
  return wrapped ? [...wrapped] : [error]
}

function toPublic (error: GraphQLError): GraphQLFormattedError {
  const { message, locations, path } = error
  const code = codeOf(error)
  const where = { ...(locations && { locations }), ...(path && { path }) }
  const { originalError } = error
  const told = isCodedError(originalError) ? messageForCallers(originalError) : message
  return { message: code === MASKED_CODE ? MASKED_MESSAGE : cut(told), ...where, extensions: { code } }
}

function codeOf ({ originalError, path, extensions, message }: GraphQLError): string {
  if (isCodedError(originalError)) return originalError.code
  if (typeof extensions?.['code'] === 'string') return extensions['code']
  // What a scalar says about a variable is an error of GraphQL within another.
  if (path || (originalError && !(originalError instanceof GraphQLError))) return MASKED_CODE
  if (message.startsWith('Syntax Error')) return 'GRAPHQL_PARSE_FAILED'
  return message.startsWith('Variable ') ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED'
}

function statusOf (errors: readonly GraphQLError[]): number {
  const [first] = errors
  if (first && isCodedError(first.originalError)) return first.originalError.statusCode
  return first && codeOf(first) === MASKED_CODE ? 500 : 400
}

function logError (error: GraphQLError, log: FastifyBaseLogger): void {
  if (error.originalError instanceof ClientGoneError) log.info({ path: error.path }, error.message)
  else if (codeOf(error) === MASKED_CODE) log.error({ err: error.originalError ?? error, path: error.path }, 'unexpected error')
  else log.info({ code: codeOf(error), path: error.path }, cut(error.message))
}

function cut (message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message
}
