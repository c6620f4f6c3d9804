import { GraphQLError, type ExecutionResult, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import type { FastifyBaseLogger } from 'fastify'
import { isCodedError } from '../errors.ts'
import { tell } from '../shared/observations.ts'
import { ClientGoneError } from './context.ts'

export const MASKED_CODE = 'INTERNAL_SERVER_ERROR'
/** In logs and metrics only: nobody is there to be told. */
const CLIENT_GONE = 'CLIENT_GONE'
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
  tellErrors(flat)
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

function statusOf (errors: readonly GraphQLError[]): number {
  const [first] = errors
  if (first && isCodedError(first.originalError)) return first.originalError.statusCode
  return first && codeOf(first) === MASKED_CODE ? 500 : 400
}

function logError (error: GraphQLError, log: FastifyBaseLogger): void {
  if (error.originalError instanceof ClientGoneError) log.info({ path: error.path }, error.message)
  else if (codeOf(error) === MASKED_CODE) log.error({ err: error.originalError ?? error, path: error.path }, 'unexpected error')
  else logRefusal(error, log)
}

/** GraphQL's own messages quote the operation and its variables, and so what a shopper asks. */
function logRefusal (error: GraphQLError, log: FastifyBaseLogger): void {
  const fields = { code: codeOf(error), path: error.path }
  if (error.path?.length === 1) log.debug(fields, cut(error.message))
  else if (isCodedError(error.originalError)) log.info(fields, cut(error.message))
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
