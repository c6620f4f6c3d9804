import { QueryCostExceededError } from '../errors.ts'

/**
 * Of the variables of one operation. A check of one that is wrong writes all of it out, as often as there are mistakes.
 */
const LIMITS = { values: 2000, characters: 1_048_576 } as const
const FILE = /^data:(?:image|video|audio|application)\//i

/**
 * Refuses variables that hold more than any question, files apart, before they are checked. Throws
 * QUERY_COST_EXCEEDED.
 */
export function limitVariables (variables: unknown): void {
  const left: unknown[] = [variables]
  let values = 0
  let characters = 0
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string' && !FILE.test(value)) characters += value.length
    if (isPlain(value)) {
      for (const [key, inner] of Object.entries(value)) {
        left.push(inner)
        characters += key.length
        if (++values > LIMITS.values) {
          throw new QueryCostExceededError(`more than ${LIMITS.values} values in variables`, LIMITS.values)
        }
      }
    }
    if (characters > LIMITS.characters) {
      throw new QueryCostExceededError(`more than ${LIMITS.characters} characters in variables`, LIMITS.characters)
    }
  }
}

/** JSON, not a file that came with the request. */
function isPlain (value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
