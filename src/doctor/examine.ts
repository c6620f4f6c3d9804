import { WireWatch } from '../aws/wire-watch.ts'
import { indexName } from '../catalogue/generations.ts'
import type { Config } from '../config/config.ts'
import { createEmbedder } from '../embedding/create-embedder.ts'
import { createVectorStore } from '../vectors/create-vector-store.ts'
import { isDatabase } from '../vectors/database-store.ts'
import { isProvisionable } from '../vectors/provisionable-store.ts'
import type { VectorIndex, VectorStore } from '../vectors/vector-store.ts'
import { checkCatalogue } from './catalogue.ts'
import { checkConfiguration, isOnAws } from './configuration.ts'
import { checkDatabase } from './database.ts'
import { checkDataFolder } from './data-folder.ts'
import { Findings, worst, type Finding } from './finding.ts'
import { checkIdentity } from './identity.ts'
import { checkIndexes } from './indexes.ts'
import { checkModel } from './model.ts'
import { checkPermissions } from './permissions.ts'
import { checkReviews } from './reviews.ts'
import { inMs, timed } from './timed.ts'
import { checkWire } from './wire.ts'
import { liveGeneration } from './live-generation.ts'

/** Looks at a whole installation, group after group, with the real model and store. Never rejects for what it finds. */
export async function * examine (env: Readonly<Record<string, string | undefined>>): AsyncGenerator<Finding> {
  const { config, findings } = await checkConfiguration(env)
  yield * findings
  if (!config || worst(findings) === 'failed') return
  const watch = isOnAws(config) ? new WireWatch() : undefined
  try {
    const identity = watch ? await checkIdentity(config) : []
    yield * identity
    yield * await checkDataFolder(config)
    // Without credentials or endpoint every call fails alike; each service has its own.
    const isUnknown = (service: string) =>
      identity.some(({ check, level }) => check === service && level === 'failed')
    const model = isUnknown('Bedrock') ? undefined : yield * examineModel(config)
    if (!isUnknown('S3 Vectors')) yield * examineStore(config, model)
    if (watch && (worst(identity) !== 'failed' || watch.exchanges.length > 0)) yield * checkWire(watch.exchanges)
  } finally {
    watch?.close()
  }
}

/** Returns the model's identity, undefined where it cannot be opened. */
async function * examineModel (config: Config): AsyncGenerator<Finding, string | undefined> {
  const findings = new Findings('model')
  const opened = await findings.attempt('load', async () => await timed(async () => await createEmbedder(config)))
  if (opened && config.EMBEDDER === 'builtin') findings.ok('load', `${opened.value.model} in ${inMs(opened.ms)}`)
  yield * findings.list
  if (!opened) return undefined
  try {
    yield * await checkModel(opened.value, config.DIMENSIONS)
    return opened.value.model
  } finally {
    await opened.value.close()
  }
}

async function * examineStore (config: Config, model: string | undefined): AsyncGenerator<Finding> {
  const findings = new Findings('store')
  const store = await findings.attempt('open', async () => await createVectorStore(config))
  if (store && config.VECTOR_STORE === 'lancedb') findings.ok('open', `${(await store.listIndexes()).length} indexes`)
  yield * findings.list
  if (!store) return
  try {
    if (isDatabase(store)) {
      const database = await checkDatabase(store)
      yield * database
      if (worst(database) === 'failed') return
    } else if (isProvisionable(store)) {
      yield * await checkIndexes(store, config)
      const index = await firstIndex(store, config)
      if (index) yield * await checkPermissions(index)
    }
    yield * await checkCatalogue(store, config, model)
    yield * await checkReviews(config)
  } finally {
    await store.close()
  }
}

/** One to try rights on; why an index cannot be opened is a finding already. */
async function firstIndex (store: VectorStore, { CATALOGUE, DIMENSIONS }: Config): Promise<VectorIndex | undefined> {
  const live = await liveGeneration(store, CATALOGUE)
  const opened = await Promise.allSettled(
    DIMENSIONS.map(async (dimension) => await store.openIndex(indexName(CATALOGUE, dimension, live)))
  )
  return opened.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : []))[0]
}
