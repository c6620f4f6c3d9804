import { writeFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { loadConfig, type Config } from '../config.ts'
import { BadUserInputError } from '../errors.ts'
import { createServices, type Services } from '../services.ts'
import { BulkTagger, type BulkCounts } from '../tagging/bulk-tagger.ts'
import { observeAll, readLabelled } from '../tagging/labelled-photos.ts'
import { learn, learnable } from '../tagging/learn.ts'
import { readTagLog, TagLog, toCsv } from '../tagging/tag-log.ts'
import { WriteBack } from '../tagging/write-back.ts'
import { imageLimits } from './image-limits.ts'
import { logPhotos } from './photo-log.ts'

interface Options {
  readonly taxonomy?: string
  readonly fit?: string
  readonly precision: number
  readonly saveTo?: string
  readonly output?: string
  readonly csv?: string
  readonly onlyMissing?: boolean
  readonly writeBack?: boolean
}

const EXIT_FAILED_PRODUCTS = 2
/** 128 + SIGINT, as shells count. */
const EXIT_INTERRUPTED = 130

export function registerTag (program: Command): void {
  program.command('tag')
    .description('Tag the products of a catalogue or the photos of a folder, or learn from labelled products')
    .argument('[source]', 'a catalogue file or a folder of photos')
    .option('--fit <labelled>', 'learn from labelled products instead: JSON lines of {"image","label","split"}, or a catalogue')
    .option('--precision <share>', 'precision that assigned values should have, for --fit', parseShare, 0.95)
    .option('--save-to <file>', 'where --fit writes (default: below DATA_DIR)')
    .option('--taxonomy <name>', "taxonomy to tag with (default: the shop's own, else general)")
    .option('--output <file>', 'JSON lines, one a product; a run goes on where it ends (default: <source>.tags.jsonl)')
    .option('--csv <file>', 'also write a table')
    .option('--only-missing', 'leave out what products state already')
    .option('--write-back', 'put assigned values into the index, where the catalogue states none')
    .action(async (source: string | undefined, options: Options) => {
      const config = loadConfig(process.env)
      const services = await createServices(config)
      try {
        if (options.fit !== undefined) await fit(config, services, options.fit, options)
        else if (source !== undefined) await tagSource(config, services, source, options)
        else throw new BadUserInputError('Nothing to tag. Give a catalogue file, a folder of photos, or --fit <labelled>.')
      } finally {
        await services.close()
      }
    })
}

async function fit (config: Config, { taggers, embedder }: Services, file: string, { taxonomy, precision, saveTo }: Options): Promise<void> {
  const tagger = await taggers.tagger(taxonomy)
  const products = learnable(await readLabelled(file))
  const observed = await observeAll(file, products, { embedder, limits: imageLimits(config), onProgress: logPhotos(products.length) })
  const profile = learn(tagger, embedder.model, observed, precision)
  const saved = await taggers.save(profile, tagger.taxonomy, saveTo)
  const thresholds = Object.entries(profile.attributes).map(([name, { threshold }]) => `  ${name}: ${threshold === undefined ? 'no threshold reaches the precision' : `assigned from ${threshold.toFixed(3)}`}\n`)
  process.stdout.write(`Learned from ${observed.length} products for ${profile.model}: ${profile.heads.length} classifiers.\n${thresholds.join('')}Written to ${saved}\n`)
}

async function tagSource (config: Config, { taggers, autoTag, catalogue }: Services, source: string, options: Options): Promise<void> {
  const output = options.output ?? `${source.replace(/\/+$/, '')}.tags.jsonl`
  const { MAX_UPLOAD_BYTES: maxBytes, MAX_IMAGE_PIXELS: maxPixels, ALLOW_PRIVATE_IMAGE_URLS: allowPrivate } = config
  const bulk = new BulkTagger({
    autoTag,
    taxonomy: await taggers.taxonomy(options.taxonomy),
    images: { maxBytes, maxPixels, allowPrivate },
    writeBack: options.writeBack ? new WriteBack(catalogue) : undefined
  })
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const log = await TagLog.open(output)
  try {
    const counts = await bulk.run({ source, log, onlyMissing: options.onlyMissing === true, signal: stop.signal, onProgress: logCounts() })
    if (options.csv !== undefined) await writeFile(options.csv, toCsv(await readTagLog(output)))
    process.stdout.write(`${counts.tagged} tagged, ${counts.skipped} skipped, ${counts.failed} failed. Written to ${output}\n`)
    process.exitCode = stop.signal.aborted ? EXIT_INTERRUPTED : counts.failed > 0 ? EXIT_FAILED_PRODUCTS : 0
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    await log.close()
  }
}

const LOG_STEP = 100

function logCounts (): (counts: BulkCounts) => void {
  return ({ tagged, skipped, failed }) => {
    if ((tagged + skipped + failed) % LOG_STEP === 0) process.stderr.write(`${tagged} tagged, ${skipped} skipped, ${failed} failed\n`)
  }
}

function parseShare (text: string): number {
  const share = Number(text)
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('It must be above 0 and at most 1.')
  return share
}
