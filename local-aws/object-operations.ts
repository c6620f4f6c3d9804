import { AwsError } from './aws-error.ts'
import { etagOf } from './object-answer.ts'

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

type Objects = Map<string, Uint8Array>

const MAX_KEYS = 1000

/** The part of Amazon S3 that reviews use: objects that are written once, read, and listed in the order of their keys. */
export function objectOperations (names: readonly string[]) {
  const buckets = new Map(names.map((name): [string, Objects] => [name, new Map<string, Uint8Array>()]))
  const objectsOf = (name: string): Objects => {
    const objects = buckets.get(name)
    if (objects === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist')
    return objects
  }
  return {
    PutObject: ({ Bucket, Key, Body = new Uint8Array(), IfNoneMatch }: Put) => {
      const objects = objectsOf(Bucket)
      // The only value that S3 takes here.
      if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
        throw new AwsError('InvalidRequest', 'If-None-Match takes * only')
      }
      if (IfNoneMatch === '*' && objects.has(Key)) {
        throw new AwsError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold'
        )
      }
      objects.set(Key, Uint8Array.from(Body))
      return { ETag: etagOf(Body) }
    },
    GetObject: ({ Bucket, Key }: Address) => {
      const body = objectsOf(Bucket).get(Key)
      if (body === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.')
      return { Body: body, ETag: etagOf(body) }
    },
    ListObjectsV2: ({ Bucket, Prefix = '', StartAfter = '', ContinuationToken }: List) => {
      const after = ContinuationToken ?? StartAfter
      const found = [...objectsOf(Bucket)]
        .filter(([key]) => key.startsWith(Prefix) && key > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
      const page = found.slice(0, MAX_KEYS)
      const isTruncated = found.length > page.length
      return {
        Name: Bucket,
        Prefix,
        MaxKeys: MAX_KEYS,
        KeyCount: page.length,
        IsTruncated: isTruncated,
        ...(isTruncated && { NextContinuationToken: page.at(-1)![0] }),
        Contents: page.map(([key, body]) => ({ Key: key, Size: body.length, ETag: etagOf(body) }))
      }
    }
  }
}
