import createError from '@fastify/error'

// Every failure that a caller can do something about: code, what happened and what to do, HTTP status.
// docs/errors.md is made from this file.

// The question
export const BadUserInputError = createError('BAD_USER_INPUT', '%s', 400)
export const MethodNotAllowedError = createError(
  'METHOD_NOT_ALLOWED',
  'GraphQL is asked by POST, queries also by GET; got %s.',
  405
)
export const TextTooLongError = createError(
  'TEXT_TOO_LONG',
  'The text has %s characters; at most %s are read. Shorten it.',
  400
)
export const DimensionUnsupportedError = createError(
  'DIMENSION_UNSUPPORTED',
  'The model %s gives no dimension %s here. Ask for one of: %s.',
  400
)
export const DimensionNotIndexedError = createError(
  'DIMENSION_NOT_INDEXED',
  'The catalogue is not indexed at dimension %s. Ask for one of: %s, or add it to DIMENSIONS and ingest again.',
  400
)
export const InvalidCursorError = createError(
  'INVALID_CURSOR',
  'The cursor %s. Ask for the first page again, without `after`.',
  400
)
export const FilterInvalidError = createError('FILTER_INVALID', 'The filter cannot be used: %s.', 400)
export const ProductNotFoundError = createError('PRODUCT_NOT_FOUND', 'No product has the id "%s".', 404)
export const NotListedError = createError(
  'CATALOGUE_NOT_LISTED',
  'This service keeps no list of its products, so it cannot %s. Search by `text`, `imageUpload` or `like`; whoever runs it can set LISTED_PRODUCTS.',
  501
)
export const QueryCostExceededError = createError(
  'QUERY_COST_EXCEEDED',
  'The operation asks for %s; at most %s are answered in one. Split it, or ask for less.',
  400
)
export const PersistedQueryNotFoundError = createError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 400)
export const PersistedQueryNotSupportedError = createError(
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PersistedQueryNotSupported',
  400
)
export const ContentEncodingUnsupportedError = createError(
  'CONTENT_ENCODING_UNSUPPORTED',
  'The content encoding %s is not read here. Send the body as it is, or a JSON body as gzip.',
  415
)

// Who asks
export const UnauthenticatedError = createError(
  'UNAUTHENTICATED',
  'This asks for an API key with the scope "%s": %s. Send it as `Authorization: Bearer <key>`; make one with: vitrine key <name> --scope %s',
  401
)
export const ForbiddenError = createError('FORBIDDEN', '%s', 403)
export const RateLimitedError = createError(
  'RATE_LIMITED',
  'You have used the %s points that you have a minute. Retry in %s s.',
  429
)

// Uploads
export const RegionInvalidError = createError('REGION_INVALID', 'The `region` %s.', 400)
export const PhotoExpiredError = createError(
  'PHOTO_EXPIRED',
  'The photo given as `photo` %s. Send it again as `imageUpload`; the answer then has a new handle in `query.photo`.',
  410
)
export const UnsupportedMediaTypeError = createError(
  'UNSUPPORTED_MEDIA_TYPE',
  'The file is %s. Send a JPEG, PNG, WebP, GIF or AVIF image.',
  415
)
export const ImageUnreadableError = createError(
  'IMAGE_UNREADABLE',
  'The image cannot be read: %s. Save it again as JPEG or PNG and retry.',
  400
)
export const ImageTooLargeError = createError(
  'IMAGE_TOO_LARGE',
  'The image has %s pixels; at most %s are decoded. Send a smaller one.',
  413
)
export const ImageShapeError = createError(
  'IMAGE_TOO_LARGE',
  'The image has %s pixels; at most %s are read on a side, and at most %s times as many on one side as on the other. Crop it, or send a smaller one.',
  413
)
export const ImageTooSlowError = createError(
  'IMAGE_TOO_LARGE',
  'The image could not be decoded within %s s. Send a smaller one.',
  413
)
export const MediaTypeError = createError('UNSUPPORTED_MEDIA_TYPE', 'The file is %s. Send %s.', 415)
export const MediaUnreadableError = createError('MEDIA_UNREADABLE', 'The %s cannot be read: %s.', 400)
export const MediaTooLargeError = createError(
  'MEDIA_TOO_LARGE',
  'The %s has %s; at most %s are read. Send a shorter one.',
  413
)
export const MediaTooSlowError = createError(
  'MEDIA_TOO_LARGE',
  'The %s could not be decoded within %s s. Send a shorter or smaller one.',
  413
)
export const ModalityUnsupportedError = createError(
  'MODALITY_UNSUPPORTED',
  'The model %s reads no %s here: %s.',
  400
)
export const PayloadTooLargeError = createError(
  'PAYLOAD_TOO_LARGE',
  '%s is larger than %s bytes. Send a smaller one.',
  413
)
export const UploadInvalidError = createError(
  'UPLOAD_INVALID',
  'The upload does not follow the GraphQL multipart request specification: %s.',
  400
)
export const UploadTimeoutError = createError(
  'UPLOAD_TIMEOUT',
  'The upload did not arrive within %s ms. Send it again.',
  408
)

