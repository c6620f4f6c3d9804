import { BadUserInputError } from '../errors.ts'
import type { Taxonomy } from './taxonomy.ts'

const MAX_SHOWN = 20

/** The taxonomy's own spelling. Throws BAD_USER_INPUT that names what is known. */
export function resolveLabel (attribute: string, value: string, taxonomy: Taxonomy): string {
  const labels = taxonomy.labelsOf(attribute).map(({ value }) => value)
  const label = taxonomy.resolve(attribute, value)
  if (label !== undefined) return label
  const more = labels.length > MAX_SHOWN ? `, and ${labels.length - MAX_SHOWN} more (see tagValues)` : ''
  throw new BadUserInputError(
    `"${value}" is no value of ${attribute}. Known: ${labels.slice(0, MAX_SHOWN).join(', ')}${more}.`
  )
}
