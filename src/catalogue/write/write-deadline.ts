export interface Deadline {
  /** By `performance.now()`. */
  readonly at: number
  readonly timeoutMs: number
}

export const NEVER: Deadline = { at: Infinity, timeoutMs: Infinity }

/** Ends the loading of files in time; who waited long for a turn has a third of the time left. */
export function cutAt ({ at, timeoutMs }: Deadline): { readonly signal: AbortSignal; stop (): void } {
  const controller = new AbortController()
  if (at === Infinity) return { signal: controller.signal, stop: () => {} }
  const leftMs = Math.max(at - performance.now(), timeoutMs / 3)
  const timer = setTimeout(() => controller.abort(), leftMs)
  return { signal: controller.signal, stop: () => clearTimeout(timer) }
}
