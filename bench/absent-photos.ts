// npx tsx bench/absent-photos.ts <labels.jsonl> <folder of the stamps of Debian's tuxpaint-stamps-default>: photos of
// things that a catalogue lacks, through the search service: is that said? And is it not said of its own products,
// changed, nor of their kinds? The demo catalogue and 120 photos of clothes; half of the cases are of the test half.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { ingestFile } from '../src/commands/ingest.ts'
import { loadConfig, type Config } from '../src/config/config.ts'
import { readLabelledPhotos } from '../src/evaluation/labelled-photos.ts'
import { createServices } from '../src/services.ts'
import { changed } from '../training/changed-photos.ts'
import { halfOf, type Half } from '../training/judged.ts'
import { machineLine, markdownTable } from './report.ts'

type Shop = 'demo' | 'clothing'

interface Case {
  readonly catalogue: Shop
  /** Below `clothing/`, `demo/` or `stamps/`. */
  readonly photo: string
  /** Whether the catalogue has the very thing, others of its kind, or nothing like it. */
  readonly is: 'own' | 'kind' | 'absent'
  /** Made of the photo before it is asked with. */
  readonly change?: string | undefined
}
interface Answer extends Case {
  readonly relevance: number
  /** Nothing was found, or what was is said to be only the nearest. */
  readonly isHonest: boolean
}

const CHANGES = ['crop 70 %', 'rotated 15°', 'grey', 'blur', 'bars to 16:9']
const PRODUCTS = 120

const [labels, stamps] = process.argv.slice(2)
if (labels === undefined || stamps === undefined) throw new Error('which labels, and which folder of stamps?')
const assets = join(dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')), 'assets')
const folders = { clothing: dirname(labels), demo: join(assets, 'images'), stamps }
const cases = await readCases()
const folder = await mkdtemp(join(tmpdir(), 'vitrine-absent-'))
const answers: Answer[] = []
for (const shop of ['demo', 'clothing'] as const) {
  const config = loadConfig({
    DATA_DIR: join(folder, shop),
    DIMENSIONS: '1024',
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '0',
    SEARCH_TIMEOUT_MS: '60000'
  })
  await ingest(shop, config, labels)
  await ask(config, cases.filter(({ catalogue }) => catalogue === shop))
}
console.log(`${machineLine()}\n`)
console.log(markdownTable((['tuning', 'test'] as Half[]).flatMap((half) => rows(half))))
if (process.env['SHOW']) for (const answer of answers) console.log(JSON.stringify(answer))
await rm(folder, { recursive: true })

async function readCases (): Promise<Case[]> {
  const lines = await readFile(new URL('../training/queries/photos.jsonl', import.meta.url), 'utf8')
  const judged = lines.trim().split('\n').map((line) => JSON.parse(line) as Case)
  const own = (photos: readonly string[], catalogue: Shop) =>
    photos.map((photo, i): Case => ({ catalogue, photo, is: 'own', change: CHANGES[i % CHANGES.length] }))
  const clothes = (await readLabelledPhotos(labels!)).filter(({ split }) => split === 'test').slice(0, PRODUCTS)
  const ofDemo = judged.flatMap(({ photo }) => (photo.startsWith('demo/') ? [photo] : []))
  return [
    ...judged,
    ...own(ofDemo, 'demo'),
    ...own(clothes.map(({ file }) => `clothing/${relative(folders.clothing, file)}`), 'clothing')
  ]
}

async function ingest (shop: Shop, config: Config, labels: string): Promise<void> {
  if (shop === 'demo') {
    await ingestFile(config, { file: join(assets, 'products.csv'), imagesDir: folders.demo, currency: 'USD' })
    return
  }
  const photos = (await readLabelledPhotos(labels)).filter(({ split }) => split === 'test').slice(0, PRODUCTS)
  const lines = photos.map(({ file, label }, i) =>
    JSON.stringify({ id: `p${i}`, title: label, images: [relative(folders.clothing, file)] })
  )
  const catalogue = join(folder, 'clothing.jsonl')
  await writeFile(catalogue, lines.join('\n'))
  await ingestFile(config, { file: catalogue, imagesDir: folders.clothing })
}

async function ask (config: Config, cases: readonly Case[]): Promise<void> {
  const { search, close } = await createServices(config)
  try {
    for (const [seed, one] of cases.entries()) {
      const [source, ...path] = one.photo.split('/') as [keyof typeof folders, ...string[]]
      const file = join(folders[source], ...path)
      const photo = one.change ? (await changed(file, seed + 1)).get(one.change)! : await readFile(file)
      const { items: [first], nearest } = await search.search({ image: { bytes: new Uint8Array(photo) }, topK: 1 })
      answers.push({ ...one, relevance: first?.relevance ?? 0, isHonest: first === undefined || nearest })
    }
  } finally {
    await close()
  }
}

function rows (half: Half): Array<Record<string, string | number>> {
  return (['demo', 'clothing'] as const).map((shop) => {
    const its = answers.filter(({ catalogue, photo }) => catalogue === shop && halfOf(photo) === half)
    const share = (is: Case['is'], isSo: (answer: Answer) => boolean) => {
      const of = its.filter((answer) => answer.is === is)
      return `${(of.filter(isSo).length / of.length).toFixed(3)} of ${of.length}`
    }
    return {
      half,
      catalogue: shop,
      'absent: said so': share('absent', ({ isHonest }) => isHonest),
      'own, changed: shown as found': share('own', ({ isHonest }) => !isHonest),
      'its kind: shown as found': share('kind', ({ isHonest }) => !isHonest)
    }
  })
}
