import { indexName } from '../catalogue/generations.ts'
import { readManifest, type Manifest } from '../catalogue/manifest.ts'
import type { Config } from '../config/config.ts'
import type { VectorIndex, VectorStore } from '../vectors/vector-store.ts'
import { Findings, type Finding } from './finding.ts'
import { liveGeneration } from './live-generation.ts'
import { axis } from './probe.ts'
import { inMs, timed } from './timed.ts'

const QUERIES = 5
const TOP_K = 100

interface Opened {
  readonly index: VectorIndex
  readonly manifest: Manifest | undefined
}

/** What the catalogue holds at each dimension, whether this model made it, and how fast it answers. */
export async function checkCatalogue (
  store: VectorStore,
  { CATALOGUE, DIMENSIONS }: Config,
  model: string | undefined
): Promise<readonly Finding[]> {
  const findings = new Findings('catalogue')
  const counts = new Set<number>()
  const live = await liveGeneration(store, CATALOGUE)
  for (const dimension of DIMENSIONS) {
    const name = indexName(CATALOGUE, dimension, live)
    const opened = await findings.attempt(name, async () => await open(store, name))
    if (!opened?.manifest) {
      if (opened !== undefined) {
        findings.warn(name, { detail: 'holds no products yet', advice: 'Run: vitrine ingest <file>' })
      }
      continue
    }
    counts.add(opened.manifest.products)
    checkManifest(findings, name, opened.manifest, model)
    const ms = await findings.attempt(`${name} speed`, async () => await medianMs(opened.index))
    if (ms !== undefined) {
      findings.ok(
        `${name} speed`,
        `p50 of ${QUERIES} queries ${inMs(ms)}, one at a time, top ${TOP_K}, without the model`
      )
    }
  }
  if (counts.size > 1) {
    findings.warn('counts', {
      detail: `the dimensions hold ${[...counts].join(' and ')} products`,
      advice: 'Run the last ingest again; it completes what is missing.'
    })
  }
  return findings.list
}

/** An index that is not there yet has no manifest either. */
async function open (store: VectorStore, name: string): Promise<Opened | { readonly manifest: undefined }> {
  const index = await store.openIndex(name)
  return index ? { index, manifest: await readManifest(index) } : { manifest: undefined }
}

function checkManifest (findings: Findings, name: string, manifest: Manifest, model: string | undefined): void {
  const { products, views, updatedAt = 'never', source } = manifest
  const detail = `${products} products, ${views} views, made by ${manifest.model}, complete ${updatedAt}`
  if (model !== undefined && manifest.model !== model) {
    findings.fail(name, {
      detail: `made by ${manifest.model}, the service runs ${model}`,
      advice: 'Set EMBEDDER to the model that made it, or re-embed with: vitrine ingest <file> --recreate'
    })
  } else if (source === undefined) {
    findings.warn(name, {
      detail: `${detail}; an ingest is under way or was broken off`,
      advice: 'If none is running, run the same vitrine ingest again: it goes on where it stopped.'
    })
  } else findings.ok(name, detail)
}

async function medianMs (index: VectorIndex): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < QUERIES; i++) {
    const { ms } = await timed(async () => await index.query(axis(index.spec.dimension), { topK: TOP_K }))
    times.push(ms)
  }
  return times.sort((a, b) => a - b)[Math.floor(QUERIES / 2)]!
}
