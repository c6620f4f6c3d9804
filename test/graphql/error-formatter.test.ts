import type { FastifyBaseLogger } from 'fastify'
import { GraphQLError } from 'graphql'
import t from 'tap'
import {
  BadUserInputError,
  ModelUnavailableError,
  ReviewLogDamagedError,
  StoreDamagedError,
  StoreTimeoutError,
  StoreUnavailableError
} from '../../src/errors.ts'
import { ClientGoneError } from '../../src/graphql/context.ts'
import { formatErrors } from '../../src/graphql/error-formatter.ts'

interface Line {
  readonly level: string
  readonly fields: Record<string, unknown>
  readonly message: string
}

/** The answer and what the log says of it. */
function formatted (
  errors: readonly GraphQLError[],
  rest: { data?: Record<string, unknown> | null; extensions?: Record<string, unknown> } = {}
) {
  const lines: Line[] = []
  const write = (level: string) => (fields: Record<string, unknown>, message: string) =>
    lines.push({ level, fields, message })
  const log = { error: write('error'), info: write('info'), debug: write('debug') } as unknown as FastifyBaseLogger
  return { ...formatErrors({ errors, ...rest }, { log }), lines }
}

const wrapped = (originalError: Error, path = ['search']) =>
  new GraphQLError(originalError.message, { originalError, path })

t.test('an error of ours keeps code, message, place and status', async (t) => {
  const { statusCode, response, lines } = formatted([wrapped(new StoreTimeoutError('products-64', 'after 3 s'))])

  t.equal(statusCode, 504)
  t.same(response, {
    data: null,
    errors: [
      {
        message: 'The vector store products-64 did not answer in time: after 3 s. Retry.',
        path: ['search'],
        extensions: { code: 'STORE_TIMEOUT' }
      }
    ]
  })
  t.match(lines, [{ level: 'debug', fields: { code: 'STORE_TIMEOUT', path: ['search'] } }])
})

t.test('a problem says nothing of itself to callers, and everything to the log', async (t) => {
  const problem = new TypeError('x of /etc/secret is undefined')

  for (const error of [wrapped(problem), new GraphQLError(problem.message, { originalError: problem })]) {
    const { statusCode, response, lines } = formatted([error])
    t.equal(statusCode, 500)
    t.match(response.errors, [
      { message: /^Something went wrong on our side/, extensions: { code: 'INTERNAL_SERVER_ERROR' } }
    ])
    t.notMatch(JSON.stringify(response), /secret/)
    t.match(lines, [{ level: 'error', fields: { err: problem } }])
  }
})

t.test('paths of this machine are for the log alone', async (t) => {
  const errors = [
    new StoreDamagedError('/srv/shop data/lancedb/x.lance', 'EOF'),
    new ReviewLogDamagedError('data/secret/products.jsonl', 'line 2'),
    new StoreUnavailableError('process 7 is writing to it (/srv/secret/x.lock)'),
    new ModelUnavailableError('clip', "'/srv/secret/model.onnx' is not there")
  ]
  for (const error of errors) {
    const { response, lines } = formatted([wrapped(error)])
    t.notMatch(JSON.stringify(response), /srv|secret|lance|jsonl/)
    t.match(response.errors, [{ message: /\.$/, extensions: { code: error.code } }])
    t.match(lines, [{ level: 'error', message: error.message }])
  }
  t.match(
    formatted([wrapped(new StoreUnavailableError('https://s3vectors.eu-west-1.amazonaws.com/x refuses'))]).response
      .errors,
    [{ message: /amazonaws\.com\/x/ }]
  )
})

t.test('a client that goes away is no problem', async (t) => {
  const { lines } = formatted([wrapped(new ClientGoneError())])

  t.match(lines, [{ level: 'info', fields: { path: ['search'] }, message: 'the client went away' }])
  t.equal(lines.length, 1)
})

t.test('codes of libraries are none of ours', async (t) => {
  for (const code of ['FST_ERR_X', 'MER_ERR_GQL_X', 'lower_case', 'A']) {
    const { response } = formatted([wrapped(Object.assign(new Error('secret'), { code, statusCode: 400 }))])
    t.match(response.errors, [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }], code)
  }
  t.match(
    formatted([wrapped(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))]).response.errors,
    [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    'without a status'
  )
})

t.test('what GraphQL itself finds is told apart by kind: syntax, variables, anything else', async (t) => {
  const scalar = new GraphQLError('String cannot represent a non string value: 7')
  const cases: ReadonlyArray<readonly [GraphQLError, string]> = [
    [new GraphQLError('Syntax Error: Unexpected <EOF>.'), 'GRAPHQL_PARSE_FAILED'],
    [new GraphQLError('Variable "$a" of required type "Int!" was not provided.'), 'BAD_USER_INPUT'],
    [
      new GraphQLError(`Variable "$a" got invalid value 7; ${scalar.message}`, { originalError: scalar }),
      'BAD_USER_INPUT'
    ],
    [new GraphQLError('Cannot query field "a" on type "Query".'), 'GRAPHQL_VALIDATION_FAILED'],
    [new GraphQLError('stated', { extensions: { code: 'BAD_USER_INPUT' }, path: ['search'] }), 'BAD_USER_INPUT'],
    [
      new GraphQLError('Int cannot represent non-integer value', { originalError: scalar, path: ['search', 'topK'] }),
      'INTERNAL_SERVER_ERROR'
    ]
  ]

  for (const [error, code] of cases) {
    const { response, statusCode } = formatted([error])
    t.match(response.errors, [{ extensions: { code } }], error.message)
    t.equal(statusCode, code === 'INTERNAL_SERVER_ERROR' ? 500 : 400, error.message)
  }
})

t.test('errors that came as one are told one by one', async (t) => {
  const many = Object.assign(new Error('validation'), {
    errors: [new GraphQLError('Unknown argument "a".'), new GraphQLError('Unknown argument "b".')]
  })

  const { response, lines } = formatted([wrapped(many)])

  t.same(
    response.errors?.map(({ message }) => message),
    ['Unknown argument "a".', 'Unknown argument "b".']
  )
  t.equal(lines.length, 2)
})

t.test('an answer with some data is an answer; without, the first error sets the status', async (t) => {
  const errors = [wrapped(new BadUserInputError('no')), wrapped(new Error('problem'))]

  t.match(formatted(errors, { data: { a: 1, b: null }, extensions: { timings: {} } }), {
    statusCode: 200,
    response: { data: { a: 1, b: null }, extensions: { timings: {} } }
  })
  t.match(formatted(errors, { data: null }), { statusCode: 400, response: { data: null } })
  t.match(formatted(errors.toReversed()), { statusCode: 500 })
  t.notOk('extensions' in formatted(errors).response)
})

t.test('a long message is cut, in answer and log', async (t) => {
  const cut = (length: number) => formatted([new GraphQLError('ü'.repeat(length))]).response.errors![0]!.message

  t.equal(cut(500), 'ü'.repeat(500))
  t.equal(cut(501), `${'ü'.repeat(500)}…`)
  t.equal(formatted([wrapped(new BadUserInputError('x'.repeat(900)))]).lines[0]!.message.length, 501)
})
