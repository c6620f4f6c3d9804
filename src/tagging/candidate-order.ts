import type { LabelCandidate } from './tagging.ts'
import { CATEGORY, type Attribute } from '../taxonomy/taxonomy.ts'

/** All labels. */
export function bestFirst ({ labels }: Attribute, confidences: readonly number[]): LabelCandidate[] {
  return labels.map(({ value }, i) => ({ value, confidence: confidences[i]! })).sort(byConfidence)
}

/** The first of them: sorting all for ten takes a fifth of the time of tagging with two thousand labels. */
export function bestOf ({ labels }: Attribute, confidences: readonly number[], count: number): LabelCandidate[] {
  const best: LabelCandidate[] = []
  for (const [i, confidence] of confidences.entries()) {
    if (best.length === count && confidence < best[count - 1]!.confidence) continue
    const candidate = { value: labels[i]!.value, confidence }
    const place = best.findIndex((other) => byConfidence(candidate, other) < 0)
    best.splice(place === -1 ? best.length : place, 0, candidate)
    if (best.length > count) best.pop()
  }
  return best
}

function byConfidence (a: LabelCandidate, b: LabelCandidate): number {
  return b.confidence - a.confidence || (a.value < b.value ? -1 : 1)
}

/** Positions of a label, or of all labels below a category. */
export function rowsOf ({ name, labels }: Attribute, value: string): number[] {
  if (name !== CATEGORY) return [labels.findIndex((label) => label.value === value)]
  const branch = `${value}/`
  return [...labels.keys()].filter((i) => labels[i]!.value === value || labels[i]!.value.startsWith(branch))
}

export function describeDoubt ({ value, confidence }: LabelCandidate): string {
  return `the best value, ${value}, has a confidence of ${confidence.toFixed(2)} only`
}
