import { InvalidArgumentError, Option, type Command } from 'commander'
import { loadConfig, type Config } from '../config/config.ts'
import { BadUserInputError } from '../errors.ts'
import { createServices, type Services } from '../services.ts'
import { BulkTagger, type BulkCounts, type BulkRun } from '../tagging/bulk/bulk-tagger.ts'
import { observeAll, readLabelled } from '../tagging/fit/labelled-photos.ts'
import { learn, learnable } from '../tagging/fit/learn.ts'
import { writeShopFile } from '../tagging/bulk/shop-file.ts'
import { SHOP_FORMATS, type ShopFormatName } from '../tagging/bulk/shop-formats.ts'
import { ShopTree } from '../tagging/shop-tree.ts'
import { TagLog } from '../tagging/bulk/tag-log.ts'
import { countRows } from '../tagging/bulk/tag-source.ts'
import { writeTagTable } from '../tagging/bulk/tag-table.ts'
import { WriteBack } from '../tagging/write-back.ts'
import { imageLimits } from './image-limits.ts'
import { logPhotos } from './photo-log.ts'
import { startProgress } from './progress.ts'

interface Options {
  readonly taxonomy?: string
  readonly fit?: string
  readonly precision: number
  readonly colors?: string
  readonly saveTo?: string
  readonly output?: string
  readonly csv?: string
  readonly onlyMissing?: boolean
  readonly retryFailed?: boolean
  readonly writeBack?: boolean
  readonly json?: boolean
  readonly shopFile?: string
  readonly shopFormat?: ShopFormatName
}

const EXIT_FAILED_PRODUCTS = 2
/** 128 + SIGINT, as shells count. */
const EXIT_INTERRUPTED = 130

export function registerTag (program: Command): void {
  program
    .command('tag')
    .description('Tag the products of a catalogue or the photos of a folder, or learn from labelled products')
    .argument('[source]', 'a catalogue file or a folder of photos')
    .option(
      '--fit <labelled>',
      'learn from labelled products instead: JSON lines of {"image","label","split"}, or a catalogue'
    )
    .option('--precision <share>', 'precision that assigned values should have, for --fit', parseShare, 0.95)
    .option('--colors <file>', 'JSON lines of {"id","color"}: colors of the labelled products, for --fit')
    .option('--save-to <file>', 'where --fit writes (default: below DATA_DIR)')
    .option('--taxonomy <name>', "taxonomy to tag with (default: the shop's own, else general)")
    .option(
      '--output <file>',
      'JSON lines, one a product; a run goes on where it ends (default: <source>.tags.jsonl)'
    )
    .option('--csv <file>', 'also write a table')
    .option('--only-missing', 'leave out what products state already')
    .option('--retry-failed', 'tag again what failed in an earlier run')
    .option('--write-back', 'put assigned values into the index, where the catalogue states none')
    .option('--shop-file <file>', 'also write what is assigned and not stated, for the shop system to import')
    .addOption(
      new Option('--shop-format <format>', 'what the shop system imports').choices(Object.keys(SHOP_FORMATS)).default('shopify')
    )
    .option('--json', 'print JSON instead of sentences')
    .action(async (source: string | undefined, options: Options) => {
      const config = loadConfig(process.env)
      const services = await createServices(config)
      try {
        if (options.fit !== undefined) await fit(config, services, options.fit, options)
        else if (source !== undefined) await tagSource(config, services, source, options)
        else {
          throw new BadUserInputError(
            'Nothing to tag. Give a catalogue file, a folder of photos, or --fit <labelled>.'
          )
        }
      } finally {
        await services.close()
      }
    })
}

