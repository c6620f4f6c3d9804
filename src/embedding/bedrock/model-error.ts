import { accountError } from '../../aws/account-error.ts'
import { failureKind, reasonOf } from '../../aws/failure.ts'
import {
  AccessDeniedError,
  ConfigInvalidError,
  isCodedError,
  ModelNotEnabledError,
  ModelRejectedInputError,
  ModelThrottledError,
  ModelTimeoutError,
  ModelUnavailableError
} from '../../errors.ts'
import { HOME_REGION, MODEL_ID } from './nova.ts'

const BEDROCK = {
  name: `the model ${MODEL_ID}`,
  actions: 'bedrock:InvokeModel on its ARN',
  regionSetting: 'BEDROCK_REGION'
}

/** In the words of AWS, which has no error name for either. */
const NEEDS_PROFILE = /on-demand throughput|inference profile/i
const NO_ACCESS = /access to the model|model access|aws-marketplace/i
const NO_PROFILE_NEEDED = `in this region it is called through an inference profile only. Set BEDROCK_REGION=${HOME_REGION}, where it needs none`
const REQUEST_ACCESS =
  'access to it has not been granted. Request it in the Amazon Bedrock console under "Model access", in the region of BEDROCK_REGION, and wait some minutes'

/** The same of what goes through the bucket, whose own failures have names of their own. */
export function toMediaError (cause: unknown, bucket: string): Error {
  if (isCodedError(cause)) return cause
  const { name = '', $metadata } = cause as { name?: string; $metadata?: { httpStatusCode?: number } }
  if (name === 'NoSuchBucket') {
    return new ConfigInvalidError(`MEDIA_BUCKET names ${bucket}, which does not exist; make it in BEDROCK_REGION`, { cause })
  }
  const isDenied = name === 'AccessDenied' || $metadata?.httpStatusCode === 403
  if (isDenied && failureKind(cause) === 'unavailable') {
    const actions = `s3:PutObject and s3:GetObject on arn:aws:s3:::${bucket}/vitrine/*`
    return new AccessDeniedError(`the bucket ${bucket}`, actions, { cause })
  }
  return toModelError(cause)
}

/** The coded error that stands for a failed call to the model; `isRefusing`: the service refuses others, too. */
export function toModelError (cause: unknown, isRefusing = false): Error {
  if (isCodedError(cause)) return cause
  const kind = failureKind(cause)
  const reason = reasonOf(cause)
  switch (kind) {
    case 'throttled':
      return new ModelThrottledError(MODEL_ID, { cause })
    case 'timeout':
      return isRefusing
        ? new ModelThrottledError(MODEL_ID, { cause })
        : new ModelTimeoutError(MODEL_ID, reason, { cause })
    case 'invalid':
      if (NEEDS_PROFILE.test(reason)) return new ModelNotEnabledError(MODEL_ID, NO_PROFILE_NEEDED, { cause })
      // A region without the model answers as if the id were wrong.
      return /model identifier is invalid/i.test(reason)
        ? new ModelUnavailableError(MODEL_ID, `the region does not offer it, set BEDROCK_REGION=${HOME_REGION}`, {
          cause
        })
        : new ModelRejectedInputError(MODEL_ID, reason, { cause })
    case 'denied':
      if (NO_ACCESS.test(reason)) return new ModelNotEnabledError(MODEL_ID, REQUEST_ACCESS, { cause })
      return accountError(kind, BEDROCK, cause) ?? new ModelUnavailableError(MODEL_ID, reason, { cause })
    default:
      return accountError(kind, BEDROCK, cause) ?? new ModelUnavailableError(MODEL_ID, reason, { cause })
  }
}
