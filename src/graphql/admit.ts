import type { MercuriusContext } from 'mercurius'
import type { Scope } from '../config.ts'

/** Lets a field that asks the store be answered, where shop and rate limit allow it. Rejects with UNAUTHENTICATED, FORBIDDEN or RATE_LIMITED. */
export async function admit ({ app, reply }: Pick<MercuriusContext, 'app' | 'reply'>, ...anyOf: [Scope, ...Scope[]]): Promise<void> {
  app.authoriseReading(reply, ...anyOf)
  await app.charge(reply, 'query')
}
