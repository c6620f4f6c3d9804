import { accountError } from '../../aws/account-error.ts'
import { failureKind, reasonOf } from '../../aws/failure.ts'
import { isCodedError, ModelRejectedInputError, ModelThrottledError, ModelTimeoutError, ModelUnavailableError } from '../../errors.ts'
import { HOME_REGION, MODEL_ID } from './nova.ts'

const BEDROCK = { name: `the model ${MODEL_ID}`, actions: 'bedrock:InvokeModel on its ARN', regionSetting: 'BEDROCK_REGION' }

/** The coded error that stands for a failed call to the model. */
export function toModelError (cause: unknown): Error {
  if (isCodedError(cause)) return cause
  const kind = failureKind(cause)
  const reason = reasonOf(cause)
  switch (kind) {
    case 'throttled': return new ModelThrottledError(MODEL_ID, { cause })
    case 'timeout': return new ModelTimeoutError(MODEL_ID, reason, { cause })
    case 'invalid':
      // A region without the model answers as if the id were wrong.
      return /model identifier is invalid/i.test(reason)
        ? new ModelUnavailableError(MODEL_ID, `the region does not offer it, set BEDROCK_REGION=${HOME_REGION}`, { cause })
        : new ModelRejectedInputError(MODEL_ID, reason, { cause })
    default: return accountError(kind, BEDROCK, cause) ?? new ModelUnavailableError(MODEL_ID, reason, { cause })
  }
}
