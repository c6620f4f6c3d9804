import type { LabelCandidate, CategoryTag, ExternalId, Tagging } from './tagging.ts'
import { CATEGORY, type Taxonomy } from '../taxonomy/taxonomy.ts'

/**
 * Adds what the taxonomy knows beyond the values: ids in other lists, and names to show where a language (BCP 47) is
 * asked for.
 */
export function withNames (tagging: Tagging, taxonomy: Taxonomy, language: string | undefined): Tagging {
  const externalIds = externalIdsOf(tagging.category, taxonomy)
  const category = { ...tagging.category, ...(externalIds.length > 0 && { externalIds }) }
  if (language === undefined) return { ...tagging, category }
  const { path } = category
  const attributeName = (attribute: string) => taxonomy.attributeName(attribute, language)
  const named = <T extends LabelCandidate>(attribute: string, candidate: T): T => ({
    ...candidate,
    name: taxonomy.nameOf(attribute, candidate.value, language)
  })
  const all = (attribute: string, candidates: readonly LabelCandidate[]) =>
    candidates.map((candidate) => named(attribute, candidate))
  return {
    category: {
      ...category,
      name: path && taxonomy.nameOf(CATEGORY, path, language),
      alternatives: all(CATEGORY, category.alternatives)
    },
    tags: tagging.tags.map((tag) => ({
      ...named(tag.attribute, tag),
      attributeName: attributeName(tag.attribute),
      alternatives: all(tag.attribute, tag.alternatives)
    })),
    abstained: tagging.abstained.map((abstention) => ({
      ...abstention,
      attributeName: attributeName(abstention.attribute),
      alternatives: all(abstention.attribute, abstention.alternatives)
    }))
  }
}

function externalIdsOf ({ path }: CategoryTag, taxonomy: Taxonomy): ExternalId[] {
  return path === undefined
    ? []
    : Object.entries(taxonomy.externalIds(CATEGORY, path)).map(([list, id]) => ({ list, id }))
}
