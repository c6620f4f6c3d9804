import { InvalidArgumentError, type Command } from 'commander'
import { loadConfig } from '../config.ts'
import { evaluateTagging } from '../evaluation/tagging.ts'
import { formatTaggingReport } from '../evaluation/tagging-report.ts'
import { evaluateReviews, formatReviewReport } from '../evaluation/with-reviews.ts'
import { BadUserInputError } from '../errors.ts'
import { createServices, type Services } from '../services.ts'
import { nearest, type Alike } from '../tagging/auto-tag-service.ts'
import { observeAll, readLabelled, type LabelledProduct, type ObservedProduct } from '../tagging/labelled-photos.ts'
import { LabelledNeighbours, takeShots } from '../tagging/nearest-labelled.ts'
import { ReviewKnowledge } from '../tagging/review/review-knowledge.ts'
import { ReviewLog } from '../tagging/review/review-log.ts'
import { Tagger } from '../tagging/tagger.ts'
import { imageLimits } from './image-limits.ts'
import { logPhotos } from './photo-log.ts'

interface Options {
  readonly split: string
  readonly neighbours: string
  readonly shots?: number
  readonly head: boolean
  readonly taxonomy?: string
  readonly open?: boolean
  /** A log, or true for that of the catalogue. */
  readonly reviews?: string | true
  readonly json?: boolean
}

/** Adds `evaluate tagging` to the program; the `evaluate` command may be there already. */
export function registerEvaluateTagging (program: Command): void {
  const evaluate = program.commands.find((command) => command.name() === 'evaluate') ?? program.command('evaluate').description('Measure how well a model finds what it should')
  evaluate.command('tagging')
    .description('The tags of products whose tags are known: precision, recall, coverage and calibration of each attribute')
    .argument('<labels>', 'JSON lines of {"image","label","split"}, or a catalogue')
    .option('--split <name>', 'products to judge by, where the file has splits', 'test')
    .option('--neighbours <name>', 'products that vote, where the file has splits; without splits each product is judged by all others', 'train')
    .option('--shots <count>', 'only this many neighbours of each category, and no classifier', parseCount)
    .option('--no-head', 'without the classifier')
    .option('--taxonomy <name>', "taxonomy to tag with (default: the shop's own, else general)")
    .option('--open', 'let every label of the taxonomy be given, not only those in the file')
    .option('--reviews [log]', 'judge without and with what reviews of the catalogue taught, its photos being the neighbours (default: its log in DATA_DIR)')
    .option('--json', 'print JSON instead of a report')
    .action(run)
}

async function run (file: string, options: Options): Promise<void> {
  const config = loadConfig(process.env)
  const services = await createServices(config)
  try {
    const { judged, voters } = divide(await readLabelled(file), options)
    if (judged.length === 0) throw new BadUserInputError(`${file} has no products of the split "${options.split}"`)
    const all = options.reviews === undefined ? [...new Set([...judged, ...voters])] : judged
    const observed = await observeAll(file, all, { embedder: services.embedder, limits: imageLimits(config), onProgress: logPhotos(all.length) })
    const observedOf = new Map(all.map((product, i) => [product, observed[i]!]))
    const pick = (products: readonly LabelledProduct[]): ObservedProduct[] => products.map((product) => observedOf.get(product)!)
    const tagger = await taggerFor(services, options)
    if (options.reviews !== undefined) return await judgeReviews(services, options, tagger, observed)
    const neighbours = new LabelledNeighbours(pick(voters))
    const figures = evaluateTagging({ tagger, products: pick(judged), observe: (product) => neighbours.observe(product), open: options.open === true })
    process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : formatTaggingReport(figures))
  } finally {
    await services.close()
  }
}

/** As the service would tag: the catalogue's photos are the neighbours. */
async function judgeReviews ({ catalogue, reviewLog }: Services, { reviews, open, json }: Options, tagger: Tagger, products: readonly ObservedProduct[]): Promise<void> {
  const log = typeof reviews === 'string' ? new ReviewLog(reviews) : reviewLog
  const learned = await new ReviewKnowledge(log, catalogue).learned(tagger.taxonomy)
  if (learned.examples === 0) throw new BadUserInputError(`${log.file} has no review of a photo that is in the catalogue "${catalogue.name}".`)
  const opened = await catalogue.open(Math.max(...catalogue.dimensions))
  const alike = new Map<string, Alike>()
  for (const { product: { id }, embedding } of products) alike.set(id, await nearest(opened, embedding, id))
  const observe = ({ product: { id }, embedding, colors }: ObservedProduct) => ({ embedding, colors, ...alike.get(id)! })
  const figures = evaluateReviews({ tagger, products, observe, open: open === true }, learned)
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : formatReviewReport(figures) + formatTaggingReport(figures.after))
}

function divide (products: readonly LabelledProduct[], { split, neighbours, shots }: Options): { judged: readonly LabelledProduct[], voters: readonly LabelledProduct[] } {
  if (products.every((product) => product.split === undefined)) return { judged: products, voters: products }
  const voters = products.filter((product) => product.split === neighbours)
  return { judged: products.filter((product) => product.split === split), voters: shots === undefined ? voters : takeShots(voters, shots) }
}

async function taggerFor ({ taggers }: Services, { taxonomy: name, head, shots }: Options): Promise<Tagger> {
  const tagger = await taggers.tagger(name)
  return head && shots === undefined ? tagger : tagger.withoutHeads()
}

function parseCount (text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return count
}
