import { setMaxListeners } from 'node:events'
import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { IngestOptions } from '../catalogue/ingest/ingest-options.ts'
import { rowsOf, type IngestReport } from '../catalogue/ingest/ingest-report.ts'
import { IngestService } from '../catalogue/ingest/ingest-service.ts'
import { bringCatalogue } from '../catalogue/sources/bring-catalogue.ts'
import { explainCatalogue } from '../catalogue/sources/explain-catalogue.ts'
import { NO_CURRENCY } from '../catalogue/sources/notices.ts'
import { countLines } from '../catalogue/sources/read-catalogue.ts'
import { loadConfig, type Config } from '../config/config.ts'
import { createEmbedder } from '../embedding/create-embedder.ts'
import { isMetered } from '../embedding/metered-embedder.ts'
import { openReviewStore } from '../review/store/open-review-store.ts'
import type { ReviewStore } from '../review/store/review-store.ts'
import { mediaLimits } from '../services.ts'
import { openDecisions } from '../compose-tagging.ts'
import { createVectorStore } from '../vectors/create-vector-store.ts'
import { explanationOf } from './explain.ts'
import { startProgress } from './progress.ts'
import { addReadingOptions, mappingOf, type ReadingFlags } from './reading-options.ts'
import { summaryOf } from './summary.ts'
import { printable } from '../shared/control-characters.ts'

type Flags = Pick<
  IngestOptions,
  | 'format'
  | 'language'
  | 'recreate'
  | 'deleteMissing'
  | 'yes'
  | 'dryRun'
  | 'mediaUrl'
> & ReadingFlags & {
  readonly rejects?: string
  readonly json?: boolean
  readonly explain?: boolean
}

const EXIT_REJECTED = 2
/** 128 + SIGINT, as shells count. */
const EXIT_INTERRUPTED = 130

export function registerIngest (program: Command): void {
  const command = program
    .command('ingest')
    .description(
      'Bring a catalogue into the index: JSON lines, a JSON array, an XML feed, or the CSV of a shop system; .gz too'
    )
    .argument(
      '<file>',
      'the catalogue: a file, an http(s) address, or - for standard input; with --format abo its folder or one shard'
    )
    .addOption(
      new Option(
        '--format <name>',
        'abo: Amazon Berkeley Objects, by item_id, the first of several shops (default: told by content)'
      ).choices(['abo'])
    )
    .addOption(
      new Option(
        '--language <tag>',
        'of texts, e.g. de_DE, with --format abo; else another country, English, any (default: en_US)'
      )
        .argParser(languageTag)
        .implies({ format: 'abo' })
    )
    .option(
      '--recreate',
      'build the catalogue anew, e.g. with another model; searches answer from the old one until it is complete'
    )
    .option('--delete-missing', 'take out products that the file no longer has')
    .option('--yes', 'agree to the deletion of any share of the catalogue, see DELETE_LIMIT_PERCENT')
    .option('--rejects <path>', 'where to list what could not be used')
    .option('--media-url <prefix>', 'what URLs of local photos begin with (default: /media/)')
  addReadingOptions(command)
    .option('--explain', 'show which column becomes what, and the first products; write nothing')
    .option(
      '--dry-run',
      'compare with what is stored and tell what would change and cost; write nothing but the rejects'
    )
    .option('--json', 'print JSON instead of sentences')
    .action(async (source: string, flags: Flags) => await ingestSource(source, flags))
}

async function ingestSource (
  source: string,
  { rejects, json, explain, ...given }: Flags
): Promise<void> {
  const config = loadConfig(process.env)
  const folder = path.join(config.DATA_DIR, 'checkpoints')
  const { file, remove } = await bringCatalogue(source, { folder, allowPrivate: config.ALLOW_PRIVATE_IMAGE_URLS })
  try {
    const { map: _map, ...flags } = { ...given, mapping: await mappingOf(given) }
    // Photos of what is no file are looked for where the command is run.
    const imagesDir = flags.imagesDir ?? (file === source ? undefined : process.cwd())
    const options = { file, ...flags, imagesDir, rejectsFile: rejects }
    if (explain) {
      process.stdout.write(printable(explanationOf(await explainCatalogue(file, options))))
      return
    }
    const report = await ingestFile(config, options)
    process.stdout.write(
      json ? `${JSON.stringify({ isDryRun: flags.dryRun === true, ...report })}\n` : printable(summaryOf(report, flags.dryRun))
    )
    process.exitCode = exitCodeOf(report)
  } finally {
    await remove()
  }
}

