// Limits of Amazon S3 Vectors on one call and one index.
export const MAX_PUT_VECTORS = 500
export const MAX_DELETE_KEYS = 500
export const MAX_GET_KEYS = 100
export const MAX_BODY_BYTES = 20_971_520
/** Vectors put or deleted a second; above it the service throttles every writer of the index. */
export const VECTORS_PER_SECOND = 2500
/** Calls of PutVectors and DeleteVectors a second. */
export const WRITES_PER_SECOND = 1000
export const LIST_PAGE = 500
/** Parts of a listing read side by side, a page of each in memory: at most 16. */
export const LIST_SEGMENTS = 4
/** Calls that one operation has in flight. */
export const CONCURRENCY = 4
