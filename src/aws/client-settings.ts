import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Config } from '../config/config.ts'
import { credentialsInTime } from './credentials-in-time.ts'
import { RetryPolicy } from './retry.ts'

export interface AwsSettings {
  /** Empty: what the SDK finds in AWS_REGION or the profile. */
  readonly region: string
  readonly maxAttempts: number
  /** The same where the service is only busy. Default: `maxAttempts`. */
  readonly maxThrottledAttempts?: number
  readonly connectTimeoutMs: number
  /** For one try, to the first byte of the answer; also the longest silence within the answer. */
  readonly requestTimeoutMs: number
  /** For one call with all its tries. */
  readonly callTimeoutMs: number
  readonly maxSockets: number
  /** Longest wait between tries. */
  readonly maxDelayMs?: number
  readonly retryBudget?: number
}

export type AwsConfig = Pick<
  Config,
  | 'AWS_MAX_ATTEMPTS'
  | 'AWS_CONNECT_TIMEOUT_MS'
  | 'AWS_REQUEST_TIMEOUT_MS'
  | 'AWS_CALL_TIMEOUT_MS'
  | 'SEARCH_TIMEOUT_MS'
>

/**
 * Who waits for calls: a shopper, who is better told soon that a service is busy; the caller of a command; or an
 * ingest, which makes so many calls that a row of failures by chance, or a minute of throttling, would end it.
 */
export type Patience = 'search' | 'command' | 'ingest'

/** Of the time of a search, so that what a service said last can still be told. */
const SHARE_OF_SEARCH = 0.8
/** Soon after throttling has ended, nobody waits any more. */
const SEARCH_DELAY_MS = 1000
/** Where 0.27 of all tries fail, one call in 10,000 uses up 7, and one in 90 million uses up 14. */
const MORE_ATTEMPTS = 2
const MORE_TIME = 4

/** The time and the tries that calls have, by who waits for them. */
export function patienceSettings (config: AwsConfig, patience: Patience) {
  const { AWS_MAX_ATTEMPTS: maxAttempts, AWS_CALL_TIMEOUT_MS: callTimeoutMs, SEARCH_TIMEOUT_MS } = config
  const common = { connectTimeoutMs: config.AWS_CONNECT_TIMEOUT_MS, requestTimeoutMs: config.AWS_REQUEST_TIMEOUT_MS }
  switch (patience) {
    case 'search':
      return {
        ...common,
        maxAttempts,
        callTimeoutMs: Math.min(callTimeoutMs, SHARE_OF_SEARCH * SEARCH_TIMEOUT_MS),
        maxDelayMs: SEARCH_DELAY_MS
      }
    case 'command':
      return { ...common, maxAttempts, callTimeoutMs }
    case 'ingest':
      return {
        ...common,
        maxAttempts: MORE_ATTEMPTS * maxAttempts,
        maxThrottledAttempts: Infinity,
        callTimeoutMs: MORE_TIME * callTimeoutMs,
        retryBudget: Infinity
      }
  }
}

/** At a speed of sending, in bytes a millisecond, that is slow for a line to AWS. */
const SLOW_LINE = 500

/** Milliseconds that sending so many bytes may take. */
export function sendingMs (bytes: number): number {
  return Math.ceil(bytes / SLOW_LINE)
}

interface LoggedClient {
  readonly middlewareStack: { remove(name: string): boolean }
}

/**
 * Takes out the SDK's log, which copies what each call sends and gets, all vectors of it, also where nobody listens.
 */
export function unlogged<Client extends LoggedClient> (client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware')
  return client
}

/**
 * What both clients are made with. Endpoints, credentials, FIPS and dual-stack stay with the SDK's own variables and
 * profile. An instance of the handler is a must: given options, the Bedrock client makes an HTTP/2 session for every
 * call.
 */
export function clientSettings (settings: AwsSettings) {
  const {
    region,
    maxAttempts,
    maxThrottledAttempts = maxAttempts,
    connectTimeoutMs,
    requestTimeoutMs,
    callTimeoutMs,
    maxSockets,
    maxDelayMs,
    retryBudget
  } = settings
  const agent = { keepAlive: true, maxSockets }
  return {
    ...(region !== '' && { region }),
    maxAttempts,
    credentialDefaultProvider: credentialsInTime,
    retryStrategy: new RetryPolicy({
      maxAttempts,
      maxThrottledAttempts,
      deadlineMs: callTimeoutMs,
      ...(maxDelayMs !== undefined && { maxDelayMs }),
      ...(retryBudget !== undefined && { budget: retryBudget })
    }),
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
