import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { QueryCostExceededError } from '../errors.ts'
import { isWriter } from './is-writer.ts'

/**
 * A photo is one text, and all else in a request is short: what has more parts was made to cost time and memory when it
 * is read.
 */
const MAX_SIGNS = 30_000
/** Of those who write products by the hundred. */
const MAX_WRITER_SIGNS = 300_000
const SIGNS = ['{', '[', ','] as const

/** Reads JSON whose parts are few. Ten megabytes of brackets took 8 s to read, in which nobody was answered. */
async function jsonBodyPlugin (app: FastifyInstance): Promise<void> {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string
    const most = isWriter(request) ? MAX_WRITER_SIGNS : MAX_SIGNS
    if (hasFewParts(text, most)) return parse(request, text, done)
    done(new QueryCostExceededError(`more than ${most} parts of JSON`, most))
  })
}

/** Counts those in texts, too: to tell them apart would cost what is to be saved. */
function hasFewParts (text: string, most: number): boolean {
  let count = 0
  for (const sign of SIGNS) {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      if (++count > most) return false
    }
  }
  return true
}

export default fp(jsonBodyPlugin, { name: 'json-body', fastify: '5.x' })
