import t from 'tap'
import { resolveIdentity } from '../../src/aws/identity.ts'
import { awsProfile, processCredentials } from '../fixtures/aws-profile.ts'

const STORE = { service: 'S3 Vectors', region: '', regionSetting: 'S3_VECTORS_REGION' } as const
const MODEL = { service: 'Bedrock', region: '', regionSetting: 'BEDROCK_REGION' } as const
const KEYS = ['aws_access_key_id = AKIDOFAPROFILE', 'aws_secret_access_key = profile-secret']

t.test('keys of a profile are told with its region and the endpoint, the key itself masked', async (t) => {
  await awsProfile(t, [...KEYS, 'region = eu-west-1'])

  const identity = await resolveIdentity(STORE)

  t.same(identity, {
    maskedKeyId: 'AKID****FILE',
    source: 'the profile',
    region: 'eu-west-1',
    endpoint: 'https://s3vectors.eu-west-1.api.aws',
    expiresAt: undefined
  })
  t.notMatch(JSON.stringify(identity), /secret|AKIDOFAPROFILE/)
})

t.test(
  'a region that is set goes before that of the environment, and that before the one of the profile',
  async (t) => {
    await awsProfile(t, [...KEYS, 'region = eu-west-1'], { AWS_REGION: 'us-west-2' })

    t.match(await resolveIdentity({ ...MODEL, region: 'us-east-1' }), {
      region: 'us-east-1',
      endpoint: 'https://bedrock-runtime.us-east-1.amazonaws.com'
    })
    t.match(await resolveIdentity(MODEL), {
      region: 'us-west-2',
      endpoint: 'https://bedrock-runtime.us-west-2.amazonaws.com'
    })
  }
)

t.test('credentials of a program are told with their end', async (t) => {
  const expiresAt = new Date('2099-01-02T03:04:05.000Z')
  await awsProfile(t, [processCredentials(expiresAt), 'region = us-east-1'])

  t.match(await resolveIdentity(STORE), {
    maskedKeyId: 'AKID****CESS',
    source: 'a process of the profile',
    expiresAt
  })
})

t.test('an API key stands for Bedrock alone, and needs no other credentials there', async (t) => {
  await awsProfile(t, ['region = us-east-1'], { AWS_BEARER_TOKEN_BEDROCK: 'bedrock-api-key-of-somebody' })

  t.match(await resolveIdentity(MODEL), {
    maskedKeyId: undefined,
    source: /AWS_BEARER_TOKEN_BEDROCK/,
    region: 'us-east-1',
    expiresAt: undefined
  })
  await t.rejects(resolveIdentity(STORE), { code: 'CREDENTIALS_MISSING', message: /S3 Vectors/ })
})

t.test('what is missing is named for the service, with the setting', async (t) => {
  await awsProfile(t, KEYS)
  await t.rejects(resolveIdentity(STORE), {
    code: 'CONFIG_INVALID',
    message: /no region is set for S3 Vectors, set S3_VECTORS_REGION or AWS_REGION/
  })
  await t.rejects(resolveIdentity(MODEL), { code: 'CONFIG_INVALID', message: /BEDROCK_REGION/ })

  await awsProfile(t)
  await t.rejects(resolveIdentity({ ...STORE, region: 'us-east-1' }), {
    code: 'CREDENTIALS_MISSING',
    message: /for S3 Vectors\. Set AWS_PROFILE/
  })
})
