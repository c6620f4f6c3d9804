import { acceptanceOf } from '../../review/acceptance.ts'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Manifest } from '../../catalogue/manifest.ts'
import type { Services } from '../../services.ts'

/** A store that hangs must not keep the rest from being read. */
const CATALOGUE_TIMEOUT_MS = 1000
const REVIEWS_AGE_MS = 10_000

export interface Gauged extends Pick<Services, 'embedder' | 'catalogue' | 'admission' | 'reviewLog'> {
  readonly uploadsInFlight: number
}

/** What the parts of the service know of themselves, read when it is asked for. */
export class ServiceGauges {
  readonly #gauges: ReturnType<typeof makeGauges>
  readonly #totals: ReturnType<typeof makeTotals>

  constructor (registry: Registry) {
    this.#gauges = makeGauges(registry)
    this.#totals = makeTotals(registry)
  }

  async collect ({ embedder, catalogue, admission, reviewLog, uploadsInFlight }: Gauged): Promise<void> {
    this.#gauges.uploads.set(uploadsInFlight)
    this.#collectModel(embedder)
    this.#collectLanes(admission)
    await Promise.all([this.#collectCatalogue(catalogue), this.#collectReviews(reviewLog)])
  }

  #collectLanes ({ counters }: Gauged['admission']): void {
    const { queue, wait } = this.#gauges
    const { shed } = this.#totals
    shed.reset()
    for (const [name, { running, waiting, refused, expectedWaitMs }] of Object.entries(counters)) {
      queue.set({ queue: `lane ${name}`, state: 'running' }, running)
      queue.set({ queue: `lane ${name}`, state: 'waiting' }, waiting)
      wait.set({ lane: name }, expectedWaitMs / 1000)
      shed.inc({ lane: name }, refused)
    }
  }

  #collectModel ({ counters, queues, usage, model }: Gauged['embedder']): void {
    const { entries, bytes, queue, info } = this.#gauges
    info.set({ model }, 1)
    entries.set(counters.entries)
    bytes.set(counters.bytes)
    for (const { name, running, waiting } of queues) {
      queue.set({ queue: name, state: 'running' }, running)
      queue.set({ queue: name, state: 'waiting' }, waiting)
    }
    const { lookups, calls, images, tokens, usd } = this.#totals
    for (const total of [lookups, calls, images, tokens, usd]) total.reset()
    lookups.inc({ outcome: 'hit' }, counters.hits)
    lookups.inc({ outcome: 'miss' }, counters.misses)
    lookups.inc({ outcome: 'join' }, counters.joins)
    if (!usage) return
    calls.inc(usage.calls)
    images.inc(usage.images)
    tokens.inc(usage.inputTokens)
    usd.inc(usage.estimatedUsd)
  }

  async #collectReviews (reviewLog: Gauged['reviewLog']): Promise<void> {
    const entries = await inTime(reviewLog.entries(REVIEWS_AGE_MS))
    // What was counted last stays: `/readyz` says that the log cannot be read.
    if (!entries) return
    const { proposals } = this.#gauges
    proposals.reset()
    for (const { attribute, value = '', accepted, corrected } of acceptanceOf(entries, { byValue: true })) {
      if (value === '') continue
      proposals.set({ attribute, value, verdict: 'accepted' }, accepted)
      proposals.set({ attribute, value, verdict: 'corrected' }, corrected)
    }
  }

  async #collectCatalogue (catalogue: Gauged['catalogue']): Promise<void> {
    const { readable, products, records, updated } = this.#gauges
    const manifest = await manifestOf(catalogue)
    readable.set(manifest ? 1 : 0)
    // What was known last stays: a store that cannot be read has lost no product.
    if (!manifest) return
    products.set(manifest.products)
    records.set(manifest.views)
    if (manifest.updatedAt !== undefined) updated.set(Date.parse(manifest.updatedAt) / 1000)
  }
}

async function manifestOf (catalogue: Gauged['catalogue']): Promise<Manifest | undefined> {
  return await inTime(catalogue.open().then(({ manifest }) => manifest))
}

async function inTime<T> (answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), CATALOGUE_TIMEOUT_MS)
  })
  try {
    return await Promise.race([answer, late])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

function makeGauges (registry: Registry) {
  const registers = [registry]
  return {
    info: new Gauge({ name: 'vitrine_info', help: '1, with the model in use', labelNames: ['model'], registers }),
    proposals: new Gauge({
      name: 'vitrine_review_proposals',
      help: 'Proposed tags that people accepted or corrected, by value, as the review log has them',
      labelNames: ['attribute', 'value', 'verdict'],
      registers
    }),
    uploads: new Gauge({
      name: 'vitrine_uploads_in_flight',
      help: 'Multipart requests being received or answered',
      registers
    }),
    entries: new Gauge({ name: 'vitrine_cache_entries', help: 'Query embeddings in memory', registers }),
    bytes: new Gauge({ name: 'vitrine_cache_bytes', help: 'Bytes of query embeddings in memory', registers }),
    queue: new Gauge({
      name: 'vitrine_queue_length',
      help: 'Calls of the model, and requests in the lanes of admission, that run and that wait',
      labelNames: ['queue', 'state'],
      registers
    }),
    wait: new Gauge({
      name: 'vitrine_lane_expected_wait_seconds',
      help: 'Time that a request of this lane would wait for its turn',
      labelNames: ['lane'],
      registers
    }),
    readable: new Gauge({
      name: 'vitrine_catalogue_readable',
      help: '1 where the catalogue could be read just now, else 0',
      registers
    }),
    products: new Gauge({ name: 'vitrine_catalogue_products', help: 'Products of the catalogue', registers }),
    records: new Gauge({
      name: 'vitrine_catalogue_records',
      help: 'Records of the catalogue: texts and photos of products',
      registers
    }),
    updated: new Gauge({
      name: 'vitrine_catalogue_updated_timestamp_seconds',
      help: 'When the last ingest ended; 0 where none has',
      registers
    })
  }
}

/** Kept elsewhere: each is set to what that says when it is read. */
function makeTotals (registry: Registry) {
  const registers = [registry]
  return {
    lookups: new Counter({
      name: 'vitrine_cache_requests_total',
      help: 'Embeddings of queries asked for: hit, from memory; join, with an equal call under way; miss, from the model',
      labelNames: ['outcome'],
      registers
    }),
    shed: new Counter({
      name: 'vitrine_lane_refused_total',
      help: 'Requests of this lane refused at once, since their turn would come too late',
      labelNames: ['lane'],
      registers
    }),
    calls: new Counter({
      name: 'vitrine_model_billed_calls_total',
      help: 'Calls of a model that is paid by use',
      registers
    }),
    images: new Counter({
      name: 'vitrine_model_billed_images_total',
      help: 'Images that a model paid by use has read',
      registers
    }),
    tokens: new Counter({
      name: 'vitrine_model_billed_tokens_total',
      help: 'Tokens of text that a model paid by use has read',
      registers
    }),
    usd: new Counter({
      name: 'vitrine_model_cost_usd_total',
      help: 'Estimated cost of the model in USD at the prices set',
      registers
    })
  }
}
