import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { listen, type Observation } from '../shared/observations.ts'

const LOUD = new Set(['debug', 'trace'])

/** At LOG_LEVEL=debug a line for every phase of a search, call of the model and call to AWS; else it costs nothing. */
async function observationLogPlugin (app: FastifyInstance): Promise<void> {
  if (!LOUD.has(app.log.level)) return
  const stop = listen((observation) => {
    // An operation has a line of its own at info, an error in the request's line.
    if (observation.kind === 'operation' || observation.kind === 'error') return
    const { kind, seconds, ...rest } = observation
    app.log.debug({ kind, ...rest, ms: Math.round(seconds * 1e6) / 1000 }, sentenceOf(observation))
  })
  app.addHook('onClose', async () => stop())
}

const NAMES = { text: 'a text', image: 'a photo', video: 'a clip', document: 'a document', audio: 'a sound' } as const

function sentenceOf (observation: Exclude<Observation, { kind: 'operation' | 'error' }>): string {
  if (observation.kind === 'phase') return `phase ${observation.phase} ended`
  if (observation.kind === 'model') {
    return `model ${observation.isFailed ? 'failed on' : 'embedded'} ${NAMES[observation.modality]}`
  }
  return `${observation.service} ${observation.operation}: ${observation.outcome}`
}

export default fp(observationLogPlugin, { name: 'observation-log', fastify: '5.x' })
