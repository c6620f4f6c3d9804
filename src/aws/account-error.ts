import { AccessDeniedError, ConfigInvalidError, CredentialsMissingError, CredentialsRejectedError, QuotaExceededError } from '../errors.ts'
import type { FailureKind } from './failure.ts'

export interface Service {
  readonly name: string
  /** IAM actions that the adapter needs. */
  readonly actions: string
  readonly regionSetting: string
}

/** The coded error of a failure that lies in the account or its settings, the same for every service; else undefined. */
export function accountError (kind: FailureKind, { name, actions, regionSetting }: Service, cause: unknown): Error | undefined {
  switch (kind) {
    case 'denied': return new AccessDeniedError(name, actions, { cause })
    case 'no-credentials': return new CredentialsMissingError(name, { cause })
    case 'bad-credentials': return new CredentialsRejectedError(name, cause instanceof Error ? cause.name : 'unknown', { cause })
    case 'quota': return new QuotaExceededError(name, { cause })
    case 'no-region': return new ConfigInvalidError(`no region is set for ${name}, set ${regionSetting} or AWS_REGION`, { cause })
    default: return undefined
  }
}
