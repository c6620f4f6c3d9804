import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Lets go of connections as their last answers go out: kept alive, each would hold up the end of the service until its
 * client goes away.
 */
async function closingPlugin (app: FastifyInstance): Promise<void> {
  let isClosing = false
  app.addHook('preClose', async () => { isClosing = true })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close')
    done(null, payload)
  })
}

export default fp(closingPlugin, { name: 'closing', fastify: '5.x' })
