import { ConfigInvalidError, IndexConflictError } from '../errors.ts'
import type { ProvisionableStore } from '../vectors/provisionable-store.ts'
import { resourcesOf, type Plan, type Resource } from './plan.ts'

/** Throws INDEX_CONFLICT, or CONFIG_INVALID for the bucket, where what is there cannot become what is wanted. */
export function assertNoClash (plan: Plan): void {
  for (const { kind, name, state, wanted, found = '' } of resourcesOf(plan)) {
    if (state !== 'clash') continue
    if (kind === 'index') throw new IndexConflictError(name, found, wanted)
    throw new ConfigInvalidError(
      `the bucket "${name}" exists with ${found}, asked for was ${wanted}, which is fixed for its life: change S3_KMS_KEY_ARN or S3_VECTOR_BUCKET`
    )
  }
}

/**
 * Makes what is absent. Broken off, the same call goes on; somebody else's index with other settings is INDEX_CONFLICT.
 */
export async function applyPlan (
  store: ProvisionableStore,
  plan: Plan,
  onCreated: (resource: Resource) => void
): Promise<void> {
  assertNoClash(plan)
  if (plan.bucket.state === 'create') {
    await store.createBucket()
    onCreated(plan.bucket)
  }
  for (const index of plan.indexes) {
    if (index.state !== 'create') continue
    await store.createIndex(index.spec)
    onCreated(index)
  }
}

/** Deletes the indexes of these names with all they hold, then the bucket, which is refused while it has others. */
export async function destroy (
  store: ProvisionableStore,
  indexNames: readonly string[],
  onDeleted: (kind: Resource['kind'], name: string) => void
): Promise<void> {
  for (const name of indexNames) {
    await store.deleteIndex(name)
    onDeleted('index', name)
  }
  await store.deleteBucket()
  onDeleted(store.kind, store.bucket)
}
