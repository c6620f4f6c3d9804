// npx tsx bench/tag-quality.ts <labels.jsonl> [folder of the stamps of Debian's tuxpaint-stamps-default]: what is
// assigned, rightly or wrongly, by photo and with title, of clothing and of other goods, known to the taxonomy or not;
// and whether grey photos, bars, frames and other plain grounds change it. No catalogue is asked.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { loadConfig } from '../src/config/config.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import type { CachedEmbedder } from '../src/embedding/cached-embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { createServices } from '../src/services.ts'
import { readColors, readUntold } from '../src/tagging/color-reading.ts'
import { readLabelled } from '../src/tagging/fit/labelled-photos.ts'
import type { Tagger } from '../src/tagging/tagger.ts'
import type { Tagging } from '../src/tagging/tagging.ts'
import { isWithin, type Taxonomy } from '../src/taxonomy/taxonomy.ts'
import { changed } from '../training/changed-photos.ts'
import { machineLine, markdownTable } from './report.ts'

interface Goods {
  readonly file: string
  readonly title?: string | undefined
  /** As the taxonomy calls it; undefined where it knows no such goods. */
  readonly right: string | undefined
}
interface Answer {
  readonly goods: Goods
  readonly tagging: Tagging
}

const LIMITS = { maxPixels: 50_000_000, maxBytes: 20_971_520 }
const PLAIN = ['bars to 16:9', 'white frame']
/** What shops put behind a thing that is cut out; white at lower quality tells what saving alone changes. */
const GROUNDS = {
  'white at JPEG quality 85': ['#ffffff', 85],
  'light grey': ['#e6e6e6', 92],
  beige: ['#efe6d5', 92],
  'pale blue': ['#d6e6f2', 92],
  black: ['#000000', 92]
} as const

const [labels, folder] = process.argv.slice(2)
if (labels === undefined) throw new Error('Give a labels.jsonl, as for vitrine evaluate tagging.')
const { embedder, taggers, close } = await createServices(loadConfig({ LOG_LEVEL: 'silent' }))
try {
  const tagger = await taggers.tagger()
  const clothing = await readClothing(labels, tagger.taxonomy)
  const photos = await tagAll(clothing, tagger)
  const rows = [row('clothing, test split', photos)]
  if (folder !== undefined) rows.push(...(await otherRows(folder, tagger)))
  console.log(machineLine())
  console.log(markdownTable(rows))
  console.log(markdownTable(labelRows(photos)))
  console.log(markdownTable(await changedRows(photos, tagger)))
  if (folder !== undefined) console.log(markdownTable(await groundRows(await readOthers(folder), tagger)))
} finally {
  await close()
}

async function readClothing (file: string, taxonomy: Taxonomy): Promise<Goods[]> {
  return (await readLabelled(file))
    .filter(({ split }) => split === 'test')
    .map(({ product: { images, category = '' } }) => ({
      file: join(file, '..', images[0]!),
      right: taxonomy.resolveCategory(category)
    }))
}

async function readOthers (folder: string): Promise<Goods[]> {
  const text = await readFile(join(packageRoot, 'bench', 'other-goods.jsonl'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { image: string; title: string; label?: string })
    .map(({ image, title, label }): Goods => ({ file: join(folder, image), title, right: label }))
}

async function otherRows (folder: string, tagger: Tagger): Promise<Array<ReturnType<typeof row>>> {
  const goods = await readOthers(folder)
  const titled = await tagAll(goods, tagger)
  const untitled = await tagAll(goods.map(({ title: _title, ...rest }) => rest), tagger)
  const known = (list: readonly Answer[]) => list.filter(({ goods }) => goods.right !== undefined)
  const unknown = (list: readonly Answer[]) => list.filter(({ goods }) => goods.right === undefined)
  return [
    row('other goods, known', known(untitled)),
    row('the same with title', known(titled)),
    row('goods outside the taxonomy', unknown(untitled)),
    row('the same with title', unknown(titled)),
    row('other goods, all', untitled),
    row('the same with title', titled)
  ]
}

async function tagAll (goods: readonly Goods[], tagger: Tagger): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const one of goods) answers.push({ goods: one, tagging: await tag(await readFile(one.file), tagger, one.title) })
  return answers
}

async function tag (bytes: Uint8Array, tagger: Tagger, text?: string): Promise<Tagging> {
  const image = await inspectImage(bytes, LIMITS)
  const purpose = { purpose: 'query' as const }
  const embedding = await embedder.embed({ image }, purpose)
  const title = text === undefined ? undefined : { text, embedding: await embedder.embed({ text }, purpose) }
  return tagger.tag({ embedding, title, colors: await colorsOf(embedder, image, embedding), neighbours: [] })
}

