import { indexSpec } from '../catalogue/index-spec.ts'
import type { Config } from '../config/config.ts'
import { describeIndex } from '../provision/plan.ts'
import type { ProvisionableStore } from '../vectors/provisionable-store.ts'
import type { IndexSpec } from '../vectors/vector-store.ts'
import { Findings, troubleOf, type Finding } from './finding.ts'
import { liveGeneration } from './live-generation.ts'

/** Holds the settings of each index against what the code expects. */
export async function checkIndexes (
  store: ProvisionableStore,
  { CATALOGUE, DIMENSIONS }: Config
): Promise<readonly Finding[]> {
  const findings = new Findings('indexes')
  const absent: string[] = []
  const live = await liveGeneration(store, CATALOGUE)
  for (const dimension of DIMENSIONS) {
    const spec = indexSpec(CATALOGUE, dimension, live)
    const described = await findings.attempt(
      spec.name,
      async () => ({ found: await store.describeIndex(spec.name) }),
      { advice: grant('s3vectors:GetIndex') }
    )
    if (described === undefined) continue
    if (described.found) checkSettings(findings, spec, { ...described.found }, store.wanted.encryption)
    else absent.push(spec.name)
    if (described.found?.dimension === dimension) await checkMode(findings, store, spec)
  }
  if (absent.length > 0) await explainAbsent(findings, store, absent)
  return findings.list
}

function grant (action: string): string {
  return `Allow ${action} on the ARN of the index: docker/iam has the policies; or see what the message names.`
}

function checkSettings (
  findings: Findings,
  spec: IndexSpec,
  found: Parameters<typeof describeIndex>[0],
  encryption: string | undefined
): void {
  const [there, wanted] = [describeIndex({ ...found, encryption }), describeIndex({ ...spec, encryption })]
  if (there !== wanted) {
    findings.fail(spec.name, {
      detail: `has ${there}; wanted is ${wanted}`,
      advice:
        'These are fixed for its life: set another CATALOGUE, or delete the index, then run vitrine provision and vitrine ingest.'
    })
  } else if (found.encryption !== encryption) {
    findings.warn(spec.name, {
      detail: `is encrypted with ${found.encryption}, S3_KMS_KEY_ARN asks for ${encryption}`,
      advice: 'Set S3_KMS_KEY_ARN to what is there, or make a new index under another CATALOGUE.'
    })
  } else findings.ok(spec.name, there)
}

async function checkMode (findings: Findings, store: ProvisionableStore, spec: IndexSpec): Promise<void> {
  const check = `${spec.name} mode`
  const mode = await findings.attempt(check, async () => await store.indexMode(spec), {
    advice: grant('s3vectors:QueryVectors and s3vectors:GetVectors')
  })
  if (mode === 'ENHANCED') findings.ok(check, 'ENHANCED: filters apply before the search')
  if (mode === 'CLASSIC') {
    findings.warn(check, {
      detail: 'CLASSIC: a search with a filter may find less than there is',
      advice: `Run: aws s3vectors update-index-mode --vector-bucket-name ${store.bucket} --index-name ${spec.name} --index-mode ENHANCED`
    })
  }
}

/** A role that searches need not be allowed to look at the bucket, so that this only adds to what is known. */
async function explainAbsent (findings: Findings, store: ProvisionableStore, names: readonly string[]): Promise<void> {
  const hasBucket = await store.describeBucket().then(
    (bucket) => bucket !== undefined,
    (error: unknown) => troubleOf(error).detail
  )
  if (hasBucket === false) {
    findings.fail('bucket', {
      detail: `the vector bucket ${store.bucket} does not exist in this region`,
      advice: 'Check S3_VECTOR_BUCKET and S3_VECTORS_REGION, or make it with: vitrine provision'
    })
    return
  }
  for (const name of names) {
    findings.fail(name, {
      detail: hasBucket === true ? 'does not exist' : 'does not exist, or its bucket does not',
      advice:
        'Make it with: vitrine provision. If it should be there, check CATALOGUE, DIMENSIONS, S3_VECTOR_BUCKET and S3_VECTORS_REGION.'
    })
  }
}
