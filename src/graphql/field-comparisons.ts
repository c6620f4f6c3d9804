import { Kind, type DocumentNode, type FieldNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql'
import { fragmentsOf } from './operation-meter.ts'

/**
 * Pairs of fields with one name in the answer: what the rule on overlapping fields compares. The fields must be few,
 * and no fragment within itself.
 */
export function countComparisons (selectionSet: SelectionSetNode, document: DocumentNode): number {
  return count([selectionSet], fragmentsOf(document))
}

/** Selections that are merged into one object of the answer. */
function count (merged: readonly SelectionSetNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const byName = new Map<string, FieldNode[]>()
  const spread = new Set<string>()
  for (const selectionSet of merged) collect(selectionSet)
  let pairs = 0
  for (const fields of byName.values()) {
    pairs += fields.length * (fields.length - 1) / 2
    const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? [])
    if (inner.length > 0) pairs += count(inner, fragments)
  }
  return pairs

  function collect ({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value
        const fields = byName.get(name)
        if (fields) fields.push(node)
        else byName.set(name, [node])
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        collect(node.selectionSet)
      } else if (!spread.has(node.name.value)) {
        spread.add(node.name.value)
        const fragment = fragments.get(node.name.value)
        if (fragment) collect(fragment.selectionSet)
      }
    }
  }
}
