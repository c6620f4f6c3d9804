import { GraphQLError, type ValidationRule } from 'graphql'
import { QueryCostExceededError } from '../errors.ts'

/** Fields that cost model and store calls. */
const COSTLY = new Set(['search', 'autoTag', 'autoTagProduct', 'reviewTags', 'reviewQueue'])
export const MAX_COSTLY_FIELDS = 4

/** Aliases let one operation search many times over; each counts. */
export const limitCost: ValidationRule = (context) => {
  let count = 0
  return {
    Field: ({ name }) => {
      if (COSTLY.has(name.value)) count++
    },
    Document: {
      leave: () => {
        if (count <= MAX_COSTLY_FIELDS) return
        const originalError = new QueryCostExceededError(count, MAX_COSTLY_FIELDS)
        context.reportError(new GraphQLError(originalError.message, { originalError }))
      }
    }
  }
}
