import path from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { loadConfig, type Config } from '../config/config.ts'
import { readConfusedPhotos } from '../evaluation/html/confused-photos.ts'
import { taggingPage } from '../evaluation/html/tagging-page.ts'
import { machine } from '../evaluation/report.ts'
import { evaluateTagging, type AttributeFigures } from '../evaluation/tagging.ts'
import { formatTaggingReport } from '../evaluation/tagging-report.ts'
import { evaluateReviews, formatReviewReport } from '../evaluation/with-reviews.ts'
import { BadUserInputError } from '../errors.ts'
import { createServices, type Services } from '../services.ts'
import { neighboursOf, type Alike } from '../tagging/neighbours-of.ts'
import {
  labelledPhotoLoader,
  observeAll,
  readLabelled,
  type LabelledProduct,
  type ObservedProduct
} from '../tagging/fit/labelled-photos.ts'
import { LabelledNeighbours, takeShots } from '../tagging/fit/nearest-labelled.ts'
import { ReviewKnowledge } from '../review/review-knowledge.ts'
import { ReviewLog } from '../review/store/review-log.ts'
import { Tagger } from '../tagging/tagger.ts'
import { imageLimits } from './image-limits.ts'
import { logPhotos } from './photo-log.ts'
import { assertWritable, writeWhole } from '../shared/write-whole.ts'

interface Options {
  readonly split: string
  readonly neighbours: string
  readonly shots?: number
  readonly head: boolean
  readonly titles?: boolean
  readonly colors?: string
  readonly taxonomy?: string
  readonly open?: boolean
  /** A log, or true for that of the catalogue. */
  readonly reviews?: string | true
  readonly json?: boolean
  readonly html?: string
  readonly photos: number
}

const MAX_PHOTOS = 12

/** Adds `evaluate tagging` to the program; the `evaluate` command may be there already. */
export function registerEvaluateTagging (program: Command): void {
  const evaluate =
    program.commands.find((command) => command.name() === 'evaluate') ??
    program.command('evaluate').description('Measure how well a model finds what it should')
  evaluate
    .command('tagging')
    .description(
      'The tags of products whose tags are known: precision, recall, coverage and calibration of each attribute'
    )
    .argument('<labels>', 'JSON lines of {"image","label","split"}, or a catalogue')
    .option('--split <name>', 'products to judge by, where the file has splits', 'test')
    .option(
      '--neighbours <name>',
      'products that vote, where the file has splits; without splits each product is judged by all others',
      'train'
    )
    .option('--shots <count>', 'only this many neighbours of each category, and no classifier', parseCount)
    .option('--no-head', 'without the classifier')
    .option('--titles', "read the products' titles beside their photos, as bulk tagging does")
    .option('--colors <file>', 'JSON lines of {"id","color"}: colors of the labelled products, to judge the color by')
    .option('--taxonomy <name>', "taxonomy to tag with (default: the shop's own, else general)")
    .option('--open', 'let every label of the taxonomy be given, not only those in the file')
    .option(
      '--reviews [log]',
      'judge without and with what reviews of the catalogue taught, its photos being the neighbours (default: its log in DATA_DIR)'
    )
    .option('--json', 'print JSON instead of a report')
    .option(
      '--html <file>',
      'also write a page with charts and with photos of what was taken for another; needs no other file'
    )
    .option('--photos <count>', 'photos on the page for each pair of values, at most 12', parsePhotos, 6)
    .action(run)
}

async function run (file: string, options: Options): Promise<void> {
  const config = loadConfig(process.env)
  if (options.html !== undefined) await assertWritable(options.html, '--html')
  const services = await createServices(config)
  try {
    const { judged, voters } = divide(await readLabelled(file, options.colors), options)
    if (judged.length === 0) throw new BadUserInputError(`${file} has no products of the split "${options.split}"`)
    const all = options.reviews === undefined ? [...new Set([...judged, ...voters])] : judged
    const observed = await observeAll(file, all, {
      embedder: services.embedder,
      limits: imageLimits(config),
      titles: options.titles,
      onProgress: logPhotos(all.length)
    })
    const observedOf = new Map(all.map((product, i) => [product, observed[i]!]))
    const pick = (products: readonly LabelledProduct[]): ObservedProduct[] =>
      products.map((product) => observedOf.get(product)!)
    const tagger = await taggerFor(services, options)
    const figures =
      options.reviews === undefined
        ? judge(options, tagger, pick(judged), pick(voters))
        : await judgeReviews(services, options, tagger, observed)
    if (options.html !== undefined) {
      await writePage(options.html, {
        file,
        config,
        options,
        figures,
        judged,
        voters,
        tagger,
        model: services.embedder.model
      })
    }
  } finally {
    await services.close()
  }
}

