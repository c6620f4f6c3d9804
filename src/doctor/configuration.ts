import { loadConfig, type Config } from '../config/config.ts'
import { describeMistyped, mistypedSettings } from '../shared/mistyped-settings.ts'
import { Findings, type Finding } from './finding.ts'

/** Reads the settings; undefined where they cannot be used. */
export async function checkConfiguration (
  env: Readonly<Record<string, string | undefined>>
): Promise<{ readonly config: Config | undefined; readonly findings: readonly Finding[] }> {
  const findings = new Findings('configuration')
  const advice = 'Correct the variable that is named; docs/settings.md lists every setting with its choices.'
  const config = await findings.attempt('settings', async () => loadConfig(env), { advice })
  for (const mistyped of mistypedSettings(env)) {
    findings.warn(mistyped.name, {
      detail: describeMistyped(mistyped),
      advice: `Set ${mistyped.meant}, or remove ${mistyped.name}.`
    })
  }
  if (config) checkSettings(findings, config)
  return { config, findings: findings.list }
}

function checkSettings (findings: Findings, config: Config): void {
  const { EMBEDDER, VECTOR_STORE, CATALOGUE, DIMENSIONS, S3_VECTOR_BUCKET, DATABASE_URL } = config
  findings.ok(
    'settings',
    `EMBEDDER=${EMBEDDER} VECTOR_STORE=${VECTOR_STORE} CATALOGUE=${CATALOGUE} DIMENSIONS=${DIMENSIONS.join(',')}`
  )
  if (VECTOR_STORE === 's3' && S3_VECTOR_BUCKET === '') {
    findings.fail('bucket name', {
      detail: 'VECTOR_STORE=s3 without S3_VECTOR_BUCKET',
      advice: 'Set S3_VECTOR_BUCKET to the name of a vector bucket.'
    })
  }
  if (VECTOR_STORE === 'postgres' && DATABASE_URL === '') {
    findings.fail('database', {
      detail: 'VECTOR_STORE=postgres without DATABASE_URL',
      advice: 'Set DATABASE_URL, such as postgres://user:password@host:5432/database'
    })
  }
  if (isOnAws(config)) checkTimes(findings, config)
}

/** A call that ends before its first try may is never repeated. */
function checkTimes (findings: Findings, { AWS_REQUEST_TIMEOUT_MS, AWS_CALL_TIMEOUT_MS }: Config): void {
  if (AWS_REQUEST_TIMEOUT_MS < AWS_CALL_TIMEOUT_MS) {
    return findings.ok('time-outs', `${AWS_REQUEST_TIMEOUT_MS} ms a try, ${AWS_CALL_TIMEOUT_MS} ms a call`)
  }
  findings.warn('time-outs', {
    detail: `one try may take ${AWS_REQUEST_TIMEOUT_MS} ms, the whole call only ${AWS_CALL_TIMEOUT_MS} ms`,
    advice: 'Set AWS_CALL_TIMEOUT_MS to several times AWS_REQUEST_TIMEOUT_MS, else a slow try is never repeated.'
  })
}

export function isOnAws ({ EMBEDDER, VECTOR_STORE }: Config): boolean {
  return EMBEDDER === 'bedrock' || VECTOR_STORE === 's3'
}
