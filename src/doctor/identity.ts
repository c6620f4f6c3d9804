import { resolveIdentity, type AwsIdentity, type IdentityOptions } from '../aws/identity.ts'
import type { Config } from '../config/config.ts'
import { Findings, type Finding } from './finding.ts'

const SOON_MS = 15 * 60_000
const LASTING_SOURCES = /role|sign-on|login/

/** Whose credentials are used and for which regions; asks AWS nothing, so that it needs no right. */
export async function checkIdentity (config: Config): Promise<readonly Finding[]> {
  const findings = new Findings('identity')
  const services: readonly IdentityOptions[] = [
    ...(config.EMBEDDER === 'bedrock'
      ? [{ service: 'Bedrock', region: config.BEDROCK_REGION, regionSetting: 'BEDROCK_REGION' } as const]
      : []),
    ...(config.VECTOR_STORE === 's3'
      ? [{ service: 'S3 Vectors', region: config.S3_VECTORS_REGION, regionSetting: 'S3_VECTORS_REGION' } as const]
      : [])
  ]
  let identity: AwsIdentity | undefined
  for (const options of services) {
    identity = await findings.attempt(options.service, async () => await resolveIdentity(options))
    if (identity === undefined) continue
    const { maskedKeyId, source, region, endpoint } = identity
    findings.ok(
      options.service,
      `${maskedKeyId === undefined ? source : `access key ${maskedKeyId} from ${source}`}, region ${region}, ${endpoint}`
    )
  }
  if (identity) checkExpiry(findings, identity)
  return findings.list
}

/** Credentials with an end and without a role behind them have to be renewed by hand. */
function checkExpiry (findings: Findings, { expiresAt, source }: AwsIdentity): void {
  if (expiresAt === undefined) return
  const detail = `the credentials expire at ${expiresAt.toISOString()}`
  const isEnding = expiresAt.getTime() - Date.now() < SOON_MS && !LASTING_SOURCES.test(source)
  if (isEnding) {
    findings.warn('expiry', {
      detail,
      advice: 'Renew them, or run with a role, whose credentials are renewed by the SDK.'
    })
  } else findings.ok('expiry', detail)
}
