import { performance } from 'node:perf_hooks'

export async function timed<T> (run: () => Promise<T>): Promise<{ readonly value: T, readonly ms: number }> {
  const begun = performance.now()
  const value = await run()
  return { value, ms: performance.now() - begun }
}

export function inMs (ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}
