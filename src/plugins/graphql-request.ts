import type { FastifyRequest } from 'fastify'
import { BadUserInputError } from '../errors.ts'
import { checkPersisted, hashIn } from '../graphql/persisted-queries.ts'
import { limitFiles, limitVariables } from '../graphql/variable-limits.ts'
import { isWriter } from './is-writer.ts'

type Parameters = Record<string, unknown>

const HOW =
  'Send it as JSON like {"query": "{ catalogue { products } }", "variables": {}}, or in the address as ?query=.'

/**
 * Refuses, in plain words, what Mercurius would take for a failure of the service; null counts as absent. `textOf`
 * gives the text of a persisted query.
 */
export function checkRequest (request: FastifyRequest, textOf: (hash: string) => string | undefined): void {
  const { method, body, query: address } = request
  const parameters = method === 'POST' ? parametersOf(body) : (address as Parameters)
  const values = method === 'POST' ? parameters : { ...parameters, ...parsed(parameters) }
  const isPersisted = checkPersisted(values)
  limitVariables(values['variables'], isWriter(request))
  limitFiles(values['variables'], values['query'] || textOf(hashIn(values)))
  for (const name of ['operationName', 'variables', 'extensions']) {
    if (parameters[name] === '') delete parameters[name]
  }
  const { query } = parameters
  if (isPersisted && (query === undefined || query === '')) return
  if (typeof query !== 'string' || query === '') throw new BadUserInputError(`The request has no query. ${HOW}`)
}

function parametersOf (body: unknown): Parameters {
  if (Array.isArray(body)) {
    throw new BadUserInputError('Batched operations are not accepted. Send one operation a request.')
  }
  if (!isObject(body)) throw new BadUserInputError(`The body is not a JSON object. ${HOW}`)
  const parameters = body
  // Fastify would make one type of another, and the schema of Mercurius knows no null here.
  for (const name of ['extensions', 'operationName']) if (parameters[name] === null) delete parameters[name]
  for (const name of ['variables', 'extensions']) {
    if (!isObject(parameters[name] ?? {})) throw new BadUserInputError(`The ${name} are not a JSON object.`)
  }
  const { operationName } = parameters
  if (operationName !== undefined && typeof operationName !== 'string') {
    throw new BadUserInputError('The operationName is not a text.')
  }
  return parameters
}

/** What stands as JSON in the address. */
function parsed (address: Parameters): { variables?: unknown; extensions?: unknown } {
  return {
    variables: parse('variables', address['variables']),
    extensions: parse('extensions', address['extensions'])
  }
}

function parse (name: string, text: unknown): unknown {
  if (text === undefined || text === '') return undefined
  const value = typeof text === 'string' ? fromJson(text) : undefined
  if (value !== null && !isObject(value)) {
    throw new BadUserInputError(`The ${name} in the address are not valid JSON of an object.`)
  }
  return value
}

function isObject (value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fromJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
