import { isDecision, revertedBy, type ReviewDecision, type ReviewEntry } from './store/review-entry.ts'

/** How people met what was proposed. */
export interface Acceptance {
  readonly attribute: string
  /** The value proposed; absent for all of the attribute. */
  readonly value?: string | undefined
  /** First day of the period, ISO 8601; absent for all time. */
  readonly from?: string | undefined
  readonly accepted: number
  /** Rejected or replaced. */
  readonly corrected: number
}

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

export interface AcceptanceOptions {
  /** Each value by itself, beside the attribute as a whole. */
  readonly byValue?: boolean | undefined
  readonly period?: Period | undefined
}

/** The last decisions on a label that count for its trust: what was mended since is forgiven. */
const RECENT = 50
/** Below so many decisions chance alone may speak. */
const FLOOR = 5
/** A label is distrusted where even the favourable reading of its decisions has fewer accepted. */
const TRUSTED_SHARE = 0.9
/** Of a one-sided bound that holds in nine cases of ten. */
const Z = 1.2816

/** Decisions that were taken back do not count, nor do values that people added of their own. */
export function acceptanceOf (entries: readonly ReviewEntry[], options: AcceptanceOptions = {}): Acceptance[] {
  const groups = new Map<string, { accepted: number; corrected: number }>()
  for (const { attribute, value, verdict, at } of answered(entries)) {
    const from = options.period && startOf(options.period, at)
    for (const key of [[attribute, undefined, from], ...(options.byValue ? [[attribute, value, from]] : [])]) {
      const text = JSON.stringify(key.map((part) => part ?? null))
      const group = groups.get(text) ?? { accepted: 0, corrected: 0 }
      group[verdict === 'ACCEPT' ? 'accepted' : 'corrected']++
      groups.set(text, group)
    }
  }
  return [...groups]
    .map(([key, counts]) => {
      const [attribute, value, from] = JSON.parse(key) as [string, string | null, string | null]
      return { attribute, ...(value !== null && { value }), ...(from !== null && { from }), ...counts }
    })
    .sort((a, b) => compare(a.attribute, b.attribute) || compare(a.value, b.value) || compare(a.from, b.from))
}

/** Share accepted, 0 to 1. */
export function shareOf ({ accepted, corrected }: Pick<Acceptance, 'accepted' | 'corrected'>): number {
  return accepted / (accepted + corrected)
}

/** Labels by attribute that people keep correcting: what the tagger is sure of there is only likely. */
export function distrusted (entries: readonly ReviewEntry[]): Map<string, Set<string>> {
  const verdicts = new Map<string, boolean[]>()
  for (const { attribute, value, verdict } of answered(entries)) {
    const key = JSON.stringify([attribute, value])
    verdicts.set(key, [...(verdicts.get(key) ?? []), verdict === 'ACCEPT'].slice(-RECENT))
  }
  const found = new Map<string, Set<string>>()
  for (const [key, accepted] of verdicts) {
    if (accepted.length < FLOOR || upperBound(accepted) >= TRUSTED_SHARE) continue
    const [attribute, value] = JSON.parse(key) as [string, string]
    found.set(attribute, (found.get(attribute) ?? new Set()).add(value))
  }
  return found
}

/** Wilson's bound of a share (1927). */
function upperBound (accepted: readonly boolean[]): number {
  const n = accepted.length
  const share = accepted.filter(Boolean).length / n
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n))
  return (share + (Z * Z) / (2 * n) + spread) / (1 + (Z * Z) / n)
}

function answered (entries: readonly ReviewEntry[]): Array<ReviewDecision & { readonly value: string }> {
  const reverted = revertedBy(entries)
  return entries.filter(
    (entry): entry is ReviewDecision & { readonly value: string } =>
      isDecision(entry) && entry.value !== undefined && !reverted.has(entry.seq)
  )
}

/** Weeks begin on Monday. */
function startOf (period: Period, at: string): string {
  const day = new Date(`${at.slice(0, 10)}T00:00:00Z`)
  if (period === 'month') day.setUTCDate(1)
  if (period === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}

function compare (a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0
}
