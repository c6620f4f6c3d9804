import t from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { checkIdentity } from '../../src/doctor/identity.ts'
import { examine } from '../../src/doctor/examine.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { awsEnvironment } from '../fixtures/aws-environment.ts'
import { awsProfile, processCredentials } from '../fixtures/aws-profile.ts'

t.test('whose credentials are used and where calls go is told without a call', async (t) => {
  const { config, aws } = await awsEnvironment(t, { env: { AWS_BEARER_TOKEN_BEDROCK: 'local-aws-bedrock-api-key' } })

  t.match(await checkIdentity(config), [
    {
      check: 'Bedrock',
      level: 'ok',
      detail: `the API key of AWS_BEARER_TOKEN_BEDROCK, region us-east-1, ${aws.url}`
    },
    {
      check: 'S3 Vectors',
      level: 'ok',
      detail: `access key LOCA****SKEY from the environment (AWS_ACCESS_KEY_ID), region us-east-1, ${aws.url}`
    }
  ])
  t.equal(aws.stats().requests, 0)
})

t.test('settings that leave no endpoint are found before any call, once for each service', async (t) => {
  const { env, aws } = await awsEnvironment(t, { env: { AWS_USE_FIPS_ENDPOINT: 'true' } })
  const findings: Finding[] = []
  for await (const finding of examine(env)) findings.push(finding)

  t.match(
    findings.filter(({ level }) => level === 'failed'),
    ['Bedrock', 'S3 Vectors'].map((check) => ({
      group: 'identity',
      check,
      detail: /CONFIG_INVALID.*FIPS and custom endpoint/,
      advice: /^Unset AWS_USE_FIPS_ENDPOINT .*AWS_ENDPOINT_URL/
    }))
  )
  t.equal(findings.filter(({ level }) => level !== 'ok').length, 2)
  t.equal(aws.stats().requests, 0)
})

t.test('credentials that end within a quarter of an hour are a warning, later ones are not', async (t) => {
  const config = loadConfig({ VECTOR_STORE: 's3' })
  const expiryAfter = async (minutes: number) => {
    await awsProfile(t, [processCredentials(new Date(Date.now() + minutes * 60_000)), 'region = us-east-1'])
    return (await checkIdentity(config)).find(({ check }) => check === 'expiry')
  }

  t.match(await expiryAfter(14), {
    level: 'warning',
    detail: /^the credentials expire at \d{4}-/,
    advice: /^Renew them/
  })
  t.match(await expiryAfter(1), { level: 'warning' })
  t.match(await expiryAfter(16), { level: 'ok' })
})

t.test('credentials without an end have no finding of it', async (t) => {
  await awsProfile(t, [processCredentials(), 'region = us-east-1'])

  t.same(
    (await checkIdentity(loadConfig({ EMBEDDER: 'bedrock', VECTOR_STORE: 's3' }))).map(({ check, level }) => [
      check,
      level
    ]),
    [
      ['Bedrock', 'ok'],
      ['S3 Vectors', 'ok']
    ]
  )
})

t.test('only what the settings use is looked at', async (t) => {
  await awsProfile(t, [processCredentials()])

  t.same(await checkIdentity(loadConfig({})), [])
  t.match(await checkIdentity(loadConfig({ EMBEDDER: 'bedrock' })), [
    { check: 'Bedrock', level: 'failed', detail: /CONFIG_INVALID.*BEDROCK_REGION/ }
  ])
})
