// npx tsx bench/same-in-color.ts <labels.jsonl> <colors.jsonl> [share that states its color, 0 to 1]: "the same in red"
// through the search service. The photos of the split `test` are the products; right is one of the same label in the
// color that was asked for. Every second product is of the test half.
import { hash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { ingestFile } from '../src/commands/ingest.ts'
import { loadConfig } from '../src/config/config.ts'
import { readLabelledPhotos } from '../src/evaluation/labelled-photos.ts'
import { COLORS } from '../src/images/color/color-names.ts'
import type { FusionPreset } from '../src/search/fusion.ts'
import { createServices } from '../src/services.ts'
import { halfOf, type Half } from '../training/judged.ts'
import { machineLine, markdownTable } from './report.ts'

interface Piece {
  readonly id: string
  readonly file: string
  readonly label: string
  readonly colors: readonly string[]
}
interface Wish {
  readonly of: Piece
  readonly color: string
  readonly text: string
}

const [labels, colorsFile, share = '1'] = process.argv.slice(2)
if (labels === undefined || colorsFile === undefined) throw new Error('which labels, and which colors?')
const TEMPLATES = ['the same in COLOR', 'in COLOR', 'this one but COLOR', 'COLOR', 'the same thing in COLOR please']
const PRESETS: ReadonlyArray<FusionPreset | undefined> = ['MEAN', 'BALANCED', 'MODIFY', undefined]

const pieces = await readPieces(labels, colorsFile)
const wishes = pieces.flatMap(wishesOf)
const folder = await mkdtemp(join(tmpdir(), 'vitrine-color-'))
const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: '1024', LOG_LEVEL: 'silent', RATE_LIMIT: '0', SEARCH_TIMEOUT_MS: '60000' })
await ingest(labels)
const { search, close } = await createServices(config)
console.log(`${machineLine()}; ${pieces.length} products, ${share} of them state their color, ${wishes.length} wishes\n`)
const rows = []
for (const half of ['tuning', 'test'] as Half[]) {
  for (const preset of PRESETS) rows.push({ half, preset: preset ?? 'none given', ...(await figures(half, preset)) })
}
console.log(markdownTable(rows))
await close()
await rm(folder, { recursive: true })

async function figures (half: Half, preset: FusionPreset | undefined): Promise<Record<string, string>> {
  const count = { both: 0, label: 0, color: 0, all: 0 }
  for (const { of, color, text } of wishes.filter(({ of: { id } }) => halfOf(id) === half)) {
    const image = { bytes: new Uint8Array(await readFile(of.file)) }
    const { items } = await search.search({ image, text, topK: 2, fusion: { preset } })
    const first = items.map(({ product }) => pieces.find(({ id }) => id === product.id)!).find(({ id }) => id !== of.id)
    count.all++
    const [isLabel, isColor] = [first?.label === of.label, first?.colors.includes(color) === true]
    if (isLabel) count.label++
    if (isColor) count.color++
    if (isLabel && isColor) count.both++
  }
  const share = (value: number) => (value / count.all).toFixed(3)
  return { 'right first': share(count.both), 'right kind': share(count.label), 'right color': share(count.color) }
}

async function readPieces (labels: string, colorsFile: string): Promise<Piece[]> {
  const lines = (await readFile(colorsFile, 'utf8')).trim().split('\n')
  const colors = new Map(
    lines.map((line) => {
      const { id, color } = JSON.parse(line) as { id: string; color: string }
      return [id, color.split(', ')]
    })
  )
  return (await readLabelledPhotos(labels)).flatMap(({ id, file, label, split }) => {
    const named = colors.get(id ?? '')
    return split === 'test' && named && id ? [{ id, file, label, colors: named }] : []
  })
}

/** At most two colors for each, which a product of its label has as its main one. */
function wishesOf (of: Piece): Wish[] {
  const others = COLORS.filter(
    (color) =>
      !of.colors.includes(color) && pieces.some(({ label, colors }) => label === of.label && colors[0] === color)
  )
  const order = others.sort((a, b) => (hash('sha256', of.id + a) < hash('sha256', of.id + b) ? -1 : 1))
  return order.slice(0, 2).map((color) => ({
    of,
    color,
    text: TEMPLATES[Number.parseInt(hash('sha256', `${of.id} ${color}`).slice(0, 4), 16) % TEMPLATES.length]!.replace(
      'COLOR',
      color
    )
  }))
}

async function ingest (labels: string): Promise<void> {
  const imagesDir = dirname(labels)
  const states = (id: string) => Number.parseInt(hash('sha256', id).slice(0, 4), 16) < 65_536 * Number(share)
  const lines = pieces.map(({ id, file, label, colors: [color] }) =>
    JSON.stringify({ id, title: label, images: [relative(imagesDir, file)], ...(states(id) && { color }) })
  )
  const catalogue = join(folder, 'pieces.jsonl')
  await writeFile(catalogue, lines.join('\n'))
  await ingestFile(config, { file: catalogue, imagesDir })
}
