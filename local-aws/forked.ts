// The program behind fork-local-aws.ts: one local AWS, told by messages what it is to be and do.
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import type { Embedder } from '../src/embedding/embedder.ts'
import type { Answer, Order, ForkOptions } from './fork-local-aws.ts'
import { fromEmbedder } from './from-embedder.ts'
import { startLocalAws, type LocalAws } from './local-aws.ts'

let aws: LocalAws | undefined
let embedder: Embedder | undefined

process.on('message', async ({ id, ...order }: Order & { readonly id: number }) => {
  try {
    send({ id, value: await obey(order) })
  } catch (error) {
    send({
      id,
      error:
        error instanceof AggregateError ? `${error.message}: ${error.errors.map(String).join('; ')}` : String(error)
    })
  }
  if (order.verb === 'close') process.disconnect()
})
// Without the parent nobody is left to answer to.
process.on('disconnect', () => process.exit())

async function obey (order: Order): Promise<unknown> {
  switch (order.verb) {
    case 'start':
      return await start(order.options)
    case 'weather':
      aws?.faults.clear()
      return aws?.faults.inject(...order.faults)
    case 'stats':
      return aws?.stats()
    case 'close':
      await aws?.close()
      return await embedder?.close()
  }
}

async function start ({ model, ...options }: ForkOptions): Promise<LocalAws['env']> {
  if (model === 'builtin') embedder = await createEmbedder(loadConfig({ EMBEDDER: 'builtin' }))
  aws = await startLocalAws({ ...options, ...(embedder && { embedder: fromEmbedder(embedder) }) })
  return aws.env
}

function send (answer: Answer): void {
  process.send?.(answer)
}
