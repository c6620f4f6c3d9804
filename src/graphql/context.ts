import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MercuriusContext } from 'mercurius'
import type { ChargeModel } from '../embedding/cached-embedder.ts'
import type { ModelCost } from '../embedding/metered-embedder.ts'
import type { Timings } from '../search/search-result.ts'
import { whenClosed } from '../shared/when-closed.ts'

declare module 'mercurius' {
  interface MercuriusContext {
    /** Aborts when the client goes away. */
    readonly signal: AbortSignal
    /** Of each search of the operation, for the answer's extensions. */
    readonly timings: Timings[]
    /** Of each answer whose model is paid by use. */
    readonly costs: ModelCost[]
    /** Takes the points for a model call from who asks. Rejects with RATE_LIMITED. */
    readonly charge: ChargeModel
  }
}

/** Why work for a request is given up that nobody waits for any more. */
export class ClientGoneError extends Error {
  constructor () {
    super('the client went away')
    this.name = 'ClientGoneError'
  }
}

type Own = Pick<MercuriusContext, 'signal' | 'timings' | 'costs' | 'charge'>

/** A class, since a getter of a literal gives every request a shape of its own, which V8 takes 20 µs to clear away. */
class RequestContext implements Own {
  readonly timings: Timings[] = []
  readonly costs: ModelCost[] = []
  readonly charge: ChargeModel
  private readonly controller = new AbortController()

  constructor (reply: FastifyReply) {
    this.charge = async (input) =>
      await reply.server.charge(reply, 'text' in input ? 'text' : 'image' in input ? 'image' : 'media')
    whenClosed(reply.raw, () => {
      if (!reply.raw.writableFinished) this.controller.abort(new ClientGoneError())
    })
  }

  /** Node makes it when it is first asked for, which not every field does. */
  get signal (): AbortSignal {
    return this.controller.signal
  }
}

export function createContext (_request: FastifyRequest, reply: FastifyReply): Own {
  return new RequestContext(reply)
}

/** Timings of an operation with several searches are their sums. */
export function sumTimings (timings: readonly Timings[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const timing of timings) {
    for (const [phase, ms] of Object.entries(timing)) sums[phase] = Math.round(((sums[phase] ?? 0) + ms) * 100) / 100
  }
  return sums
}

/** Millionths of a cent are nobody's concern. */
const USD_DIGITS = 8

export function sumCosts (costs: readonly ModelCost[]): ModelCost {
  const modelCalls = costs.reduce((sum, cost) => sum + cost.modelCalls, 0)
  const estimatedUsd = costs.reduce((sum, cost) => sum + cost.estimatedUsd, 0)
  return { modelCalls, estimatedUsd: Number(estimatedUsd.toFixed(USD_DIGITS)) }
}
