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

/** The part of Amazon S3 that is used: objects are written, also only where there is none, read, and listed by key. */
export function objectOperations (objects: ObjectStore, buckets?: readonly string[]) {
  const assertBucket = (name: string) => {
    if (buckets?.includes(name) === false) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist')
  }
  const find = ({ Bucket, Key }: Address): Uint8Array => {
    assertBucket(Bucket)
    const body = objects.get(uriOf(Bucket, Key))
    if (body === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.')
    return body
  }
  return {
    PutObject: ({ Bucket, Key, Body = new Uint8Array(), IfNoneMatch }: Put) => {
      assertBucket(Bucket)
      // The only value that S3 takes here.
      if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
        throw new AwsError('InvalidRequest', 'If-None-Match takes * only')
      }
      if (IfNoneMatch === '*' && objects.get(uriOf(Bucket, Key)) !== undefined) {
        throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
      }
      objects.put(uriOf(Bucket, Key), Uint8Array.from(Body))
      return { ETag: etagOf(Body) }
    },
    GetObject: (address: Address) => {
      const body = find(address)
      return { Body: body, ETag: etagOf(body) }
    },
    HeadObject: (address: Address) => {
      const body = find(address)
      return { ContentLength: body.length, ETag: etagOf(body) }
    },
    ListObjectsV2: (asked: List) => {
      assertBucket(asked.Bucket)
      return pageOf(objects, asked)
    }
  }
}

function pageOf (objects: ObjectStore, { Bucket, Prefix = '', StartAfter = '', ContinuationToken }: List) {
  const after = ContinuationToken ?? StartAfter
  const root = uriOf(Bucket, '')
  const found = objects
    .keys()
    .filter((uri) => uri.startsWith(root + Prefix))
    .map((uri) => uri.slice(root.length))
    .filter((key) => key > after)
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
      const body = objects.get(uriOf(Bucket, key))!
      return { Key: key, Size: body.length, ETag: etagOf(body) }
    })
  }
}

function uriOf (bucket: string, key: string): string {
  return `s3://${bucket}/${key}`
}
