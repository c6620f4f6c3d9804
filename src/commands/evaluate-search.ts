import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { ProductImageLoader } from '../catalogue/photos/load-image.ts'
import type { Product } from '../catalogue/product.ts'
import { toReference } from '../catalogue/write/api-product.ts'
import { loadConfig, type Config } from '../config/config.ts'
import { BadUserInputError, CatalogueFileError } from '../errors.ts'
import { searchPage, type Pictured } from '../evaluation/html/search-page.ts'
import { machine } from '../evaluation/report.ts'
import { parseJudgedQueries, parseQrels, type JudgedQuery } from '../evaluation/search/judged-query.ts'
import type { AnsweredQuery } from '../evaluation/search/measure.ts'
import { formatSearchReport } from '../evaluation/search/search-report.ts'
import { compareRuns, toSection, worstOf, type RunQuery, type SearchRun } from '../evaluation/search/search-run.ts'
import { withTypo } from '../evaluation/search/with-typo.ts'
import { toThumbnail } from '../images/thumbnail.ts'
import { inspectImage } from '../images/inspect-image.ts'
import { UploadedFile } from '../images/upload.ts'
import { createServices, type Services } from '../services.ts'
import { assertWritable, writeWhole } from '../shared/write-whole.ts'
import { imageLimits } from './image-limits.ts'

interface Options {
  readonly qrels?: string
  readonly dimension?: number
  readonly typos?: boolean
  readonly json?: string | true
  readonly html?: string
  readonly compare?: string
  readonly worst: number
  readonly interpret: boolean
  readonly spelling: boolean
}

/** Products of each answer that are judged. */
const DEPTH = 10
const THUMBNAIL = 160

export function registerEvaluateSearch (evaluate: Command): void {
  evaluate
    .command('search')
    .description('The search of the catalogue, by judged queries: recall, MRR, nDCG and honesty, with 95 % intervals')
    .argument('<judged>', 'JSON lines of {"text","image","video","document","audio","like","right"}, or lines of id<tab>text with --qrels')
    .option('--qrels <file>', 'TREC judgements of the queries, by their id')
    .option('--dimension <count>', 'only this dimension (default: all of the catalogue)', Number)
    .option('--typos', 'ask each text with one slip, too')
    .option('--no-interpret', 'leave prices, orders and negations in the words')
    .option('--no-spelling', 'leave the spelling as it is')
    .option('--json [file]', 'write JSON to a file, or print it instead of a report')
    .option('--html <file>', 'also write a page with charts and the worst queries with photos; needs no other file')
    .option('--worst <count>', 'queries on the page, of each section', parseCount, 20)
    .option('--compare <file>', 'JSON of an earlier run: what changed, with a paired test')
    .action(run)
}

async function run (file: string, options: Options): Promise<void> {
  for (const [name, to] of [['--html', options.html], ['--json', options.json]] as const) {
    if (typeof to === 'string') await assertWritable(to, name)
  }
  const qrels = options.qrels === undefined ? undefined : parseQrels(options.qrels, await read(options.qrels))
  const queries = parseJudgedQueries(file, await read(file), qrels)
  if (queries.length === 0) throw new BadUserInputError(`${file} has no queries`)
  const earlier = options.compare === undefined ? undefined : parseRun(options.compare, await read(options.compare))
  const config = loadConfig(process.env)
  const services = await createServices(config)
  try {
    const seen = new Map<string, Product>()
    const result = await askAll(services, file, queries, options, seen)
    const comparisons = earlier ? compareRuns(earlier, result) : []
    const json = `${JSON.stringify({ ...result, ...(earlier && { comparisons }) })}\n`
    process.stdout.write(options.json === true ? json : formatSearchReport(result, comparisons))
    if (typeof options.json === 'string') await writeWhole(options.json, json, '--json')
    if (options.html === undefined) return
    const worst = result.sections.map((section) => worstOf(section, options.worst))
    const pictured = await picture(config, services, file, queries, worst.flat(), seen)
    await writeWhole(options.html, searchPage({ run: result, comparisons, worst, ...pictured }), '--html')
    process.stderr.write(`The page with charts and the worst queries: ${options.html}\n`)
  } finally {
    await services.close()
  }
}

