import { context as activeContext, propagation } from '@opentelemetry/api'
import { inSpan } from '../shared/in-span.ts'
import { tell } from '../shared/observations.ts'

interface Context {
  readonly clientName?: string
  readonly commandName?: string
}
interface Answer {
  readonly output?: { readonly $metadata?: { readonly attempts?: number } }
}
type Handler<I> = (args: I) => Promise<Answer>
type Middleware<I> = (next: Handler<I>, context: Context) => Handler<I>

/** What is used of the middleware of an SDK client, whichever it is of. */
interface ObservedClient {
  readonly middlewareStack: {
    add(
      middleware: Middleware<{ request: unknown }>,
      options: { readonly step: 'initialize' | 'build'; readonly name: string; readonly override: true }
    ): void
  }
}

/** Tells of every call of a client with its tries as one, in a span, and passes the trace on to the service. */
export function observed<Client> (client: Client): Client {
  const { middlewareStack } = client as ObservedClient
  middlewareStack.add(observeCall, { step: 'initialize', name: 'vitrineObserveCall', override: true })
  // Before the signature, which then covers the header.
  middlewareStack.add(
    (next) => async (args) => {
      propagation.inject(activeContext.active(), (args.request as { headers: Record<string, string> }).headers)
      return await next(args)
    },
    { step: 'build', name: 'vitrinePassTraceOn', override: true }
  )
  return client
}

function observeCall<I> (next: Handler<I>, { clientName = '', commandName = '' }: Context): Handler<I> {
  const [service, operation] = [clientName.replace(/Client$/, ''), commandName.replace(/Command$/, '')]
  const attributes = { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': operation }
  return async (args) => {
    const start = performance.now()
    const end = (outcome: string, attempts = 1) =>
      tell({
        kind: 'aws',
        service,
        operation,
        outcome,
        retries: attempts - 1,
        seconds: (performance.now() - start) / 1000
      })
    try {
      const answer = await inSpan(`${service}.${operation}`, attributes, async () => await next(args))
      end('ok', answer.output?.$metadata?.attempts)
      return answer
    } catch (error) {
      const { name, $metadata } = error as { name?: string; $metadata?: { attempts?: number } }
      end(name ?? 'Error', $metadata?.attempts)
      throw error
    }
  }
}
