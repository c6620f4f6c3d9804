import { AwsError } from './aws-error.ts'
import { etagOf } from './object-answer.ts'
import type { ObjectStore } from './object-store.ts'

interface Address {
  readonly Bucket: string
  readonly Key: string
}
interface Put extends Address {
  readonly Body?: Uint8Array
  readonly IfNoneMatch?: string
}
interface List {
  readonly Bucket: string
  readonly Prefix?: string
  readonly StartAfter?: string
  readonly ContinuationToken?: string
}

const MAX_KEYS = 1000

/** The part of Amazon S3 that is used: objects are written, once or again, read, and listed in the order of keys. */
export function objectOperations (store: ObjectStore, buckets: readonly string[]) {
  const uriOf = ({ Bucket, Key }: Address): string => {
    if (!buckets.includes(Bucket)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist')
    return `s3://${Bucket}/${Key}`
  }
  const bodyOf = (address: Address, missing: string): Uint8Array => {
    const body = store.get(uriOf(address))
    if (body === undefined) throw new AwsError(missing, 'The specified key does not exist.')
    return body
  }
  return {
    PutObject: ({ Bucket, Key, Body = new Uint8Array(), IfNoneMatch }: Put) => {
      const uri = uriOf({ Bucket, Key })
      // The only value that S3 takes here.
      if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
        throw new AwsError('InvalidRequest', 'If-None-Match takes * only')
      }
      if (IfNoneMatch === '*' && store.get(uri) !== undefined) {
        throw new AwsError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold'
        )
      }
      store.put(uri, Body)
      return { ETag: etagOf(Body) }
    },
    GetObject: (address: Address) => {
      const body = bodyOf(address, 'NoSuchKey')
      return { Body: body, ETag: etagOf(body) }
    },
    HeadObject: (address: Address) => {
      const body = bodyOf(address, 'NotFound')
      return { ContentLength: body.length, ETag: etagOf(body) }
    },
    ListObjectsV2: ({ Bucket, Prefix = '', StartAfter = '', ContinuationToken }: List) => {
      const after = ContinuationToken ?? StartAfter
      const bucket = uriOf({ Bucket, Key: '' })
      const found = store
        .keys()
        .filter((uri) => uri.startsWith(bucket))
        .map((uri) => uri.slice(bucket.length))
        .filter((key) => key.startsWith(Prefix) && key > after)
        .sort()
      const page = found.slice(0, MAX_KEYS)
      const isTruncated = found.length > page.length
      return {
        Name: Bucket,
        Prefix,
        MaxKeys: MAX_KEYS,
        KeyCount: page.length,
        IsTruncated: isTruncated,
        ...(isTruncated && { NextContinuationToken: page.at(-1)! }),
        Contents: page.map((key) => {
          const body = store.get(bucket + key)!
          return { Key: key, Size: body.length, ETag: etagOf(body) }
        })
      }
    }
  }
}
