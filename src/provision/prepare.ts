import { isLoopback } from '../aws/endpoint.ts'
import { StoreUnavailableError } from '../errors.ts'
import type { ProvisionableStore } from '../vectors/provisionable-store.ts'
import type { IndexSpec } from '../vectors/vector-store.ts'
import { applyPlan } from './apply.ts'
import { planProvision, resourcesOf, type Resource } from './plan.ts'

export interface PrepareOptions {
  /** Whether resources may be made in an account of AWS or on another machine; this machine gets them unasked. */
  readonly isAgreed: boolean
  readonly onCreated: (resource: Resource) => void
}

/** Makes bucket and indexes that are missing, or rejects with STORE_UNAVAILABLE and the command that makes them. */
export async function prepare (
  store: ProvisionableStore,
  specs: readonly IndexSpec[],
  { isAgreed, onCreated }: PrepareOptions
): Promise<void> {
  const plan = await planProvision(store, specs)
  const missing = resourcesOf(plan).filter(({ state }) => state === 'create')
  const endpoint = await store.endpoint()
  if (missing.length > 0 && !isAgreed && !isLoopback(endpoint)) {
    const names = missing.map(({ kind, name }) => `${kind} ${name}`).join(', ')
    const place = store.kind === 'bucket' ? 'in an account of AWS' : 'on another machine'
    throw new StoreUnavailableError(
      `${endpoint.origin} has no ${names}, and nothing is made ${place} unasked: run vitrine provision, or vitrine demo --provision`
    )
  }
  await applyPlan(store, plan, onCreated)
}
