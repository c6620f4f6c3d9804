import {
  AccessDeniedError,
  ConfigInvalidError,
  CredentialsMissingError,
  CredentialsRejectedError,
  QuotaExceededError
} from '../errors.ts'
import { MetadataSilentError } from './credentials-in-time.ts'
import { reasonOf, type FailureKind } from './failure.ts'

export interface Service {
  readonly name: string
  /** IAM actions that the adapter needs, for a refusal that does not name the one. */
  readonly actions: string
  readonly regionSetting: string
}

/**
 * The coded error of a failure that lies in the account or its settings, the same for every service; else undefined.
 */
export function accountError (
  kind: FailureKind,
  { name, actions, regionSetting }: Service,
  cause: unknown
): Error | undefined {
  switch (kind) {
    case 'denied':
      return new AccessDeniedError(name, deniedAction(cause) ?? actions, { cause })
    case 'no-credentials':
      return new CredentialsMissingError(
        cause instanceof MetadataSilentError ? `${name}, since ${cause.message}` : name,
        { cause }
      )
    case 'bad-credentials':
      return new CredentialsRejectedError(name, cause instanceof Error ? cause.name : 'unknown', { cause })
    case 'bad-api-key':
      return new CredentialsRejectedError(
        name,
        'the API key of AWS_BEARER_TOKEN_BEDROCK, which goes before all other credentials: unset it if they are meant',
        { cause }
      )
    case 'quota':
      return new QuotaExceededError(name, { cause })
    case 'no-region':
      return new ConfigInvalidError(`no region is set for ${name}, set ${regionSetting} or AWS_REGION`, { cause })
    case 'bad-endpoint':
      return new ConfigInvalidError(
        `there is no endpoint for ${name}: ${reasonOf(cause)}. Unset AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, or else AWS_ENDPOINT_URL and its like, in environment and profile`,
        { cause }
      )
    default:
      return undefined
  }
}

/** The action that AWS names, with its resource. */
function deniedAction (cause: unknown): string | undefined {
  const [, action, resource] =
    /not authorized to perform: ([\w:]+)(?: on resource: (\S+))?/.exec(reasonOf(cause)) ?? []
  return action && resource ? `${action} on ${resource}` : action
}