function judge (
  { open, json }: Options,
  tagger: Tagger,
  products: readonly ObservedProduct[],
  voters: readonly ObservedProduct[]
): AttributeFigures[] {
  const neighbours = new LabelledNeighbours(voters)
  const figures = evaluateTagging({
    tagger,
    products,
    observe: (product) => neighbours.observe(product),
    open: open === true
  })
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : formatTaggingReport(figures))
  return figures
}

/** As the service would tag: the catalogue's photos are the neighbours. */
async function judgeReviews (
  { catalogue, reviewLog }: Services,
  { reviews, open, json }: Options,
  tagger: Tagger,
  products: readonly ObservedProduct[]
): Promise<readonly AttributeFigures[]> {
  const log = typeof reviews === 'string' ? new ReviewLog(reviews) : reviewLog
  // Tagging goes on without the log; its figures do not.
  await log.entries()
  const learned = await new ReviewKnowledge(log, catalogue).learned(tagger.taxonomy)
  if (learned.examples === 0) {
    throw new BadUserInputError(`${log.place} has no review of a photo that is in the catalogue "${catalogue.name}".`)
  }
  const opened = await catalogue.open(Math.max(...catalogue.dimensions))
  const alike = new Map<string, Alike>()
  for (const {
    product: { id },
    embedding
  } of products) {
    alike.set(id, await neighboursOf(opened, embedding, id))
  }
  const observe = ({ product: { id }, embedding, colors, title }: ObservedProduct) => ({
    embedding,
    colors,
    title,
    ...alike.get(id)!
  })
  const figures = evaluateReviews({ tagger, products, observe, open: open === true }, learned)
  process.stdout.write(
    json ? `${JSON.stringify(figures)}\n` : formatReviewReport(figures) + formatTaggingReport(figures.after)
  )
  return figures.after
}

interface PageOptions {
  readonly file: string
  readonly config: Config
  readonly options: Options
  readonly figures: readonly AttributeFigures[]
  readonly judged: readonly LabelledProduct[]
  readonly voters: readonly LabelledProduct[]
  readonly tagger: Tagger
  readonly model: string
}

async function writePage (
  to: string,
  { file, config, options, figures, judged, voters, tagger: { taxonomy }, model }: PageOptions
): Promise<void> {
  const loader = await labelledPhotoLoader(file, judged, imageLimits(config))
  try {
    const photos = await readConfusedPhotos(figures, options.photos, loader)
    const isWhole = judged === voters
    const facts = [
      [
        'Products judged',
        isWhole ? `${judged.length}, each by all others` : `${judged.length} of the split ${options.split}`
      ],
      [
        'Neighbours',
        options.reviews !== undefined
          ? 'the catalogue, with its reviews'
          : isWhole
            ? 'the file itself'
            : `${voters.length} products${options.shots === undefined ? ` of the split ${options.neighbours}` : `, ${options.shots} of each category`}`
      ],
      ['Classifiers', options.head && options.shots === undefined ? 'as learned' : 'none'],
      ['Values that may be given', options.open ? 'all of the taxonomy' : 'those in the file'],
      ['Taxonomy', `${taxonomy.name}, version ${taxonomy.version}`],
      ['Model', model],
      ['Made', `${new Date().toISOString().slice(0, 10)}, ${machine()}`]
    ] as const
    await writeWhole(to, taggingPage({ file: path.basename(file), facts, figures, photos }), '--html')
    process.stderr.write(`The page with charts and ${photos.size} photos: ${to}\n`)
  } finally {
    await loader.close()
  }
}

function divide (
  products: readonly LabelledProduct[],
  { split, neighbours, shots }: Options
): { judged: readonly LabelledProduct[]; voters: readonly LabelledProduct[] } {
  if (products.every((product) => product.split === undefined)) return { judged: products, voters: products }
  const voters = products.filter((product) => product.split === neighbours)
  return {
    judged: products.filter((product) => product.split === split),
    voters: shots === undefined ? voters : takeShots(voters, shots)
  }
}

async function taggerFor ({ taggers }: Services, { taxonomy: name, head, shots }: Options): Promise<Tagger> {
  const tagger = await taggers.tagger(name)
  return head && shots === undefined ? tagger : tagger.withoutHeads()
}

function parsePhotos (text: string): number {
  const count = parseCount(text)
  if (count > MAX_PHOTOS) throw new InvalidArgumentError(`It must be at most ${MAX_PHOTOS}.`)
  return count
}

function parseCount (text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return count
}
