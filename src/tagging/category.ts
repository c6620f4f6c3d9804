import { SUGGEST_ABOVE } from './profile.ts'
import type { LabelCandidate, CategoryTag } from './tagging.ts'

const MAX_ALTERNATIVES = 3

/**
 * The most special category that is certain enough: a chair that may be a stool is still furniture
 * (Deng et al. 2012, "Hedging your bets"). `leaves` are best first; `isSure` judges the branches of the best of them.
 * `all` are the leaves in any order, where `leaves` are but the first of many.
 */
export function decideCategory (
  leaves: readonly LabelCandidate[],
  isSure: (branch: LabelCandidate) => boolean,
  all: readonly LabelCandidate[] = leaves
): Omit<CategoryTag, 'evidence'> {
  const [best] = leaves as readonly [LabelCandidate, ...LabelCandidate[]]
  const without = (path: string) => leaves.filter(({ value }) => value !== path).slice(0, MAX_ALTERNATIVES)
  const suggestedPath = best.value
  const certain = branchesOf(best.value)
    .map((value) => ({ value, confidence: massOf(value, all) }))
    .find(isSure)
  if (certain) {
    const { value: path, confidence } = certain
    return { path, suggestedPath, confidence, decision: 'ASSIGNED', alternatives: without(path) }
  }
  const { confidence } = best
  if (confidence > SUGGEST_ABOVE) {
    return { path: best.value, suggestedPath, confidence, decision: 'SUGGESTED', alternatives: without(best.value) }
  }
  return { suggestedPath, confidence, decision: 'ABSTAINED', alternatives: leaves.slice(0, MAX_ALTERNATIVES) }
}

/** `a/b/c`, `a/b`, `a`. */
export function branchesOf (path: string): string[] {
  const steps = path.split('/')
  return steps.map((_, i) => steps.slice(0, steps.length - i).join('/'))
}

function massOf (path: string, leaves: readonly LabelCandidate[]): number {
  const mass = leaves.reduce(
    (sum, { value, confidence }) => (value === path || value.startsWith(`${path}/`) ? sum + confidence : sum),
    0
  )
  return Math.min(1, mass)
}
