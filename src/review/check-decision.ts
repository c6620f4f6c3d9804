import { BadUserInputError } from '../errors.ts'
import { resolveLabel } from '../taxonomy/resolve-label.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import type { ReviewDecision } from './store/review-entry.ts'

/** A decision on one tag, in the taxonomy's values. */
export interface Decided {
  readonly attribute: string
  /** Absent where a value is added. */
  readonly value?: string | undefined
  readonly verdict: 'ACCEPT' | 'REJECT' | 'REPLACE'
  readonly replacement?: string | undefined
}

type Checked = Pick<ReviewDecision, 'attribute' | 'value' | 'verdict' | 'replacement'>

/** The decision in the taxonomy's own spelling. Throws BAD_USER_INPUT that says what is missing or not known. */
export function checkDecision ({ attribute, value, verdict, replacement }: Decided, taxonomy: Taxonomy): Checked {
  if (verdict === 'REPLACE' && replacement === undefined) {
    throw new BadUserInputError('REPLACE needs a replacement. To only reject the value use REJECT.')
  }
  if (verdict !== 'REPLACE' && value === undefined) {
    throw new BadUserInputError(
      `${verdict} needs the value that is meant. To add a value use REPLACE with a replacement alone.`
    )
  }
  if (verdict !== 'REPLACE' && replacement !== undefined) {
    throw new BadUserInputError(`${verdict} takes no replacement. Use REPLACE.`)
  }
  const known = value === undefined ? undefined : resolveLabel(attribute, value, taxonomy)
  const other = replacement === undefined ? undefined : resolveLabel(attribute, replacement, taxonomy)
  if (other !== undefined && other === known) {
    throw new BadUserInputError(`The replacement is the value itself, "${other}". Use ACCEPT.`)
  }
  return {
    attribute,
    ...(known !== undefined && { value: known }),
    verdict,
    ...(other !== undefined && { replacement: other })
  }
}

/** Which of two verdicts on one value is meant, nobody can say. Throws BAD_USER_INPUT. */
export function assertAgreeing (decisions: readonly Checked[]): void {
  const verdicts = new Map<string, Checked>()
  for (const decision of decisions) {
    const { attribute, value, verdict, replacement } = decision
    if (value === undefined) continue
    const key = JSON.stringify([attribute, value])
    const other = verdicts.get(key)
    if (other && (other.verdict !== verdict || other.replacement !== replacement)) {
      throw new BadUserInputError(
        `The ${attribute} "${value}" has two decisions that differ, ${other.verdict} and ${verdict}. Send one of them.`
      )
    }
    verdicts.set(key, decision)
  }
}
