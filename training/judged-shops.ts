import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ingestFile } from '../src/commands/ingest.ts'
import { loadConfig, type Config } from '../src/config/config.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { isProvisionable } from '../src/vectors/provisionable-store.ts'
import type { JudgedQuery } from './judged.ts'

/** The two catalogues of the judged queries, ingested into folders below one, or into a schema each of DATABASE_URL. */
export async function openShops (folder: string): Promise<Map<JudgedQuery['catalogue'], Config>> {
  const assets = join(dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')), 'assets')
  const files = {
    demo: { file: join(assets, 'products.csv'), imagesDir: join(assets, 'images'), currency: 'USD' },
    shop: { file: fileURLToPath(new URL('queries/shop.jsonl', import.meta.url)) }
  }
  const shops = new Map<JudgedQuery['catalogue'], Config>()
  for (const name of ['demo', 'shop'] as const) {
    const config = loadConfig({
      ...(process.env['VECTOR_STORE'] === 'postgres' && {
        VECTOR_STORE: 'postgres',
        DATABASE_URL: process.env['DATABASE_URL'],
        DATABASE_SCHEMA: `judged_${name}`
      }),
      DATA_DIR: join(folder, name),
      DIMENSIONS: '1024,384',
      LOG_LEVEL: 'silent',
      RATE_LIMIT: '0'
    })
    const store = await createVectorStore(config)
    if (isProvisionable(store)) await store.createBucket()
    await store.close()
    await ingestFile(config, files[name])
    shops.set(name, config)
  }
  return shops
}
