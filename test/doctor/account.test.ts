import t from 'tap'
import { awsEnvironment, installed } from '../fixtures/aws-environment.ts'
import { examined, finding, troubles } from '../fixtures/examined.ts'

t.test('a clock that is off is told from the answers', async (t) => {
  for (const [minutes, level, detail] of [
    [2, 'warning', /1[12]\d s behind/],
    [-10, 'failed', /(59|60)\d s ahead/]
  ] as const) {
    const { env } = await awsEnvironment(t, { now: () => Date.now() + minutes * 60_000 })
    t.match(finding(await examined(env), 'network', 'clock'), { level, detail, advice: 'NTP' })
  }
})

t.test('a region without the model is told from a wrong request', async (t) => {
  const { env } = await awsEnvironment(t, { region: 'eu-west-3' })

  const result = await examined(env)

  t.match(finding(result, 'model', 'text'), {
    level: 'failed',
    detail: /MODEL_UNAVAILABLE.*BEDROCK_REGION=us-east-1/
  })
  t.match(finding(result, 'identity', 'Bedrock')?.detail, 'region eu-west-3')
})

t.test('a signature for another region fails with the region that was used', async (t) => {
  const { env } = await awsEnvironment(t)

  const result = await examined({ ...env, S3_VECTORS_REGION: 'eu-west-3' })

  t.match(finding(result, 'indexes', 'products-384'), { level: 'failed', detail: 'CREDENTIALS_REJECTED' })
  t.match(
    result.findings.filter(({ check }) => check === 'endpoint').map(({ detail }) => detail),
    [/^bedrock .*us-east-1$/, /^s3vectors .*eu-west-3$/]
  )
})

t.test('missing credentials are one failure for each service, and the store is left alone', async (t) => {
  const { env, aws } = await awsEnvironment(t, { env: { AWS_ACCESS_KEY_ID: '', HOME: '/nowhere' } })

  const result = await examined(env)

  t.equal(result.code, 1)
  t.match(finding(result, 'identity', 'Bedrock'), {
    level: 'failed',
    detail: 'CREDENTIALS_MISSING',
    advice: 'AWS_PROFILE'
  })
  t.equal(aws.stats().requests, 0)
})

t.test('an API key of Bedrock is pointed out, since it goes before the role', async (t) => {
  const { env } = await installed(t, {
    env: { AWS_BEARER_TOKEN_BEDROCK: 'local-aws-bedrock-api-key', DIMENSIONS: '256' }
  })

  const result = await examined(env)

  t.same(troubles(result), ['network endpoint'])
  t.match(finding(result, 'network', 'endpoint'), { level: 'warning', detail: 'AWS_BEARER_TOKEN_BEDROCK' })
})
