import { DeadlineError } from '../shared/deadline.ts'
import { UnreadableAnswerError } from './unreadable-answer.ts'

/** What became of a call to AWS, in the terms that both adapters answer in. */
export type FailureKind =
  | 'throttled'
  | 'timeout'
  | 'invalid'
  | 'missing'
  | 'conflict'
  | 'quota'
  | 'denied'
  | 'no-credentials'
  | 'bad-credentials'
  | 'bad-api-key'
  | 'no-region'
  | 'bad-endpoint'
  | 'unavailable'

/** By name, not by class: two copies of an SDK package in one process have different classes. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  RateExceededError: 'throttled',
  SlowDown: 'throttled',
  ModelTimeoutException: 'timeout',
  RequestTimeout: 'timeout',
  RequestTimeoutException: 'timeout',
  TimeoutError: 'timeout',
  ValidationException: 'invalid',
  SerializationException: 'invalid',
  ResourceNotFoundException: 'missing',
  NotFoundException: 'missing',
  NoSuchBucket: 'missing',
  ConflictException: 'conflict',
  ServiceQuotaExceededException: 'quota',
  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  CredentialsProviderError: 'no-credentials',
  TokenProviderError: 'no-credentials',
  ExpiredTokenException: 'bad-credentials',
  IncompleteSignatureException: 'bad-credentials',
  InvalidSignatureException: 'bad-credentials',
  MissingAuthenticationTokenException: 'bad-credentials',
  UnrecognizedClientException: 'bad-credentials',
  InvalidAccessKeyId: 'bad-credentials',
  SignatureDoesNotMatch: 'bad-credentials',
  ExpiredToken: 'bad-credentials',
  EndpointError: 'bad-endpoint'
}

/** The HTTP handler of the SDK calls these TimeoutError. */
const BROKEN_CONNECTION = new Set<unknown>(['ECONNRESET', 'ECONNREFUSED', 'EPIPE'])

/** What stands between may throttle as well, in words of its own. */
const TOO_MANY = 429

/** Of a bearer token that Bedrock does not know, or no longer; it answers as if a right were missing. */
const API_KEY = /api key|bearer token/i

export function failureKind (error: unknown): FailureKind {
  // Whoever was refused until the time was over was not kept waiting by a slow service.
  if (error instanceof DeadlineError) return failureKind(error.cause) === 'throttled' ? 'throttled' : 'timeout'
  if (!(error instanceof Error)) return 'unavailable'
  if (error.message === 'Region is missing') return 'no-region'
  if (error.name === 'AccessDeniedException' && API_KEY.test(error.message)) return 'bad-api-key'
  if ('code' in error && BROKEN_CONNECTION.has(error.code)) return 'unavailable'
  if (error instanceof UnreadableAnswerError && error.$metadata.httpStatusCode === TOO_MANY) return 'throttled'
  return KINDS[error.name] ?? 'unavailable'
}

/** One line for a message of ours; the error itself goes along as the cause. */
export function reasonOf (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const [line = ''] = error.message.split('\n', 1)
  return (line || error.name).slice(0, 300).replace(/\.$/, '')
}