async function askAll (
  services: Services,
  file: string,
  queries: readonly JudgedQuery[],
  options: Options,
  seen: Map<string, Product>
): Promise<SearchRun> {
  const { catalogue, embedder } = services
  const { manifest } = await catalogue.open(options.dimension)
  const dimensions = options.dimension === undefined ? catalogue.dimensions : [options.dimension]
  const ways = dimensions.flatMap((dimension) =>
    [false, ...(options.typos ? [true] : [])].map((typos) => ({ dimension, typos }))
  )
  const sections = []
  for (const { dimension, typos } of ways) {
    const answers: AnsweredQuery[] = []
    for (const query of queries) answers.push(await ask(services, file, query, { ...options, dimension, typos }, seen))
    sections.push(toSection(dimension, typos, answers))
  }
  return {
    file: path.basename(file),
    catalogue: catalogue.name,
    products: manifest.products,
    model: embedder.model,
    date: new Date().toISOString(),
    machine: machine(),
    sections
  }
}

async function ask (
  { search }: Services,
  file: string,
  query: JudgedQuery,
  { dimension, typos, interpret, spelling }: Options & { readonly typos: boolean },
  seen: Map<string, Product>
): Promise<AnsweredQuery> {
  const { text, image, video, document, audio, like, without, rightBy } = query
  const upload = async (name: string | undefined) =>
    name === undefined ? undefined : new UploadedFile(await readFile(path.resolve(path.dirname(file), name)))
  const { items, nearest } = await search.search({
    text: text && typos ? withTypo(text) : text,
    image: await upload(image),
    media: { video: await upload(video), document: await upload(document), audio: await upload(audio) },
    like,
    without,
    dimension,
    interpret,
    spelling,
    topK: DEPTH
  })
  const keys = items.map(({ product }) => {
    const key = rightBy === 'id' ? product.id : (product.title ?? product.id)
    seen.set(key, product)
    return key
  })
  return { query, found: [...new Set(keys)], nearest }
}

/** Titles and small photos of the products that the page shows, and the photos that were asked with. */
async function picture (
  config: Config,
  { catalogue }: Services,
  file: string,
  queries: readonly JudgedQuery[],
  onPage: readonly RunQuery[],
  seen: ReadonlyMap<string, Product>
): Promise<{ products: Map<string, Pictured>; asked: Map<string, string> }> {
  const limits = imageLimits(config)
  const root = config.MEDIA_DIR || path.dirname(path.resolve(file))
  const loader = new ProductImageLoader({ root, ...limits, allowPrivate: config.ALLOW_PRIVATE_IMAGE_URLS, mediaUrl: '/media/' })
  const products = new Map<string, Pictured>()
  try {
    for (const key of new Set(onPage.flatMap(({ right, found }) => [...right.slice(0, 3), ...found.slice(0, 5)]))) {
      const product = seen.get(key) ?? (await catalogue.product(key))
      const reference = product?.images[0] && toReference(product.images[0], '/media/')
      // A page without a photo is better than none.
      const photo = reference
        ? await loader.load(reference).then(async (image) => await toThumbnail(image, THUMBNAIL)).catch(() => undefined)
        : undefined
      products.set(key, { title: product?.title ?? key, photo })
    }
  } finally {
    await loader.close()
  }
  const asked = new Map<string, string>()
  const images = new Set(onPage.flatMap(({ image }) => image ?? []))
  for (const { image } of queries) {
    if (image === undefined || !images.has(image)) continue
    const bytes = await readFile(path.resolve(path.dirname(file), image))
    asked.set(image, await toThumbnail(await inspectImage(bytes, limits), THUMBNAIL))
  }
  return { products, asked }
}

async function read (file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CatalogueFileError(file, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function parseRun (file: string, text: string): SearchRun {
  try {
    const run = JSON.parse(text) as SearchRun
    if (Array.isArray(run.sections)) return run
  } catch {}
  throw new BadUserInputError(`${file} is no run of \`vitrine evaluate search --json\`. Give another --compare.`)
}

function parseCount (text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return count
}
