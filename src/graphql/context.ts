import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Timings } from '../search/search-service.ts'

declare module 'mercurius' {
  interface MercuriusContext {
    /** Aborts when the client goes away. */
    readonly signal: AbortSignal
    /** Of each search of the operation, for the answer's extensions. */
    readonly timings: Timings[]
  }
}

export function createContext (_request: FastifyRequest, reply: FastifyReply): { signal: AbortSignal, timings: Timings[] } {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the client went away'))
  })
  return { signal: controller.signal, timings: [] }
}

/** Timings of an operation with several searches are their sums. */
export function sumTimings (timings: readonly Timings[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [phase, ms] of timings.flatMap((timing) => Object.entries(timing))) sums[phase] = (sums[phase] ?? 0) + ms
  return Object.fromEntries(Object.entries(sums).map(([phase, ms]) => [phase, Math.round(ms * 100) / 100]))
}
