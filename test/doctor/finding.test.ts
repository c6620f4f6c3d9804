import t from 'tap'
import { Findings, troubleOf, worst, type Finding, type Level } from '../../src/doctor/finding.ts'
import { AccessDeniedError, BadUserInputError, ConfigInvalidError, IndexConflictError } from '../../src/errors.ts'

const finding = (level: Level): Finding => ({ group: 'model', check: 'text', level, detail: 'any' })

t.test('a coded error says what happened in its first sentence and what to do in the rest', async (t) => {
  t.same(troubleOf(new AccessDeniedError('the bucket', 's3vectors:GetIndex')), {
    detail: 'ACCESS_DENIED: The AWS credentials do not allow the use of the bucket.',
    advice: 'Grant s3vectors:GetIndex.'
  })
  t.same(troubleOf(new IndexConflictError('shop-256', 'dimension 255', 'dimension 256')), {
    detail: 'INDEX_CONFLICT: The index "shop-256" exists with dimension 255, asked for was dimension 256.',
    advice: 'Choose another name or delete it first.'
  })
})

t.test('full stops within a sentence do not end it', async (t) => {
  const { detail, advice } = troubleOf(
    new BadUserInputError('eu-west-1.api.aws has no index e.g. shop-256 at p50. Run it again.\nThen again.')
  )

  t.equal(detail, 'BAD_USER_INPUT: eu-west-1.api.aws has no index e.g. shop-256 at p50.')
  t.equal(advice, 'Run it again.\nThen again.')
})

t.test('a coded error of one sentence is told whole, with advice all the same', async (t) => {
  t.same(troubleOf(new ConfigInvalidError('PORT must be integer')), {
    detail: 'CONFIG_INVALID: The environment cannot be used: PORT must be integer.',
    advice: 'Put right what the message names.'
  })
  t.match(troubleOf(new BadUserInputError('no full stop')), { detail: 'BAD_USER_INPUT: no full stop' })
})

t.test('anything else is a problem to report', async (t) => {
  for (const thrown of [new TypeError('x is not a function'), 'odd', undefined]) {
    t.match(troubleOf(thrown), {
      detail: thrown instanceof Error ? 'x is not a function' : String(thrown),
      advice: /report it as a problem of Vitrine/
    })
  }
})

t.test('an attempt gives its value, or a finding and nothing', async (t) => {
  const findings = new Findings('model')

  t.equal(await findings.attempt('load', async () => 7), 7)
  t.same(findings.list, [])
  t.equal(
    await findings.attempt('text', async () => {
      throw new BadUserInputError('Too long. Shorten it.')
    }),
    undefined
  )
  t.equal(
    await findings.attempt(
      'image',
      async () => {
        throw new Error('down')
      },
      { level: 'warning', advice: 'Wait.' }
    ),
    undefined
  )
  t.same(findings.list, [
    { group: 'model', check: 'text', level: 'failed', detail: 'BAD_USER_INPUT: Too long.', advice: 'Shorten it.' },
    { group: 'model', check: 'image', level: 'warning', detail: 'down', advice: 'Wait.' }
  ])
})

t.test('findings stand in the order of looking, under their group', async (t) => {
  const findings = new Findings('store')
  findings.warn('space', { detail: '10 MB free', advice: 'Free some.' })
  findings.ok('open', '2 indexes')
  findings.fail('writable', { detail: 'no', advice: 'Change it.' })

  t.same(
    findings.list.map(({ group, check, level, advice }) => [group, check, level, advice]),
    [
      ['store', 'space', 'warning', 'Free some.'],
      ['store', 'open', 'ok', undefined],
      ['store', 'writable', 'failed', 'Change it.']
    ]
  )
})

t.test('the worst of many counts, and nothing looked at is well', async (t) => {
  t.equal(worst([]), 'ok')
  t.equal(worst([finding('ok'), finding('ok')]), 'ok')
  t.equal(worst([finding('ok'), finding('warning'), finding('ok')]), 'warning')
  t.equal(worst([finding('failed'), finding('warning')]), 'failed')
})
