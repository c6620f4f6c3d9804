import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { accountError } from './account-error.ts'
import { failureKind } from './failure.ts'

export interface AwsIdentity {
  /** First and last four characters alone. */
  readonly maskedKeyId: string
  /** Where the credentials come from, in words. */
  readonly source: string
  readonly region: string
  readonly expiresAt: Date | undefined
}

/** Marks that the SDK leaves on credentials, the innermost first: a profile may lead on to a role or to single sign-on. */
const SOURCES: Readonly<Record<string, string>> = {
  CREDENTIALS_IMDS: 'the role of the EC2 instance',
  CREDENTIALS_HTTP: 'the role of the container (ECS task role or EKS Pod Identity)',
  CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN: 'the role of the service account (web identity token)',
  CREDENTIALS_STS_ASSUME_ROLE_WEB_ID: 'the role of the service account (web identity token)',
  CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN: 'the role of the service account (web identity token)',
  CREDENTIALS_STS_ASSUME_ROLE: 'a role that the profile assumes',
  CREDENTIALS_PROFILE_SSO: 'single sign-on of the profile',
  CREDENTIALS_SSO: 'single sign-on',
  CREDENTIALS_PROFILE_PROCESS: 'a process of the profile',
  CREDENTIALS_PROFILE_LOGIN: 'the login of the profile',
  CREDENTIALS_ENV_VARS: 'the environment (AWS_ACCESS_KEY_ID)',
  CREDENTIALS_PROFILE: 'the profile',
  CREDENTIALS_CODE: 'code'
}

/** Who calls AWS, found as the clients find it, without asking AWS. Rejects with CREDENTIALS_MISSING or CONFIG_INVALID. */
export async function resolveIdentity ({ region, regionSetting }: { readonly region: string, readonly regionSetting: string }): Promise<AwsIdentity> {
  const client = new S3VectorsClient(region === '' ? {} : { region })
  try {
    const found = await client.config.region()
    const identity: Awaited<ReturnType<typeof client.config.credentials>> & { readonly $source?: object } = await client.config.credentials()
    return { maskedKeyId: mask(identity.accessKeyId), source: sourceOf(identity.$source ?? {}), region: found, expiresAt: identity.expiration }
  } catch (cause) {
    throw accountError(failureKind(cause), { name: 'AWS', actions: 'none', regionSetting }, cause) ?? cause
  } finally {
    client.destroy()
  }
}

/** Whether Bedrock is called with the API key of AWS_BEARER_TOKEN_BEDROCK, and with no other credentials then. */
export async function usesBedrockApiKey (): Promise<boolean> {
  const client = new BedrockRuntimeClient({})
  try {
    const [first] = await client.config.authSchemePreference()
    return first === 'httpBearerAuth'
  } finally {
    client.destroy()
  }
}

function sourceOf (marks: object): string {
  return Object.entries(SOURCES).find(([mark]) => mark in marks)?.[1] ?? 'a source that the SDK does not name'
}

function mask (keyId: string): string {
  return `${keyId.slice(0, 4)}****${keyId.slice(-4)}`
}
