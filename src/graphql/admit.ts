import type { MercuriusContext } from 'mercurius'
import type { Scope } from '../config/api-keys.ts'

type Asking = Pick<MercuriusContext, 'app' | 'reply'>

/**
 * Lets a field that asks the store be answered, where shop and rate limit allow it.
 * Rejects with UNAUTHENTICATED, FORBIDDEN or RATE_LIMITED.
 */
export async function admit ({ app, reply }: Asking, ...anyOf: [Scope, ...Scope[]]): Promise<void> {
  app.authoriseReading(reply, ...anyOf)
  await app.charge(reply, 'query')
}
