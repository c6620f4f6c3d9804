import t from 'tap'
import type { WireExchange } from '../../src/aws/wire-watch.ts'
import { checkWire } from '../../src/doctor/wire.ts'

function exchange (more: Partial<WireExchange> = {}): WireExchange {
  return { service: 's3vectors', region: 'us-east-1', endpoint: 'https://vectors.test', skewMs: 0, ...more }
}

const clock = (...skews: ReadonlyArray<number | undefined>) =>
  checkWire(skews.map((skewMs) => exchange({ skewMs }))).at(-1)!

t.test('each endpoint is named once, with the region that calls were signed for', async (t) => {
  const findings = checkWire([
    exchange(),
    exchange({ service: 'bedrock', endpoint: 'https://bedrock.test' }),
    exchange(),
    exchange({ region: 'eu-west-1' })
  ])

  t.same(
    findings.slice(0, -1).map(({ level, detail }) => [level, detail]),
    [
      ['ok', 's3vectors at https://vectors.test, signed for us-east-1'],
      ['ok', 'bedrock at https://bedrock.test, signed for us-east-1'],
      ['ok', 's3vectors at https://vectors.test, signed for eu-west-1']
    ]
  )
})

t.test('an API key is a warning that names the variable', async (t) => {
  t.match(checkWire([exchange({ service: 'bedrock', region: undefined })])[0], {
    group: 'network',
    check: 'endpoint',
    level: 'warning',
    detail: /AWS_BEARER_TOKEN_BEDROCK/,
    advice: /^Unset it/
  })
})

t.test('a clock may be half a minute off, is a warning up to five minutes, and fails from there', async (t) => {
  const levels = [0, 29_999, 30_000, 299_999, 300_000, 86_400_000].map((ms) => [clock(ms).level, clock(-ms).level])

  t.same(levels, [
    ['ok', 'ok'],
    ['ok', 'ok'],
    ['warning', 'warning'],
    ['warning', 'warning'],
    ['failed', 'failed'],
    ['failed', 'failed']
  ])
  t.match(clock(300_000).advice, /NTP/)
})

t.test('which way the clock is off is said in whole seconds', async (t) => {
  t.same(
    [499, -499, 500, 61_400, -61_400].map((ms) => clock(ms).detail),
    [
      'as the clock of AWS',
      'as the clock of AWS',
      '1 s behind the clock of AWS',
      '61 s behind the clock of AWS',
      '61 s ahead of the clock of AWS'
    ]
  )
})

t.test('one late answer does not make the clock wrong: the middle one counts', async (t) => {
  t.equal(clock(100, 400_000, -200).detail, 'as the clock of AWS')
  t.equal(clock(400_000, 400_000, 0).level, 'failed')
})

t.test('answers without a time, or none at all, are a warning', async (t) => {
  for (const finding of [clock(undefined), checkWire([]).at(-1)]) {
    t.match(finding, { check: 'clock', level: 'warning', advice: /can be reached from here/ })
  }
  t.equal(clock(undefined, 400_000).level, 'failed', 'those that tell it are enough')
})
