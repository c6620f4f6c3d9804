import { resolveIdentity, usesBedrockApiKey, type AwsIdentity } from '../aws/identity.ts'
import type { Config } from '../config.ts'
import { Findings, type Finding } from './finding.ts'

const SOON_MS = 15 * 60_000
const LASTING_SOURCES = /role|sign-on|login/

/** Whose credentials are used and for which regions; asks AWS nothing, so that it needs no right. */
export async function checkIdentity (config: Config): Promise<readonly Finding[]> {
  const findings = new Findings('identity')
  const services = [
    ...(config.EMBEDDER === 'bedrock' ? [{ name: 'Bedrock', region: config.BEDROCK_REGION, regionSetting: 'BEDROCK_REGION' }] : []),
    ...(config.VECTOR_STORE === 's3' ? [{ name: 'S3 Vectors', region: config.S3_VECTORS_REGION, regionSetting: 'S3_VECTORS_REGION' }] : [])
  ]
  let identity: AwsIdentity | undefined
  for (const { name, ...service } of services) {
    if (name === 'Bedrock' && await usesBedrockApiKey()) {
      findings.ok(name, 'the API key of AWS_BEARER_TOKEN_BEDROCK, which goes before all other credentials')
      continue
    }
    identity = await findings.attempt(name, async () => await resolveIdentity(service))
    if (identity === undefined) continue
    findings.ok(name, `access key ${identity.maskedKeyId} from ${identity.source}, region ${identity.region}`)
  }
  if (identity) checkExpiry(findings, identity)
  return findings.list
}

/** Credentials with an end and without a role behind them have to be renewed by hand. */
function checkExpiry (findings: Findings, { expiresAt, source }: AwsIdentity): void {
  if (expiresAt === undefined) return
  const detail = `the credentials expire at ${expiresAt.toISOString()}`
  const isEnding = expiresAt.getTime() - Date.now() < SOON_MS && !LASTING_SOURCES.test(source)
  if (isEnding) findings.warn('expiry', { detail, advice: 'Renew them, or run with a role, whose credentials are renewed by the SDK.' })
  else findings.ok('expiry', detail)
}
