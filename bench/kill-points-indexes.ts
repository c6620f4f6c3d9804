import { RESERVED_KEY_PREFIX } from '../src/catalogue/record-keys.ts'
import { LanceDbVectorIndex } from '../src/vectors/lancedb/lancedb-vector-index.ts'
import { LanceDbVectorStore } from '../src/vectors/lancedb/lancedb-vector-store.ts'
import { around } from './kill-points-hook.ts'

/** Makes writes of the embedded store pass named points, too. */
export function watchIndexes (): void {
  const index = LanceDbVectorIndex.prototype
  const { upsert, delete: remove } = index
  index.upsert = async function (records, options) {
    const place = records.some(({ key }) => key.startsWith(RESERVED_KEY_PREFIX)) ? 'manifest' : 'records'
    await around(place, 'upsert', async () => await upsert.call(this, records, options))
  }
  index.delete = async function (keys, options) {
    await around('records', 'delete', async () => await remove.call(this, keys, options))
  }
  const store = LanceDbVectorStore.prototype
  const { createIndex, deleteIndex } = store
  store.createIndex = async function (spec) {
    return await around('index swap', 'create', async () => await createIndex.call(this, spec))
  }
  store.deleteIndex = async function (name) {
    await around('index swap', 'delete', async () => await deleteIndex.call(this, name))
  }
}
