import t from 'tap'
import { checkIdentity } from '../../src/doctor/identity.ts'
import { examine } from '../../src/doctor/examine.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { awsEnvironment } from '../fixtures/aws-environment.ts'

t.test('whose credentials are used and where calls go is told without a call', async (t) => {
  const { config, aws } = await awsEnvironment(t, { env: { AWS_BEARER_TOKEN_BEDROCK: 'local-aws-bedrock-api-key' } })

  t.match(await checkIdentity(config), [
    { check: 'Bedrock', level: 'ok', detail: `the API key of AWS_BEARER_TOKEN_BEDROCK, region us-east-1, ${aws.url}` },
    { check: 'S3 Vectors', level: 'ok', detail: `access key LOCA****SKEY from the environment (AWS_ACCESS_KEY_ID), region us-east-1, ${aws.url}` }
  ])
  t.equal(aws.stats().requests, 0)
})

t.test('settings that leave no endpoint are found before any call, once for each service', async (t) => {
  const { env, aws } = await awsEnvironment(t, { env: { AWS_USE_FIPS_ENDPOINT: 'true' } })
  const findings: Finding[] = []
  for await (const finding of examine(env)) findings.push(finding)

  t.match(findings.filter(({ level }) => level === 'failed'), ['Bedrock', 'S3 Vectors'].map((check) => ({
    group: 'identity', check, detail: /CONFIG_INVALID.*FIPS and custom endpoint/, advice: /^Unset AWS_USE_FIPS_ENDPOINT .*AWS_ENDPOINT_URL/
  })))
  t.equal(findings.filter(({ level }) => level !== 'ok').length, 2)
  t.equal(aws.stats().requests, 0)
})