async function fit (
  config: Config,
  { taggers, embedder }: Services,
  file: string,
  { taxonomy, precision, colors, saveTo, json }: Options
): Promise<void> {
  const tagger = await taggers.tagger(taxonomy)
  const products = learnable(await readLabelled(file, colors))
  const observed = await observeAll(file, products, {
    embedder,
    limits: imageLimits(config),
    onProgress: logPhotos(products.length)
  })
  const profile = learn(tagger, embedder.model, observed, precision)
  const saved = await taggers.save(profile, tagger.taxonomy, saveTo)
  if (json) {
    const { model, heads, attributes } = profile
    const figures = { products: observed.length, model, classifiers: heads.length, attributes, file: saved }
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    return
  }
  const thresholds = Object.entries(profile.attributes).flatMap(([name, ensembles]) =>
    Object.entries(ensembles).map(
      ([sources, { threshold }]) =>
        `  ${name} by ${sources}: ${threshold === undefined ? 'no threshold reaches the precision' : `assigned from ${threshold.toFixed(3)}`}\n`
    )
  )
  process.stdout.write(
    `Learned from ${observed.length} products for ${profile.model}: ${profile.heads.length} classifiers.\n${thresholds.join('')}Written to ${saved}\n`
  )
}

async function tagSource (
  config: Config,
  { taggers, autoTag, catalogue, embedder }: Services,
  source: string,
  options: Options
): Promise<void> {
  const output = options.output ?? `${source.replace(/\/+$/, '')}.tags.jsonl`
  const { MAX_UPLOAD_BYTES: maxBytes, MAX_IMAGE_PIXELS: maxPixels, ALLOW_PRIVATE_IMAGE_URLS: allowPrivate } = config
  const rows = await countRows(source)
  if (options.writeBack) await catalogue.open()
  const { taxonomy } = await taggers.tagger(options.taxonomy)
  const { model } = embedder
  const writeBack = options.writeBack ? new WriteBack(catalogue) : undefined
  const toShop = await new ShopTree(catalogue).learned(taxonomy)
  const images = { maxBytes, maxPixels, allowPrivate }
  const bulk = new BulkTagger({ autoTag, taxonomy, model, images, writeBack, toShop })
  const log = await TagLog.open(output, {
    model,
    taxonomy: taxonomy.name,
    taxonomyVersion: taxonomy.version,
    retryFailed: options.retryFailed
  })
  try {
    const { counts, isInterrupted } = await withProgress(
      rows,
      async (reporting) => await bulk.run({ source, log, onlyMissing: options.onlyMissing === true, ...reporting })
    )
    if (options.csv !== undefined) await writeTagTable(options.csv, output)
    const changed = await writeShopFile({
      source,
      log: output,
      toShop,
      write: options.shopFile === undefined ? undefined : { file: options.shopFile, format: options.shopFormat! }
    })
    const done: Tagged = { counts, changed, output, failures: log.failures, isInterrupted }
    process.stdout.write(options.json ? `${JSON.stringify(done)}\n` : sentencesOf(done, options))
    process.exitCode = isInterrupted ? EXIT_INTERRUPTED : counts.failed > 0 ? EXIT_FAILED_PRODUCTS : 0
  } finally {
    await log.close()
  }
}

interface Tagged {
  readonly counts: BulkCounts
  readonly changed: number
  readonly output: string
  readonly failures: number
  readonly isInterrupted: boolean
}

function sentencesOf ({ counts, changed, output, failures, isInterrupted }: Tagged, { shopFile }: Options): string {
  const news = ` ${changed} products get something that they do not state.`
  const shop = shopFile === undefined ? '' : ` Written for the shop to ${shopFile}.`
  const why = failures > 0 ? ` Why ${failures} have no tags is said there, too; --retry-failed tries them again.` : ''
  const next = isInterrupted ? ' Interrupted; the same command goes on from here.' : ''
  const { tagged, skipped, failed } = counts
  return `${tagged} tagged, ${skipped} skipped, ${failed} failed. Written to ${output}.${news}${shop}${why}${next}\n`
}

/** SIGINT and SIGTERM end the run after what is written. */
async function withProgress (
  rows: number,
  run: (options: Pick<BulkRun, 'signal' | 'onProgress' | 'onNotice'>) => Promise<BulkCounts>
): Promise<{ counts: BulkCounts; isInterrupted: boolean }> {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  const progress = startProgress(rows)
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    const counts = await run({
      signal: stop.signal,
      onProgress: ({ line, counts: { tagged, failed } }) =>
        progress.update({ line, products: tagged + failed, rejected: failed }),
      onNotice: progress.notice
    })
    return { counts, isInterrupted: stop.signal.aborted }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    progress.stop()
  }
}

function parseShare (text: string): number {
  const share = Number(text)
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('It must be above 0 and at most 1.')
  return share
}
