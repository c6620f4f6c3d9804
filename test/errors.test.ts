import createError from '@fastify/error'
import t from 'tap'
import * as errors from '../src/errors.ts'

type Coded = typeof errors.BadUserInputError

const CLASSES = Object.entries(errors).filter(
  (entry): entry is [string, Coded] => entry[0].endsWith('Error') && entry[0] !== 'isCodedError'
)

/**
 * One names a command of its own; two name another bound. Nobody may tell them apart by `instanceof`, which compares
 * codes.
 */
const KINDS_OF_OTHERS = new Set([
  'DemoMismatchError',
  'ImageShapeError',
  'ImageTooSlowError',
  'MediaTypeError',
  'MediaTooSlowError'
])

t.test('every error is coded, by a code of its own, and keeps its cause', async (t) => {
  const cause = new Error('far below')
  const made = CLASSES.map(([, Class]) => new Class('a', 'b', { cause }))

  t.ok(made.length > 30)
  t.equal(new Set(made.map(({ code }) => code)).size, made.length - KINDS_OF_OTHERS.size)
  for (const error of made) {
    t.ok(errors.isCodedError(error), error.code)
    t.equal(error.cause, cause)
    t.ok(error.statusCode! >= 400 && error.statusCode! < 600)
  }
})

t.test('a message says nothing of its own that a caller could take for a format', async (t) => {
  for (const [name, Class] of CLASSES) t.notMatch(new Class('1', '2', '3').message, /%|undefined/, name)
})

t.test('what is put into a message stays as it is', async (t) => {
  const odd = '100 % of %s and %d {x} $&'

  t.match(new errors.BadUserInputError(odd).message, odd)
  t.equal(new errors.ProductNotFoundError(odd).message, `No product has the id "${odd}".`)
})

t.test('errors of others are not coded, however alike they look', async (t) => {
  const Fastify = createError('FST_ERR_ANY', 'any', 400)
  const Mercurius = createError('MER_ERR_ANY', 'any', 400)
  const others = [
    new Fastify(),
    new Mercurius(),
    new Error('plain'),
    Object.assign(new Error('file'), { code: 'ENOENT' }),
    Object.assign(new Error('lower case'), { code: 'not_found', statusCode: 404 }),
    Object.assign(new Error('number'), { code: 11, statusCode: 500 }),
    { code: 'BAD_USER_INPUT', statusCode: 400, message: 'no error' },
    'BAD_USER_INPUT',
    null,
    undefined
  ]
  for (const other of others) t.notOk(errors.isCodedError(other), String(other))
})
