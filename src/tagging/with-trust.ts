import { CATEGORY } from '../taxonomy/taxonomy.ts'
import type { Decision, Tagging } from './tagging.ts'

/** What is assigned of labels that people keep correcting is only suggested. */
export function withTrust (tagging: Tagging, distrusted: ReadonlyMap<string, ReadonlySet<string>>): Tagging {
  if (distrusted.size === 0) return tagging
  const lowered = (attribute: string, value: string | undefined, decision: Decision): Decision =>
    decision === 'ASSIGNED' && value !== undefined && distrusted.get(attribute)?.has(value) ? 'SUGGESTED' : decision
  const { category, tags } = tagging
  return {
    ...tagging,
    category: { ...category, decision: lowered(CATEGORY, category.path, category.decision) },
    tags: tags.map((tag) => ({ ...tag, decision: lowered(tag.attribute, tag.value, tag.decision) }))
  }
}
