import t from 'tap'
import { DeadlineError } from '../../src/shared/deadline.ts'
import { failureKind, reasonOf, type FailureKind } from '../../src/aws/failure.ts'
import { serviceError } from '../fixtures/service-error.ts'

t.test('failures are told apart by name, of whichever copy of the SDK they are', async (t) => {
  const names: ReadonlyArray<readonly [FailureKind, ...names: string[]]> = [
    ['throttled', 'ThrottlingException', 'TooManyRequestsException'],
    ['timeout', 'ModelTimeoutException', 'RequestTimeoutException', 'TimeoutError'],
    ['invalid', 'ValidationException', 'SerializationException'],
    ['missing', 'ResourceNotFoundException', 'NotFoundException'],
    ['conflict', 'ConflictException'],
    ['quota', 'ServiceQuotaExceededException'],
    ['denied', 'AccessDeniedException'],
    ['no-credentials', 'CredentialsProviderError', 'TokenProviderError'],
    [
      'bad-credentials',
      'ExpiredTokenException',
      'IncompleteSignatureException',
      'InvalidSignatureException',
      'MissingAuthenticationTokenException',
      'UnrecognizedClientException'
    ],
    ['bad-endpoint', 'EndpointError'],
    ['unavailable', 'InternalServerException', 'ServiceUnavailableException', 'ModelNotReadyException', 'Error']
  ]
  for (const [kind, ...rest] of names) {
    for (const name of rest) t.equal(failureKind(serviceError(name, 'went wrong')), kind, name)
  }
})

t.test(
  'a call that ran out of time is a time-out, a broken connection is not, though the SDK calls it one',
  async (t) => {
    t.equal(failureKind(new DeadlineError(100)), 'timeout')
    for (const code of ['ECONNRESET', 'ECONNREFUSED', 'EPIPE']) {
      t.equal(failureKind(serviceError('TimeoutError', 'socket hang up', { code })), 'unavailable', code)
    }
    t.equal(failureKind(serviceError('TimeoutError', 'timed out', { code: 'ETIMEDOUT' })), 'timeout')
  }
)

t.test('a stale API key is told from a missing right, which AWS calls by the same name', async (t) => {
  t.equal(
    failureKind(
      serviceError('AccessDeniedException', 'Authentication failed: Please make sure your API Key is valid.')
    ),
    'bad-api-key'
  )
  t.equal(failureKind(serviceError('AccessDeniedException', 'Bearer Token has expired')), 'bad-api-key')
  t.equal(
    failureKind(serviceError('AccessDeniedException', 'not authorized to perform: bedrock:InvokeModel')),
    'denied'
  )
})

t.test('a missing region is known by the words of the SDK alone', async (t) => {
  t.equal(failureKind(new Error('Region is missing')), 'no-region')
  t.equal(failureKind(new Error('Region is odd')), 'unavailable')
})

t.test('what is no error is a failure all the same', async (t) => {
  for (const thrown of ['down', undefined, null, 7, { name: 'ThrottlingException' }]) {
    t.equal(failureKind(thrown), 'unavailable', String(thrown))
  }
})

t.test('a reason is one short line without its full stop', async (t) => {
  t.equal(reasonOf(new Error('The bucket is gone.\n    at somewhere')), 'The bucket is gone')
  t.equal(reasonOf(new Error('wait...')), 'wait..')
  t.equal(
    reasonOf(serviceError('ModelNotReadyException')),
    'ModelNotReadyException',
    'the name where there are no words'
  )
  t.equal(reasonOf(new Error('\nsecond line')), 'Error')
  t.equal(reasonOf(new Error('x'.repeat(301))).length, 300)
  t.equal(reasonOf('down'), 'down')
  t.equal(reasonOf(undefined), 'undefined')
})
