import { cpus } from 'node:os'

/** Day, processor and runtime of a run, to stand beside its figures. */
export function machineLine (): string {
  const [cpu] = cpus()
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, Node ${process.version}`
}

export function markdownTable (rows: ReadonlyArray<Readonly<Record<string, string | number>>>): string {
  const headings = Object.keys(rows[0] ?? {})
  const line = (cells: ReadonlyArray<string | number>) => `| ${cells.join(' | ')} |`
  return [
    line(headings),
    line(headings.map(() => '---')),
    ...rows.map((row) => line(headings.map((heading) => row[heading] ?? '')))
  ].join('\n')
}

/** The value that the given share of the values does not exceed. */
export function percentile (values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

export interface Paired {
  readonly baseline: number[]
  readonly subject: number[]
}

/**
 * Runs both in turn, so that a noisy minute meets both alike; milliseconds of each call, and of processor time that the
 * whole process used in it, which other programs do not lengthen.
 */
export async function timePaired (
  count: number,
  baseline: (i: number) => Promise<unknown>,
  subject: (i: number) => Promise<unknown>
): Promise<Paired & { readonly cpu: Paired }> {
  const none = (): Paired => ({ baseline: [], subject: [] })
  const times = { ...none(), cpu: none() }
  for (let i = 0; i < count; i++) {
    for (const [name, run] of [['baseline', baseline], ['subject', subject]] as const) {
      const before = process.cpuUsage()
      times[name].push(await timeOne(async () => await run(i)))
      const { user, system } = process.cpuUsage(before)
      times.cpu[name].push((user + system) / 1000)
    }
  }
  return times
}

export async function timeOne (run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

/** Numbers from 0 to 1, the same for the same seed. */
export function generator (seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
