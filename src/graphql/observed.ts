import type { MercuriusContext } from 'mercurius'
import { inSpan } from '../shared/in-span.ts'
import { tell } from '../shared/observations.ts'
import { codeOfThrown } from './error-formatter.ts'
import { logOperation } from './operation-log.ts'

type Resolve = (parent: unknown, args: object, context: MercuriusContext, info: unknown) => Promise<unknown>

/**
 * Lets each field of Query or Mutation be counted, timed, traced and logged, under its own name whatever a caller calls
 * it.
 */
export function observed<Fields extends object> (fields: Fields): Fields {
  const wrapped = Object.entries(fields).map(([operation, resolve]) => [
    operation,
    observe(operation, resolve as Resolve)
  ])
  return Object.fromEntries(wrapped) as Fields
}

function observe (operation: string, resolve: Resolve): Resolve {
  return async (parent, args, context, info) => {
    const start = performance.now()
    const end = (code: string, result?: unknown) => {
      const ms = performance.now() - start
      tell({ kind: 'operation', operation, code, seconds: ms / 1000 })
      logOperation(context, { operation, code, ms, args, result })
    }
    try {
      const result = await inSpan(
        `graphql ${operation}`,
        { 'graphql.field': operation },
        async () => await resolve(parent, args, context, info)
      )
      end('OK', result)
      return result
    } catch (error) {
      end(codeOfThrown(error))
      throw error
    }
  }
}
