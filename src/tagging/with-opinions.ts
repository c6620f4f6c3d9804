import type { Evidence, Tag, Tagging } from './tagging.ts'
import { CATEGORY, type Taxonomy } from '../taxonomy/taxonomy.ts'
import { isAmong, type AttributeOpinion } from './statement.ts'

const SAID: Evidence = { kind: 'REVIEW', score: 1 }

/**
 * The tags of a product that people have looked at, in the taxonomy's order: their word comes before any confidence.
 */
export function withOpinions (
  tagging: Tagging,
  reviewed: readonly AttributeOpinion[],
  { attributes }: Pick<Taxonomy, 'attributes'>
): Tagging {
  const said = reviewed.reduce(
    (result, opinion) => (opinion.attribute === CATEGORY ? withCategory(result, opinion) : withTags(result, opinion)),
    tagging
  )
  const position = new Map(attributes.map(({ name }, i) => [name, i]))
  return { ...said, tags: said.tags.toSorted((a, b) => position.get(a.attribute)! - position.get(b.attribute)!) }
}

function withCategory (tagging: Tagging, { right: [path], wrong }: AttributeOpinion): Tagging {
  const { category } = tagging
  const isDenied = (value: string | undefined) => value !== undefined && isAmong(value, wrong, CATEGORY)
  const alternatives = category.alternatives.filter(({ value }) => value !== path && !isDenied(value))
  if (path !== undefined) {
    return {
      ...tagging,
      category: {
        path,
        suggestedPath: path,
        confidence: 1,
        decision: 'ASSIGNED',
        alternatives,
        evidence: [SAID, ...(category.path === path ? category.evidence : [])]
      }
    }
  }
  const suggestedPath = isDenied(category.suggestedPath) ? alternatives[0]?.value : category.suggestedPath
  if (!isDenied(category.path)) return { ...tagging, category: { ...category, suggestedPath, alternatives } }
  const { path: _denied, ...rest } = { ...category, suggestedPath }
  return { ...tagging, category: { ...rest, decision: 'ABSTAINED', alternatives, evidence: [SAID] } }
}

function withTags (tagging: Tagging, { attribute, right, wrong }: AttributeOpinion): Tagging {
  const others = tagging.tags.filter((tag) => tag.attribute !== attribute)
  const proposed = tagging.tags.filter((tag) => tag.attribute === attribute)
  const isOpen = (value: string) => !right.includes(value) && !wrong.includes(value)
  const alternatives = (proposed[0]?.alternatives ?? []).filter(({ value }) => isOpen(value))
  const said = right.map((value): Tag => {
    const evidence = proposed.find((tag) => tag.value === value)?.evidence ?? []
    return { attribute, value, confidence: 1, decision: 'ASSIGNED', alternatives, evidence: [SAID, ...evidence] }
  })
  // Where a person has named values, what is only likely beside them is no longer proposed.
  const kept =
    right.length > 0 ? [] : proposed.filter(({ value }) => isOpen(value)).map((tag) => ({ ...tag, alternatives }))
  const tags = [...said, ...kept]
  const silent = tagging.abstained.filter((abstention) => abstention.attribute !== attribute)
  const before = tagging.abstained
    .filter((abstention) => abstention.attribute === attribute)
    .map((abstention) => ({
      ...abstention,
      alternatives: abstention.alternatives.filter(({ value }) => isOpen(value))
    }))
  const reason = `a review rejected ${wrong.join(', ')}`
  const abstained =
    tags.length > 0 ? [] : before.length > 0 || proposed.length === 0 ? before : [{ attribute, reason, alternatives }]
  return { ...tagging, tags: [...others, ...tags], abstained: [...silent, ...abstained] }
}
