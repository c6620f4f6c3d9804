// npx tsx training/raise-floors.ts <labels.jsonl> <folder>: in models/tagging.json, how near a photo must be to a label
// that was learned from photos of clothing alone: goods of other kinds come near some of them, too. The folder holds
// what is in the .sh3f archives of Debian's package sweethome3d-furniture, each unpacked into a folder of its name.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { loadConfig } from '../src/config/config.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { createServices } from '../src/services.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import { readLabelled } from '../src/tagging/fit/labelled-photos.ts'
import { readProfile, type Trust } from '../src/tagging/profile.ts'
import type { Tagger } from '../src/tagging/tagger.ts'
import { isWithin } from '../src/taxonomy/taxonomy.ts'

interface Seen {
  /** What is shown; undefined of goods other than clothing, shoes and accessories. */
  readonly right: string | undefined
  readonly best: string
  readonly nearness: number
}

const LIMITS = { maxPixels: 50_000_000, maxBytes: 20_971_520 }
const PROFILE = join(packageRoot, 'models', 'tagging.json')

const [labels, folder] = process.argv.slice(2)
if (labels === undefined || folder === undefined) throw new Error('Give a labels.jsonl and the folder of renderings.')
const { embedder, taggers, close } = await createServices(loadConfig({ LOG_LEVEL: 'silent' }))
try {
  const tagger = await taggers.tagger()
  const floors = floorsOf(await readGoods(folder, tagger), await readClothing(labels, tagger))
  const profile = (await readProfile(PROFILE))!
  for (const [key, { labels: learned = {} }] of Object.entries(profile.attributes['category']!)) {
    // Neighbours know what a shop sells.
    if (!key.includes('NEIGHBOUR')) raise(learned, floors)
  }
  await writeFile(PROFILE, `${JSON.stringify(profile, null, 1)}\n`)
  console.log(Object.fromEntries(floors))
} finally {
  await close()
}

function raise (learned: Record<string, Trust>, floors: ReadonlyMap<string, number>): void {
  for (const [label, floor] of floors) {
    const trust = learned[label]
    if (trust) learned[label] = { ...trust, nearness: Math.max(trust.nearness ?? floor, floor) }
  }
}

/** Halfway from the nearest of the wrong ones to the farthest photo that is right, for labels that have such. */
function floorsOf (goods: readonly Seen[], clothing: readonly Seen[]): Map<string, number> {
  const floors = new Map<string, number>()
  for (const label of new Set(clothing.map(({ best }) => best))) {
    const right = clothing.filter((seen) => seen.best === label && seen.right === label)
    const farthest = Math.min(...right.map(({ nearness }) => nearness))
    const wrong = goods.filter(({ best, right, nearness }) =>
      best === label && nearness < farthest && !(right !== undefined && isWithin(label, right))
    )
    if (right.length === 0 || wrong.length === 0) continue
    floors.set(label, (farthest + Math.max(...wrong.map(({ nearness }) => nearness))) / 2)
  }
  return floors
}

async function readGoods (from: string, tagger: Tagger): Promise<Seen[]> {
  const lines = (await readFile(join(packageRoot, 'training', 'rendered-goods.jsonl'), 'utf8')).trim().split('\n')
  const seen: Seen[] = []
  for (const line of lines) {
    const { image, label } = JSON.parse(line) as { image: string, label?: string }
    const bytes = await sharp(join(from, image)).flatten({ background: '#ffffff' }).jpeg({ quality: 92 }).toBuffer()
    seen.push(...(await see(bytes, label, tagger)))
  }
  return seen
}

async function readClothing (file: string, tagger: Tagger): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const { product, split } of await readLabelled(file)) {
    if (split !== 'validation') continue
    const bytes = await readFile(join(file, '..', product.images[0]!))
    seen.push(...(await see(bytes, tagger.taxonomy.resolveCategory(product.category ?? ''), tagger)))
  }
  return seen
}

/** Nothing where the photo's best label had no examples, or is not certain enough to be assigned. */
async function see (bytes: Uint8Array, right: string | undefined, tagger: Tagger): Promise<Seen[]> {
  const { category } = tagger.taxonomy
  const image = await inspectImage(bytes, LIMITS)
  const embedding = await embedder.embed({ image }, { purpose: 'query' })
  const { candidates: [best], sources, threshold } = tagger.read(category, { embedding, neighbours: [] })
  if (best === undefined || threshold === undefined || best.confidence < threshold) return []
  const row = category.labels.findIndex(({ value }) => value === best.value)
  const { nearness } = sources.find(({ kind }) => kind === 'PROMPT')!
  return [{ right, best: best.value, nearness: nearness![row]! }]
}
