import { createRequire } from 'node:module'
import path from 'node:path'
import type { Command } from 'commander'
import { FIRST, indexName, readGenerations } from '../catalogue/generations.ts'
import { indexSpec } from '../catalogue/index-spec.ts'
import { fingerprintOf } from '../catalogue/ingest/ingest-fingerprint.ts'
import { readManifest } from '../catalogue/manifest.ts'
import { catalogueOfPhotos } from '../catalogue/sources/photo-folder.ts'
import { loadConfig, type Config } from '../config/config.ts'
import { CatalogueFileError, DemoMismatchError, ModelMismatchError } from '../errors.ts'
import { prepare } from '../provision/prepare.ts'
import { createVectorStore } from '../vectors/create-vector-store.ts'
import { isProvisionable } from '../vectors/provisionable-store.ts'
import { ingestFile } from './ingest.ts'
import { makeKey, settingOf } from './make-key.ts'
import { summaryOf } from './summary.ts'

const CATALOGUE_PACKAGE = '@vendure/create'
const FOLDER_CATALOGUE = 'photos'

export function registerDemo (program: Command): void {
  program
    .command('demo')
    .description(
      'Serve a small catalogue with photos, ingested on the first start; or any folder of photos as a shop'
    )
    .argument(
      '[folder]',
      'photos to serve instead, those in folders below it too: file names become titles, folders categories'
    )
    .option('--catalogue <name>', `name of its catalogue (default: CATALOGUE, with a folder ${FOLDER_CATALOGUE})`)
    .option('--currency <code>', 'currency of its prices', 'USD')
    .option('--provision', 'make bucket and indexes that are missing, also on AWS')
    .option('--recreate', 'ingest again beside what is stored, e.g. with another model')
    .action(async (folder: string | undefined, options: DemoOptions) => {
      try {
        const { address, reviewKey } = await runDemo(folder, options)
        process.stdout.write(`The demo is at ${address}\n`)
        // Browsers keep what follows # to themselves, so that the key reaches no log of a server or proxy.
        process.stdout.write(`Review its tags at ${address}/review#key=${reviewKey}\n`)
      } catch (cause) {
        throw cause instanceof ModelMismatchError ? new DemoMismatchError({ cause }) : cause
      }
    })
}

interface DemoOptions {
  readonly catalogue?: string
  readonly currency: string
  readonly provision?: boolean
  readonly recreate?: boolean
}

interface RunningDemo {
  readonly address: string
  /** Known to this start only. */
  readonly reviewKey: string
}

async function runDemo (
  folder: string | undefined,
  { catalogue, currency, provision = false, recreate = false }: DemoOptions
): Promise<RunningDemo> {
  const name = catalogue ?? (folder === undefined ? undefined : FOLDER_CATALOGUE)
  const given = { ...process.env, ...(name !== undefined && { CATALOGUE: name }) }
  const config = loadConfig(given)
  const options = folder === undefined ? vendureShop(currency) : await photoShop(config, path.resolve(folder))
  if (recreate || !(await isIngested(config, options))) {
    await prepareStore(config, provision)
    process.stdout.write(summaryOf(await ingestFile(config, { ...options, recreate, deleteMissing: true })))
  }
  const { serve } = await import('../server.ts')
  const { key: reviewKey, digest } = makeKey()
  const keys = [...config.API_KEYS, { name: 'demo', scopes: ['review'], digest }]
  const env = { ...given, MEDIA_DIR: options.imagesDir, API_KEYS: settingOf(keys) }
  return { address: await serve(env), reviewKey }
}

interface Shop {
  readonly file: string
  readonly imagesDir: string
  readonly currency?: string
}

function vendureShop (currency: string): Shop {
  const assets = findAssets()
  return { file: path.join(assets, 'products.csv'), imagesDir: path.join(assets, 'images'), currency }
}

async function photoShop ({ DATA_DIR, CATALOGUE }: Config, folder: string): Promise<Shop> {
  const file = path.join(DATA_DIR, 'demo', `${CATALOGUE}.jsonl`)
  await catalogueOfPhotos(folder, file)
  return { file, imagesDir: folder }
}

/** The sample shop that Vendure's installer carries: 54 products with photos. */
function findAssets (): string {
  try {
    return path.join(
      path.dirname(createRequire(import.meta.url).resolve(`${CATALOGUE_PACKAGE}/package.json`)),
      'assets'
    )
  } catch (cause) {
    throw new CatalogueFileError(
      `of ${CATALOGUE_PACKAGE}`,
      `the package is not installed; run: npm install ${CATALOGUE_PACKAGE}`,
      { cause }
    )
  }
}

/** The embedded store needs nothing made ahead. */
async function prepareStore (config: Config, isAgreed: boolean): Promise<void> {
  const store = await createVectorStore(config)
  try {
    if (!isProvisionable(store)) return
    // Without a bucket there is no generation to ask for.
    const { live } = (await store.describeBucket()) ? await readGenerations(store, config.CATALOGUE) : FIRST
    const specs = config.DIMENSIONS.map((dimension) => indexSpec(config.CATALOGUE, dimension, live))
    await prepare(store, specs, {
      isAgreed,
      onCreated: ({ kind, name }) => process.stdout.write(`made ${kind} ${name}\n`)
    })
  } finally {
    await store.close()
  }
}

/**
 * Whether every index was last filled from this very file with these settings; `serve` compares the model, which is
 * slow to open.
 */
async function isIngested (config: Config, options: Parameters<typeof ingestFile>[1]): Promise<boolean> {
  const store = await createVectorStore(config)
  try {
    // Tables that are not made yet cannot be asked; a bucket that is absent has no indexes.
    if (isProvisionable(store) && store.kind === 'schema' && !(await store.describeBucket())) return false
    const { live } = await readGenerations(store, config.CATALOGUE)
    for (const dimension of config.DIMENSIONS) {
      const index = await store.openIndex(indexName(config.CATALOGUE, dimension, live))
      const manifest = index && (await readManifest(index))
      if (
        !manifest ||
        manifest.source !==
          (await fingerprintOf(
            { ...options, filterableAttributes: config.FILTERABLE_ATTRIBUTES },
            { model: manifest.model, dimensions: config.DIMENSIONS }
          ))
      ) {
        return false
      }
    }
    return true
  } finally {
    await store.close()
  }
}
