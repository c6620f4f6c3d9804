import { indexName } from '../src/catalogue/generations.ts'
import { RESERVED_KEY_PREFIX } from '../src/catalogue/record-keys.ts'
import type { Config } from '../src/config/config.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'

/** Every record of every dimension by key, as a text of all that it holds. */
export interface Contents {
  readonly records: ReadonlyMap<string, string>
  /** Keys that the listing had more than once. */
  readonly doubled: number
}

export interface Difference {
  readonly records: number
  readonly lost: number
  /** Listed twice, or there without being in the undisturbed run. */
  readonly doubled: number
  readonly different: number
}

export async function contentsOf (config: Config): Promise<Contents> {
  const store = await createVectorStore(config)
  const records = new Map<string, string>()
  let doubled = 0
  try {
    for (const dimension of config.DIMENSIONS) {
      const index = await store.openIndex(indexName(config.CATALOGUE, dimension))
      if (index === undefined) throw new Error(`there is no index of dimension ${dimension}`)
      for await (const { key, embedding, metadata } of index.list()) {
        if (key.startsWith(RESERVED_KEY_PREFIX)) continue
        const place = `${key} at ${dimension}`
        if (records.has(place)) doubled++
        // Runs differ in when they wrote.
        const { added, ...said } = metadata
        records.set(place, JSON.stringify([Array.from(embedding), Object.entries(said).sort()]))
      }
    }
    return { records, doubled }
  } finally {
    await store.close()
  }
}

export function compare (expected: Contents, found: Contents): Difference {
  const common = [...expected.records].filter(([place]) => found.records.has(place))
  return {
    records: found.records.size,
    lost: expected.records.size - common.length,
    doubled: found.doubled + found.records.size - common.length,
    different: common.filter(([place, record]) => found.records.get(place) !== record).length
  }
}
