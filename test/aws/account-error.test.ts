import t from 'tap'
import { accountError } from '../../src/aws/account-error.ts'
import type { FailureKind } from '../../src/aws/failure.ts'
import { serviceError } from '../fixtures/service-error.ts'

const STORE = {
  name: 'the vector bucket "shop"',
  actions: 's3vectors:GetIndex on its ARN',
  regionSetting: 'S3_VECTORS_REGION'
}

t.test('each failure of the account has its code, names the service and carries its cause', async (t) => {
  const cause = serviceError('ExpiredTokenException', 'The security token is expired.')
  const cases: ReadonlyArray<readonly [FailureKind, code: string, message: RegExp]> = [
    ['denied', 'ACCESS_DENIED', /the use of the vector bucket "shop"\. Grant s3vectors:GetIndex on its ARN\./],
    ['no-credentials', 'CREDENTIALS_MISSING', /for the vector bucket "shop"\. Set AWS_PROFILE/],
    [
      'bad-credentials',
      'CREDENTIALS_REJECTED',
      /for the vector bucket "shop" \(ExpiredTokenException\)\. Renew them/
    ],
    ['bad-api-key', 'CREDENTIALS_REJECTED', /AWS_BEARER_TOKEN_BEDROCK.*unset it/],
    ['quota', 'QUOTA_EXCEEDED', /^the vector bucket "shop" is at a quota/],
    [
      'no-region',
      'CONFIG_INVALID',
      /no region is set for the vector bucket "shop", set S3_VECTORS_REGION or AWS_REGION/
    ],
    ['bad-endpoint', 'CONFIG_INVALID', /The security token is expired\. Unset AWS_USE_FIPS_ENDPOINT/]
  ]
  for (const [kind, code, message] of cases) t.match(accountError(kind, STORE, cause), { code, message, cause }, kind)
})

t.test('failures that lie elsewhere are left to the adapter', async (t) => {
  const elsewhere = ['throttled', 'timeout', 'invalid', 'missing', 'conflict', 'unavailable'] as const

  for (const kind of elsewhere) t.equal(accountError(kind, STORE, new Error('any')), undefined, kind)
})

t.test('a refusal that names its action is told with it, and with the resource where there is one', async (t) => {
  const denied = (message: string) =>
    accountError('denied', STORE, serviceError('AccessDeniedException', message))?.message

  t.match(
    denied(
      'User: arn:aws:iam::1:user/ann is not authorized to perform: s3vectors:PutVectors on resource: arn:aws:s3vectors:us-east-1:1:bucket/shop because no policy allows it'
    ),
    /Grant s3vectors:PutVectors on arn:aws:s3vectors:us-east-1:1:bucket\/shop\.$/
  )
  t.match(
    denied('User is not authorized to perform: s3vectors:PutVectors because no policy allows it'),
    /Grant s3vectors:PutVectors\.$/
  )
  t.match(denied('Access denied'), /Grant s3vectors:GetIndex on its ARN\.$/)
})

t.test('what is no error has no name', async (t) => {
  t.match(accountError('bad-credentials', STORE, 'expired'), { code: 'CREDENTIALS_REJECTED', message: /\(unknown\)/ })
})