async function colorsOf (
  { tellsColors, colorsOf }: Pick<CachedEmbedder, 'tellsColors' | 'colorsOf'>,
  image: Parameters<typeof readColors>[0],
  embedding: Float32Array
): Promise<ReadonlyMap<string, number> | undefined> {
  if (!tellsColors) return await readColors(image)
  return (await readUntold(image)) ?? colorsOf.call(embedder, embedding)
}

function row (what: string, answers: readonly Answer[]) {
  const assigned = answers.filter(({ tagging }) => tagging.category.decision === 'ASSIGNED')
  const wrong = assigned.filter((answer) => !isRight(answer, answer.tagging.category.path))
  const leaves = assigned.filter(({ tagging: { category } }) => category.path === category.suggestedPath)
  const share = (part: readonly Answer[], of: readonly Answer[]) =>
    of.length === 0 ? '-' : (part.length / of.length).toFixed(3)
  const rightLeaves = leaves.filter((answer) => isRight(answer, answer.tagging.category.path))
  return {
    what,
    photos: answers.length,
    'best leaf right': share(answers.filter((answer) => isRight(answer, answer.tagging.category.suggestedPath)), answers),
    assigned: share(assigned, answers),
    'of these wrong': share(wrong, assigned),
    'leaf assigned': share(leaves, answers),
    'of these right': share(rightLeaves, leaves)
  }
}

function isRight ({ goods: { right } }: Answer, path: string | undefined): boolean {
  return right !== undefined && path !== undefined && (isWithin(path, right) || isWithin(right, path))
}

function labelRows (answers: readonly Answer[]) {
  const stated = [...new Set(answers.flatMap(({ goods: { right } }) => right ?? []))].sort()
  return stated.map((label) => ({
    label,
    ...row('', answers.filter(({ goods: { right } }) => right === label)),
    what: undefined
  })).map(({ what: _what, ...rest }) => rest)
}

/** Every second photo, turned grey, with bars, and in a frame. */
async function changedRows (answers: readonly Answer[], tagger: Tagger) {
  const counts = { photos: 0, grey: 0, colored: 0, plain: 0, same: 0 }
  for (const [i, { goods, tagging }] of answers.entries()) {
    if (i % 2 === 1) continue
    counts.photos++
    const photos = new Map(await changed(goods.file, i + 1))
    counts.grey++
    counts.colored += Number(hasColor(await tag(photos.get('grey')!, tagger)))
    for (const change of PLAIN) {
      const { category } = await tag(photos.get(change)!, tagger)
      counts.plain++
      counts.same += Number(
        category.decision === tagging.category.decision && category.path === tagging.category.path
      )
    }
  }
  return [
    { what: 'grey photos with an assigned color', share: (counts.colored / counts.grey).toFixed(3) },
    { what: 'same decision with bars or a frame', share: (counts.same / counts.plain).toFixed(3) }
  ]
}

/** Things that are cut out, on white and on each of the others; those that are assigned on white apart. */
async function groundRows (goods: readonly Goods[], tagger: Tagger) {
  const on = async (file: string, [background, quality]: readonly [string, number]) =>
    (await tag(await sharp(file).flatten({ background }).jpeg({ quality }).toBuffer(), tagger)).category
  const counts = new Map(Object.keys(GROUNDS).map((name) => [name, { photos: 0, same: 0, assigned: 0, kept: 0 }]))
  for (const { file } of goods) {
    if ((await sharp(file).stats()).isOpaque) continue
    const white = await on(file, ['#ffffff', 92])
    for (const [name, ground] of Object.entries(GROUNDS)) {
      const [other, count] = [await on(file, ground), counts.get(name)!]
      const isSame = other.decision === white.decision && other.path === white.path
      count.photos++
      count.same += Number(isSame)
      if (white.decision !== 'ASSIGNED') continue
      count.assigned++
      count.kept += Number(isSame)
    }
  }
  return [...counts].map(([name, { photos, same, assigned, kept }]) => ({
    what: `as on white, on ${name}`,
    photos,
    'same decision': (same / photos).toFixed(3),
    'assigned on white': assigned,
    'of these the same': (kept / assigned).toFixed(3)
  }))
}

function hasColor ({ tags }: Tagging): boolean {
  return tags.some(({ attribute, decision }) => attribute === 'color' && decision === 'ASSIGNED')
}