// The service
export const ServerBusyError = createError('SERVER_BUSY', 'The service is at its limit: %s. Retry in %s s.', 503)
export const TimeoutError = createError('TIMEOUT', 'The search took longer than %s ms. Retry, or ask for less.', 504)
export const CatalogueEmptyError = createError(
  'CATALOGUE_EMPTY',
  'The catalogue "%s" holds no products yet. Run: vitrine ingest <file>',
  503
)
export const ModelMismatchError = createError(
  'MODEL_MISMATCH',
  'The catalogue "%s" was ingested with %s, the service runs %s. Re-embed it with: vitrine ingest <file> --recreate',
  500
)
export const DemoMismatchError = createError(
  'MODEL_MISMATCH',
  'What is stored was ingested with another model than the demo runs. Delete it and ingest the demo anew with: vitrine demo --recreate',
  500
)
export const ModelUnavailableError = createError('MODEL_UNAVAILABLE', 'The model %s cannot be used: %s.', 503)
export const ModelThrottledError = createError(
  'MODEL_THROTTLED',
  'The model %s is over its quota of the AWS account. Retry in a few seconds; for lasting load raise its tokens a minute in AWS Service Quotas.',
  503
)
export const ModelTimeoutError = createError('MODEL_TIMEOUT', 'The model %s did not answer in time: %s. Retry.', 504)
export const ModelNotEnabledError = createError(
  'MODEL_NOT_ENABLED',
  'The AWS account cannot use the model %s: %s.',
  500
)
export const ModelRejectedInputError = createError('MODEL_REJECTED_INPUT', 'The model %s refuses the input: %s.', 400)
export const ModelAnswerInvalidError = createError(
  'MODEL_ANSWER_INVALID',
  'The model %s gave an answer that cannot be used: %s.',
  502
)

export const MediaJobFailedError = createError(
  'MEDIA_JOB_FAILED',
  'The model %s could not embed %s: %s. Ingest again to try it once more.',
  502
)

// The store
export const IndexConflictError = createError(
  'INDEX_CONFLICT',
  'The index "%s" exists with %s, asked for was %s. Choose another name or delete it first.',
  409
)
export const RecordInvalidError = createError('RECORD_INVALID', 'The record "%s" cannot be stored: %s.', 400)
export const StoreUnavailableError = createError('STORE_UNAVAILABLE', 'The vector store cannot be used: %s.', 503)
/**
 * A code of its own: `instanceof` compares codes, and the catalogue mends this one alone by opening the index again.
 */
