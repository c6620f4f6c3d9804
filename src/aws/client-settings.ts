import { NodeHttpHandler } from '@smithy/node-http-handler'
import { RetryPolicy } from './retry.ts'

export interface AwsSettings {
  /** Empty: what the SDK finds in AWS_REGION or the profile. */
  readonly region: string
  readonly maxAttempts: number
  readonly connectTimeoutMs: number
  /** For one try, to the first byte of the answer; also the longest silence within the answer. */
  readonly requestTimeoutMs: number
  /** For one call with all its tries. */
  readonly callTimeoutMs: number
  readonly maxSockets: number
  readonly requestsPerSecond?: number | undefined
  readonly retryBudget?: number
}

interface LoggedClient { readonly middlewareStack: { remove (name: string): boolean } }

/** Takes out the SDK's log, which copies what each call sends and gets, all vectors of it, also where nobody listens. */
export function unlogged<Client extends LoggedClient> (client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

/**
 * What both clients are made with. Endpoints, credentials, FIPS and dual-stack stay with the SDK's own variables and profile.
 * An instance of the handler is a must: given options, the Bedrock client makes an HTTP/2 session for every call.
 */
export function clientSettings ({ region, maxAttempts, connectTimeoutMs, requestTimeoutMs, callTimeoutMs, maxSockets, requestsPerSecond, retryBudget }: AwsSettings) {
  const agent = { keepAlive: true, maxSockets }
  return {
    ...(region !== '' && { region }),
    maxAttempts,
    retryStrategy: new RetryPolicy({ maxAttempts, deadlineMs: callTimeoutMs, perSecond: requestsPerSecond, ...(retryBudget !== undefined && { budget: retryBudget }) }),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Without it a time-out is only logged.
      throwOnRequestTimeout: true,
      // The request time-out ends with the head of an answer; this one ends a body that stops coming.
      socketTimeout: requestTimeoutMs,
      httpAgent: agent,
      httpsAgent: agent
    })
  }
}
