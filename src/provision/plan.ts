import type { BucketDescription, IndexDescription, ProvisionableStore } from '../vectors/provisionable-store.ts'
import type { IndexSpec } from '../vectors/vector-store.ts'

type ResourceState = 'exists' | 'create' | 'clash'

/** A bucket, a schema or an index: what is wanted, and what is there. */
export interface Resource {
  readonly kind: ProvisionableStore['kind'] | 'index'
  readonly name: string
  readonly state: ResourceState
  readonly wanted: string
  /** Absent where there is nothing yet. */
  readonly found?: string
}

export interface Plan {
  readonly bucket: Resource
  readonly indexes: ReadonlyArray<Resource & { readonly spec: IndexSpec }>
}

/** Holds what is wanted against what is there; changes nothing. */
export async function planProvision (store: ProvisionableStore, specs: readonly IndexSpec[]): Promise<Plan> {
  const bucket = await store.describeBucket()
  const indexes = await Promise.all(
    specs.map(async (spec) => {
      const found = bucket && (await store.describeIndex(spec.name))
      const wanted = describeIndex({ ...spec, encryption: store.wanted.encryption })
      return { ...resource('index', spec.name, wanted, found && describeIndex(found)), spec }
    })
  )
  return {
    bucket: resource(store.kind, store.bucket, describeBucket(store.wanted), bucket && describeBucket(bucket)),
    indexes
  }
}

export function resourcesOf ({ bucket, indexes }: Plan): readonly Resource[] {
  return [bucket, ...indexes]
}

/** The settings of an index that are fixed for its life; equal for equal settings. */
export function describeIndex (index: Omit<IndexDescription, 'name'>): string {
  const keys = [...index.nonFilterableKeys].sort().join(', ') || 'none'
  const settings = [`dimension ${index.dimension}`, `${index.metric} distance`, describeBucket(index)]
  return [...settings, `non-filterable keys ${keys}`].filter(Boolean).join(', ')
}

function describeBucket ({ encryption, version }: BucketDescription): string {
  if (version !== undefined) return `tables of version ${version}`
  return encryption === undefined ? '' : `encryption ${encryption}`
}

function resource (kind: Resource['kind'], name: string, wanted: string, found: string | undefined): Resource {
  if (found === undefined) return { kind, name, wanted, state: 'create' }
  return { kind, name, wanted, found, state: found === wanted ? 'exists' : 'clash' }
}