export const IndexGoneError = createError(
  'INDEX_GONE',
  'The index "%s" has been deleted since it was opened. Retry.',
  503
)
export const StoreThrottledError = createError(
  'STORE_THROTTLED',
  'The vector store %s is over its request rate. Retry in a few seconds.',
  503
)
export const StoreTimeoutError = createError(
  'STORE_TIMEOUT',
  'The vector store %s did not answer in time: %s. Retry.',
  504
)
export const StoreDamagedError = createError(
  'STORE_DAMAGED',
  'The data in %s cannot be read: %s. Move the folder away and ingest again.',
  500
)
export const StoreFullError = createError(
  'STORE_FULL',
  'The vector store has no room left: %s. Free space there or give it a larger disk, then run the same command again.',
  507
)
export const DatabaseUnpreparedError = createError(
  'DATABASE_UNPREPARED',
  'The database is not ready for this service: %s. %s.',
  503
)
export const DatabaseRefusedError = createError('DATABASE_REFUSED', 'PostgreSQL refuses the service: %s. %s.', 500)

// The AWS account
export const CredentialsMissingError = createError(
  'CREDENTIALS_MISSING',
  'No AWS credentials were found for %s. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role.',
  500
)
export const CredentialsRejectedError = createError(
  'CREDENTIALS_REJECTED',
  'AWS refuses the credentials for %s (%s). Renew them, and check the clock of this machine.',
  500
)
export const AccessDeniedError = createError(
  'ACCESS_DENIED',
  'The AWS credentials do not allow the use of %s. Grant %s.',
  500
)
export const QuotaExceededError = createError(
  'QUOTA_EXCEEDED',
  '%s is at a quota of the AWS account. Raise it in AWS Service Quotas.',
  507
)

// Starting and commands
export const ConfigInvalidError = createError('CONFIG_INVALID', 'The environment cannot be used: %s.', 500)
export const DataDirUnusableError = createError(
  'DATA_DIR_UNUSABLE',
  'The folder %s (DATA_DIR) cannot be written: %s. Free space there, change its owner, or set DATA_DIR to another folder.',
  500
)
export const PortInUseError = createError(
  'PORT_IN_USE',
  'Port %s is in use. Stop the other program or set PORT.',
  500
)
export const CatalogueFileError = createError(
  'CATALOGUE_FILE_INVALID',
  'The catalogue file %s cannot be used: %s.',
  400
)
export const DeletionRefusedError = createError(
  'DELETION_REFUSED',
  '%s: putting it in its place would delete more than the %s percent that DELETE_LIMIT_PERCENT allows. Nothing was changed. Check the file, or run again with --yes.',
  409
)
export const ProductInvalidError = createError('PRODUCT_INVALID', 'The product cannot be used: %s.', 400)
export const VariantNotFoundError = createError('VARIANT_NOT_FOUND', 'The product "%s" has no variant "%s".', 404)
export const MediaFetchError = createError('MEDIA_FETCH_FAILED', 'The file %s cannot be fetched: %s.', 400)
export const ImageFetchError = createError('IMAGE_FETCH_FAILED', 'The image %s cannot be fetched: %s.', 400)

// Tagging
export const TaxonomyInvalidError = createError('TAXONOMY_INVALID', 'The taxonomy %s cannot be used: %s.', 500)
export const TaxonomyNotFoundError = createError('TAXONOMY_NOT_FOUND', 'There is no taxonomy "%s". Known: %s.', 404)
export const TaggingProfileInvalidError = createError(
  'TAGGING_PROFILE_INVALID',
  'The learned tagging file %s cannot be used: %s. Write it again with: vitrine tag --fit <labelled.jsonl>',
  500
)
export const ReviewLogDamagedError = createError(
  'REVIEW_LOG_DAMAGED',
  'The review log %s cannot be read: %s. Mend or remove that line.',
  500
)

/** A failure with a code of ours, as opposed to a problem that callers only see masked. */
export type CodedError = Error & { readonly code: string; readonly statusCode: number }

export function isCodedError (error: unknown): error is CodedError {
  return (
    error instanceof Error &&
    'code' in error &&
    'statusCode' in error &&
    typeof error.code === 'string' &&
    /^[A-Z][A-Z_]+$/.test(error.code) &&
    !error.code.startsWith('FST_') &&
    !error.code.startsWith('MER_')
  )
}
