// Writes a catalogue in the format of Amazon Berkeley Objects whose photos are those of a folder, over and over:
// npx tsx training/abo-catalogue.ts <folder of photos> <new folder> [products] [seed]
import { createWriteStream } from 'node:fs'
import { copyFile, link, mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import sharp from 'sharp'
import { seededRandom } from '../test/fixtures/random.ts'

const [photos, target, count = '100000', seed = '1'] = process.argv.slice(2)
if (photos === undefined || target === undefined) throw new Error('which folder of photos, and where to?')

const PRODUCTS = Number(count)
const SHARDS = [...'0123456789abcdef']
const SHOPS = [
  ['amazon.com', 'US', 'en_US'],
  ['amazon.co.uk', 'GB', 'en_GB'],
  ['amazon.in', 'IN', 'en_IN'],
  ['amazon.de', 'DE', 'de_DE']
] as const
const COLORS = ['Black', 'White', 'Walnut', 'Navy Blue', 'Sage Green', 'Brick Red']
const MATERIALS = ['Leather', 'Oak', 'Cotton', 'Steel', 'Glass', 'Polyester']
const STYLES = ['Modern', 'Classic', 'Rustic', 'Industrial', 'Coastal']
const KINDS = [
  ['Chair', 'Furniture'],
  ['Sofa', 'Furniture'],
  ['Lamp', 'Lighting'],
  ['Rug', 'Decor'],
  ['Shoes', 'Clothing'],
  ['Handbag', 'Clothing']
] as const
/** Photos of a product besides its main one: 2.5 a listing in all, near the 2.7 of the dataset. */
const MAX_OTHERS = 3

const random = seededRandom(Number(seed))
const files = await bringPhotos(photos, path.join(target, 'images', 'small'))
const folder = path.join(target, 'listings', 'metadata')
await Promise.all(
  [folder, path.join(target, 'images', 'metadata')].map(async (made) => await mkdir(made, { recursive: true }))
)
const index = ['image_id,height,width,path\n']
for (const [i, shard] of SHARDS.entries()) {
  const from = Math.floor((PRODUCTS * i) / SHARDS.length)
  const until = Math.floor((PRODUCTS * (i + 1)) / SHARDS.length)
  await pack(listings(from, until), path.join(folder, `listings_${shard}.json.gz`))
}
await pack(index, path.join(target, 'images', 'metadata', 'images.csv.gz'))
console.log(`${PRODUCTS} products, ${index.length - 1} images in the index, ${files.length} files: ${target}`)

interface Photo {
  readonly path: string
  readonly width: number
  readonly height: number
}

/** Each photo once, as a hard link where the disk allows it; the index points at them again and again. */
async function bringPhotos (from: string, to: string): Promise<Photo[]> {
  const names = (await readdir(from)).filter((name) => /\.(jpe?g|png)$/i.test(name)).sort()
  if (names.length === 0) throw new Error(`${from} has no photos`)
  return await Promise.all(
    names.map(async (name, i) => {
      const place = `${(i % 256).toString(16).padStart(2, '0')}/${i.toString(16).padStart(8, '0')}${path.extname(name).toLowerCase()}`
      const file = path.join(to, place)
      await mkdir(path.dirname(file), { recursive: true })
      await link(path.join(from, name), file).catch(async () => await copyFile(path.join(from, name), file))
      const { width, height } = await sharp(file).metadata()
      return { path: place, width, height }
    })
  )
}

function * listings (from: number, until: number): Generator<string> {
  for (let i = from; i < until; i++) yield `${JSON.stringify(listing(i))}\n`
}

function listing (i: number): object {
  const [domain, country, tag] = pick(SHOPS)
  const [color, material, style, [kind, group]] = [pick(COLORS), pick(MATERIALS), pick(STYLES), pick(KINDS)]
  const text = (...values: string[]) => values.map((value) => ({ language_tag: tag, value }))
  const inches = (value: number) => ({ value, unit: 'inches', normalized_value: { value, unit: 'inches' } })
  const [main, ...others] = Array.from({ length: 1 + Math.floor(random() * (MAX_OTHERS + 1)) }, (_, n) =>
    addImage(i, n)
  )
  return {
    item_id: `B${i.toString(36).toUpperCase().padStart(9, '0')}`,
    domain_name: domain,
    marketplace: 'Amazon',
    country,
    item_name: text(`${style} ${kind} ${i} in ${color} ${material}`),
    brand: text(`Brand ${i % 200}`),
    bullet_point: text(`Made of ${material.toLowerCase()}`, `A ${style.toLowerCase()} look for every room`),
    color: text(color),
    material: text(material),
    style: text(style),
    product_type: [{ value: kind.toUpperCase() }],
    item_dimensions: { height: inches(10 + (i % 30)), length: inches(12 + (i % 40)), width: inches(8 + (i % 20)) },
    item_weight: [{ value: 1 + (i % 50), unit: 'pounds', normalized_value: { value: 1 + (i % 50), unit: 'pounds' } }],
    node: [{ node_id: 1000 + (i % 6), node_name: `/Categories/${group}/${kind}` }],
    main_image_id: main,
    other_image_id: others
  }
}

/** An index row under an id of its own. */
function addImage (product: number, n: number): string {
  const photo = pick(files)
  const id = `${n}1${product.toString(36).padStart(8, '0')}L`
  index.push(`${id},${photo.height},${photo.width},${photo.path}\n`)
  return id
}

async function pack (lines: Iterable<string>, file: string): Promise<void> {
  await pipeline(Readable.from(lines), createGzip({ level: 6 }), createWriteStream(file))
}

function pick<T> (values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!
}
