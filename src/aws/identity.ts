import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { ListVectorBucketsCommand, S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { accountError } from './account-error.ts'
import { credentialsInTime } from './credentials-in-time.ts'
import { endpointOf, giveUpCall } from './endpoint.ts'
import { failureKind } from './failure.ts'

export interface AwsIdentity {
  /** First and last four characters alone; absent where an API key stands for it. */
  readonly maskedKeyId: string | undefined
  /** Where the credentials come from, in words. */
  readonly source: string
  readonly region: string
  /** Where calls go. */
  readonly endpoint: string
  readonly expiresAt: Date | undefined
}

/**
 * Marks that the SDK leaves on credentials, the innermost first: a profile may lead on to a role or to single sign-on.
 */
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

export interface IdentityOptions {
  readonly service: 'Bedrock' | 'S3 Vectors'
  readonly region: string
  readonly regionSetting: string
}

/** The API key goes before all other credentials of Bedrock. */
const API_KEY = 'the API key of AWS_BEARER_TOKEN_BEDROCK'

/**
 * Who calls a service and where, found as its client finds it, without asking AWS.
 * Rejects with CREDENTIALS_MISSING or CONFIG_INVALID.
 */
export async function resolveIdentity ({ service, region, regionSetting }: IdentityOptions): Promise<AwsIdentity> {
  const settings = { ...(region !== '' && { region }), credentialDefaultProvider: credentialsInTime }
  const client = service === 'Bedrock' ? new BedrockRuntimeClient(settings) : new S3VectorsClient(settings)
  try {
    const found = await client.config.region()
    const endpoint = (await endpointOf(async () => await giveUp(client))).origin
    if (
      client instanceof BedrockRuntimeClient &&
      (await client.config.authSchemePreference())[0] === 'httpBearerAuth'
    ) {
      return { maskedKeyId: undefined, source: API_KEY, region: found, endpoint, expiresAt: undefined }
    }
    const identity: Awaited<ReturnType<typeof client.config.credentials>> & { readonly $source?: object } =
      await client.config.credentials()
    return {
      maskedKeyId: mask(identity.accessKeyId),
      source: sourceOf(identity.$source ?? {}),
      region: found,
      endpoint,
      expiresAt: identity.expiration
    }
  } catch (cause) {
    throw accountError(failureKind(cause), { name: service, actions: 'none', regionSetting }, cause) ?? cause
  } finally {
    client.destroy()
  }
}

async function giveUp (client: BedrockRuntimeClient | S3VectorsClient): Promise<unknown> {
  if (client instanceof BedrockRuntimeClient) {
    const command = new InvokeModelCommand({ modelId: 'none', body: '{}' })
    command.middlewareStack.add(giveUpCall, { step: 'build' })
    return await client.send(command)
  }
  const command = new ListVectorBucketsCommand({})
  command.middlewareStack.add(giveUpCall, { step: 'build' })
  return await client.send(command)
}

function sourceOf (marks: object): string {
  return Object.entries(SOURCES).find(([mark]) => mark in marks)?.[1] ?? 'a source that the SDK does not name'
}

function mask (keyId: string): string {
  return `${keyId.slice(0, 4)}****${keyId.slice(-4)}`
}
