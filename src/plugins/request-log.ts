import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the log may hold what shoppers ask. */
    readonly logsQueries: boolean
  }
}

interface RequestLogOptions {
  readonly logsQueries: boolean
}

const HEADER = 'x-request-id'
/** What goes into logs and headers as it is. */
const SAFE_ID = /^[\w.:/+=@-]{1,128}$/

/** Answers tell the id that log lines have, so that a caller can name the one that went wrong. */
async function requestLogPlugin (app: FastifyInstance, { logsQueries }: RequestLogOptions): Promise<void> {
  app.decorate('logsQueries', logsQueries)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(HEADER, request.id)
    done()
  })
}

/** The caller's own id, if it is safe, else one that no other process gives. */
export function requestId ({ headers }: IncomingMessage): string {
  const given = headers[HEADER]
  return typeof given === 'string' && SAFE_ID.test(given) ? given : randomUUID()
}

/**
 * One line for a request, at debug: at info each field of GraphQL has its own. Of an address only the path is logged.
 */
export class RequestLog extends LogController {
  override incomingRequest (): void {}

  override requestCompleted (error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const fields = { req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 1000) / 1000 }
    if (error) request.log.error({ ...fields, err: error }, 'request failed')
    else request.log.debug(fields, 'request answered')
  }

  override routeNotFound (request: FastifyRequest): void {
    request.log.debug({ req: request }, 'no such route')
  }
}

export default fp(requestLogPlugin, { name: 'request-log', fastify: '5.x' })