/** Ingests with the configured model and store. SIGINT and SIGTERM stop it after the batch under way. */
export async function ingestFile (config: Config, given: IngestOptions): Promise<IngestReport> {
  const options = { ...given, filterableAttributes: config.FILTERABLE_ATTRIBUTES }
  const embedder = await createEmbedder(config, 'ingest')
  try {
    const [store, reviews] = [await createVectorStore(config, 'ingest'), await openReviewStore(config, 'ingest')]
    const parts = { embedder, store, reviews }
    try {
      const report = await withProgress(
        options,
        async (reporting) => await new IngestService(serviceOptions(config, parts)).run(reporting)
      )
      return isMetered(embedder) && !options.dryRun ? { ...report, usage: embedder.usage } : report
    } finally {
      await reviews.close()
      await store.close()
    }
  } finally {
    await embedder.close()
  }
}

export function serviceOptions (
  config: Config,
  {
    embedder,
    store,
    reviews
  }: Pick<ConstructorParameters<typeof IngestService>[0], 'embedder' | 'store'> & { readonly reviews: ReviewStore }
) {
  const {
    CATALOGUE: catalogue,
    DIMENSIONS: dimensions,
    DATA_DIR: dataDir,
    EMBEDDER,
    BEDROCK_MAX_CONCURRENCY,
    DELETE_LIMIT_PERCENT: deleteLimitPercent
  } = config
  // A model elsewhere takes as many products at once as it may have calls.
  const limits =
    EMBEDDER === 'bedrock' ? { embedding: BEDROCK_MAX_CONCURRENCY, loading: BEDROCK_MAX_CONCURRENCY } : {}
  const decisions = openDecisions(config, { embedder, store, reviews })
  return {
    embedder,
    store,
    catalogue,
    dimensions,
    dataDir,
    images: imageLimits(config),
    media: mediaLimits(config),
    limits,
    deleteLimitPercent,
    decisions
  }
}

async function withProgress (
  options: IngestOptions,
  run: (options: IngestOptions) => Promise<IngestReport>
): Promise<IngestReport> {
  const stop = new AbortController()
  // Every call under way listens.
  setMaxListeners(0, stop.signal)
  const onSignal = () => stop.abort()
  let lacksCurrency = false
  const progress = startProgress(await countLines(options.file, options.format))
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    const report = await run({
      ...options,
      signal: stop.signal,
      onProgress: ({ line, counts }) =>
        progress.update({ line, products: rowsOf(counts), rejected: counts.rejected }),
      onNotice: (message) => {
        lacksCurrency ||= message === NO_CURRENCY
        progress.notice(message)
      }
    })
    return lacksCurrency ? { ...report, lacksCurrency } : report
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    progress.stop()
  }
}

function imageLimits ({ MAX_UPLOAD_BYTES, MAX_IMAGE_PIXELS, ALLOW_PRIVATE_IMAGE_URLS }: Config) {
  return { maxBytes: MAX_UPLOAD_BYTES, maxPixels: MAX_IMAGE_PIXELS, allowPrivate: ALLOW_PRIVATE_IMAGE_URLS }
}

/** As Amazon Berkeley Objects writes tags, or with a hyphen. */
function languageTag (text: string): string {
  if (!/^[a-z]{2,3}([_-][a-z]{2})?$/i.test(text)) throw new InvalidArgumentError('It must be like de or de_DE.')
  return text
}

function exitCodeOf ({ isInterrupted, rejected, imagesRejected, held }: IngestReport): number {
  if (isInterrupted) return EXIT_INTERRUPTED
  return rejected > 0 || imagesRejected > 0 || held ? EXIT_REJECTED : 0
}
